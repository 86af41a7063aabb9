package com.clickhouse.client.api.insert;

public class InsertResponse implements AutoCloseable {
    public native long getWrittenRows();
    public native String getQueryId();

    @Override
    public native void close();
}
