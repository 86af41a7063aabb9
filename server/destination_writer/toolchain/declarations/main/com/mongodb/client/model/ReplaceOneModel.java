package com.mongodb.client.model;

import org.bson.conversions.Bson;

public final class ReplaceOneModel<T> extends WriteModel<T> {
    public ReplaceOneModel(Bson filter, T replacement) {}

    public ReplaceOneModel(Bson filter, T replacement, ReplaceOptions options) {}
}
