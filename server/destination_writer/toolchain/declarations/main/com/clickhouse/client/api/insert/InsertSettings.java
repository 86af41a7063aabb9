package com.clickhouse.client.api.insert;

public class InsertSettings {
    public InsertSettings() {}

    public native InsertSettings setDeduplicationToken(String token);
    public native InsertSettings setQueryId(String queryId);
}
