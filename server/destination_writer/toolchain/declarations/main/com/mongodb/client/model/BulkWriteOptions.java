package com.mongodb.client.model;

public final class BulkWriteOptions {
    public native BulkWriteOptions ordered(boolean ordered);
}
