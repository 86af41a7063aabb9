package com.mongodb.bulk;

public class WriteConcernError {
    private WriteConcernError() {}

    public native int getCode();
    public native String getMessage();
}
