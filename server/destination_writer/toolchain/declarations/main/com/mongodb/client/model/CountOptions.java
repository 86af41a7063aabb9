package com.mongodb.client.model;

import org.bson.conversions.Bson;

public class CountOptions {
    public native CountOptions hint(Bson hint);
    public native CountOptions hintString(String hint);
    public native CountOptions limit(int limit);
}
