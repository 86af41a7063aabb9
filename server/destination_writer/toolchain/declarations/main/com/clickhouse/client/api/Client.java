package com.clickhouse.client.api;

import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;

public class Client implements AutoCloseable {
    public native CompletableFuture<InsertResponse> insert(
            String tableName, InputStream data, ClickHouseFormat format);

    public native CompletableFuture<InsertResponse> insert(
            String tableName, InputStream data, ClickHouseFormat format, InsertSettings settings);

    public native CompletableFuture<InsertResponse> insert(
            String tableName, List<String> columnNames, InputStream data, ClickHouseFormat format, InsertSettings settings);

    public native boolean ping();

    @Override
    public native void close();
}
