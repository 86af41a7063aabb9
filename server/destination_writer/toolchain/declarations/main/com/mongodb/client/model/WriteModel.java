package com.mongodb.client.model;

public abstract class WriteModel<T> {
    WriteModel() {}
}
