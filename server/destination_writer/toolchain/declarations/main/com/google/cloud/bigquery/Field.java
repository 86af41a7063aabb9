package com.google.cloud.bigquery;

import java.io.Serializable;

public final class Field implements Serializable {
    private Field() {}

    public enum Mode {
        NULLABLE,
        REQUIRED,
        REPEATED
    }

    public static native Field of(String name, StandardSQLTypeName type, Field... subFields);
    public native String getName();
    public native LegacySQLTypeName getType();
    public native Mode getMode();
    public native String getDescription();
    public native Long getMaxLength();
    public native Long getPrecision();
    public native Long getScale();
    public native FieldList getSubFields();
}
