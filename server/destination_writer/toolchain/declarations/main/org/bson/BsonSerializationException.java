package org.bson;

public class BsonSerializationException extends BSONException {
    public BsonSerializationException(String message) {
        super(message);
    }
}
