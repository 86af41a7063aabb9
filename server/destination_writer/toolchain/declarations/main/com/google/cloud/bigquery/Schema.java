package com.google.cloud.bigquery;

import java.io.Serializable;

public final class Schema implements Serializable {
    private Schema() {}

    public static native Schema of(Field... fields);
    public static native Schema of(Iterable<Field> fields);
    public native FieldList getFields();
}
