package com.mongodb.client.model;

import org.bson.conversions.Bson;

public final class UpdateOneModel<T> extends WriteModel<T> {
    public UpdateOneModel(Bson filter, Bson update) {}
}
