package com.mongodb;

public final class MongoNamespace {
    public MongoNamespace(String fullName) {}

    public MongoNamespace(String databaseName, String collectionName) {}

    public native String getDatabaseName();
    public native String getCollectionName();
    public native String getFullName();
}
