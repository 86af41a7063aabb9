package com.mongodb.client.model;

public final class InsertManyOptions {
    public native InsertManyOptions ordered(boolean ordered);
}
