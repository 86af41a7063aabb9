package com.mongodb.client;

import com.mongodb.MongoNamespace;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.client.model.WriteModel;
import com.mongodb.client.result.DeleteResult;
import com.mongodb.client.result.InsertManyResult;
import com.mongodb.client.result.UpdateResult;
import java.util.List;
import org.bson.conversions.Bson;

public interface MongoCollection<TDocument> {
    MongoNamespace getNamespace();

    long countDocuments();

    long countDocuments(Bson filter);

    long countDocuments(Bson filter, CountOptions options);

    long estimatedDocumentCount();

    FindIterable<TDocument> find();

    FindIterable<TDocument> find(Bson filter);

    AggregateIterable<TDocument> aggregate(List<? extends Bson> pipeline);

    BulkWriteResult bulkWrite(List<? extends WriteModel<? extends TDocument>> requests);

    BulkWriteResult bulkWrite(List<? extends WriteModel<? extends TDocument>> requests, BulkWriteOptions options);

    InsertManyResult insertMany(List<? extends TDocument> documents);

    InsertManyResult insertMany(List<? extends TDocument> documents, InsertManyOptions options);

    DeleteResult deleteMany(Bson filter);

    UpdateResult updateMany(Bson filter, Bson update);

    UpdateResult updateMany(Bson filter, List<? extends Bson> update);

    String createIndex(Bson keys);

    void drop();

    void renameCollection(MongoNamespace newCollectionNamespace);

    void renameCollection(MongoNamespace newCollectionNamespace, RenameCollectionOptions renameCollectionOptions);
}
