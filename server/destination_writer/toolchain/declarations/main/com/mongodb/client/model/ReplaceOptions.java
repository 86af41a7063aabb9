package com.mongodb.client.model;

public class ReplaceOptions {
    public native ReplaceOptions upsert(boolean upsert);
}
