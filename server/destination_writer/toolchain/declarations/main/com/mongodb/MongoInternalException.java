package com.mongodb;

public class MongoInternalException extends MongoException {
    public MongoInternalException(String msg) {
        super(msg);
    }
}
