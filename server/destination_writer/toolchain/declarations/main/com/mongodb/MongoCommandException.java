package com.mongodb;

public class MongoCommandException extends MongoServerException {
    MongoCommandException(String msg) {
        super(msg);
    }

    public native int getErrorCode();
    public native String getErrorCodeName();
    public native String getErrorMessage();
}
