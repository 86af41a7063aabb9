package com.mongodb;

public class MongoTimeoutException extends MongoClientException {
    public MongoTimeoutException(String message) {
        super(message);
    }
}
