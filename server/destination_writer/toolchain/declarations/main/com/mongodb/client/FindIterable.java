package com.mongodb.client;

import org.bson.conversions.Bson;

public interface FindIterable<TResult> extends MongoIterable<TResult> {
    FindIterable<TResult> filter(Bson filter);

    FindIterable<TResult> limit(int limit);

    FindIterable<TResult> projection(Bson projection);

    FindIterable<TResult> sort(Bson sort);

    FindIterable<TResult> batchSize(int batchSize);
}
