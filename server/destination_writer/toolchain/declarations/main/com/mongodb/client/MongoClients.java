package com.mongodb.client;

import com.mongodb.MongoClientSettings;

public final class MongoClients {
    private MongoClients() {}

    public static native MongoClient create(String connectionString);
    public static native MongoClient create(MongoClientSettings settings);
}
