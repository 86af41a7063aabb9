package com.mongodb.client.model;

import java.util.List;
import org.bson.conversions.Bson;

public final class Updates {
    private Updates() {}

    public static native Bson combine(Bson... updates);
    public static native Bson combine(List<? extends Bson> updates);
    public static native <TItem> Bson set(String fieldName, TItem value);
    public static native Bson unset(String fieldName);
    public static native Bson rename(String fieldName, String newFieldName);
}
