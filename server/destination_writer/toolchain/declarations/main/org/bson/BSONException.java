package org.bson;

public class BSONException extends RuntimeException {
    public BSONException(String msg) {
        super(msg);
    }
}
