package com.mongodb.client;

import java.io.Closeable;

public interface MongoClient extends Closeable {
    MongoDatabase getDatabase(String databaseName);

    MongoIterable<String> listDatabaseNames();

    @Override
    void close();
}
