package com.mongodb.client.result;

public abstract class InsertManyResult {
    public abstract boolean wasAcknowledged();
}
