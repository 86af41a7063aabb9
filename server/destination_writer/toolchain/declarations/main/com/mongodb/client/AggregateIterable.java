package com.mongodb.client;

public interface AggregateIterable<TResult> extends MongoIterable<TResult> {
    void toCollection();

    AggregateIterable<TResult> allowDiskUse(Boolean allowDiskUse);

    AggregateIterable<TResult> batchSize(int batchSize);
}
