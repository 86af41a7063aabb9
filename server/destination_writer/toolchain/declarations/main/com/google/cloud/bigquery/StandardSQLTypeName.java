package com.google.cloud.bigquery;

public enum StandardSQLTypeName {
    BOOL,
    INT64,
    FLOAT64,
    NUMERIC,
    BIGNUMERIC,
    STRING,
    BYTES,
    STRUCT,
    ARRAY,
    TIMESTAMP,
    DATE,
    TIME,
    DATETIME,
    GEOGRAPHY,
    JSON,
    INTERVAL,
    RANGE
}
