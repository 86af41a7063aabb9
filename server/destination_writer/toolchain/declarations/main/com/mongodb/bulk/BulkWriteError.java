package com.mongodb.bulk;

public class BulkWriteError {
    private BulkWriteError() {}

    public native int getCode();
    public native String getMessage();
    public native int getIndex();
}
