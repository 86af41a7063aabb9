package com.mongodb;

public class MongoSecurityException extends MongoClientException {
    public MongoSecurityException(String message) {
        super(message);
    }
}
