package com.google.cloud.bigquery;

import java.io.Serializable;

public final class LegacySQLTypeName implements Serializable {
    private LegacySQLTypeName() {}

    public static final LegacySQLTypeName STRING = null;
    public static final LegacySQLTypeName INTEGER = null;
    public static final LegacySQLTypeName FLOAT = null;
    public static final LegacySQLTypeName BOOLEAN = null;
    public static final LegacySQLTypeName TIMESTAMP = null;
    public static final LegacySQLTypeName JSON = null;

    public native StandardSQLTypeName getStandardType();
    public native String name();
}
