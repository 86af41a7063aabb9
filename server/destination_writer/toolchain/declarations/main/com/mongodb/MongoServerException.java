package com.mongodb;

public class MongoServerException extends MongoException {
    public MongoServerException(String msg) {
        super(msg);
    }
}
