package com.mongodb;

public final class MongoConnectionPoolClearedException extends MongoClientException {
    private MongoConnectionPoolClearedException() {
        super(null);
    }
}
