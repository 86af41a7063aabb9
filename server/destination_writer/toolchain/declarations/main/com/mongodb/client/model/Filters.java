package com.mongodb.client.model;

import org.bson.conversions.Bson;

public final class Filters {
    private Filters() {}

    public static native Bson empty();
    public static native <TItem> Bson eq(TItem value);
    public static native <TItem> Bson eq(String fieldName, TItem value);
    public static native <TItem> Bson ne(String fieldName, TItem value);
    public static native <TItem> Bson in(String fieldName, TItem... values);
    public static native <TItem> Bson in(String fieldName, Iterable<TItem> values);
    public static native Bson and(Bson... filters);
    public static native Bson or(Bson... filters);
    public static native Bson exists(String fieldName);
}
