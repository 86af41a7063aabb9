package com.mongodb.client.model;

import org.bson.conversions.Bson;

public final class Projections {
    private Projections() {}

    public static native Bson include(String... fieldNames);
    public static native Bson include(java.util.List<String> fieldNames);
    public static native Bson exclude(String... fieldNames);
    public static native Bson excludeId();
}
