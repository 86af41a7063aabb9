package com.mongodb;

public class MongoSocketException extends MongoException {
    MongoSocketException(String msg) {
        super(msg);
    }
}
