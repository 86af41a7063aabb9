package com.mongodb.client.model;

public final class InsertOneModel<T> extends WriteModel<T> {
    public InsertOneModel(T document) {}
}
