package com.mongodb;

public class MongoClientException extends MongoException {
    public MongoClientException(String msg) {
        super(msg);
    }
}
