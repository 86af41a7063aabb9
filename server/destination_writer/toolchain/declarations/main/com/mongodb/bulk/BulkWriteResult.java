package com.mongodb.bulk;

public abstract class BulkWriteResult {
    public abstract int getInsertedCount();

    public abstract int getMatchedCount();

    public abstract int getModifiedCount();
}
