package com.mongodb.client;

import org.bson.conversions.Bson;

public interface ListCollectionsIterable<TResult> extends MongoIterable<TResult> {
    ListCollectionsIterable<TResult> filter(Bson filter);
}
