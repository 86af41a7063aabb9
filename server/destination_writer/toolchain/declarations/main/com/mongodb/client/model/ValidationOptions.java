package com.mongodb.client.model;

import org.bson.conversions.Bson;

public final class ValidationOptions {
    public native ValidationOptions validator(Bson validator);
}
