package com.google.cloud.bigquery;

import java.io.Serializable;

public abstract class QueryParameterValue implements Serializable {
    QueryParameterValue() {}

    public abstract static class Builder {
        public abstract Builder setValue(String value);

        public abstract Builder setType(StandardSQLTypeName type);

        public abstract QueryParameterValue build();
    }

    public static native Builder newBuilder();
    public static native <T> QueryParameterValue of(T value, StandardSQLTypeName type);
    public static native QueryParameterValue string(String value);
    public static native QueryParameterValue int64(Long value);
    public static native QueryParameterValue bool(Boolean value);
    public static native QueryParameterValue json(String value);
    public abstract String getValue();

    public abstract StandardSQLTypeName getType();
}
