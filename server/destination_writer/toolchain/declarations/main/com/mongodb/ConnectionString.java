package com.mongodb;

public class ConnectionString {
    public ConnectionString(String connectionString) {}

    public native String getConnectionString();
    public native String getDatabase();
}
