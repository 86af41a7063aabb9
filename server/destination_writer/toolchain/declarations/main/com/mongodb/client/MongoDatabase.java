package com.mongodb.client;

import com.mongodb.client.model.CreateCollectionOptions;
import org.bson.Document;
import org.bson.conversions.Bson;

public interface MongoDatabase {
    String getName();

    MongoCollection<Document> getCollection(String collectionName);

    Document runCommand(Bson command);

    void drop();

    MongoIterable<String> listCollectionNames();

    ListCollectionsIterable<Document> listCollections();

    void createCollection(String collectionName);

    void createCollection(String collectionName, CreateCollectionOptions createCollectionOptions);
}
