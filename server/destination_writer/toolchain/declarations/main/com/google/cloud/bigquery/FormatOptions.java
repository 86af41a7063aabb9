package com.google.cloud.bigquery;

import java.io.Serializable;

public class FormatOptions implements Serializable {
    FormatOptions() {}

    public static native FormatOptions json();
    public static native FormatOptions avro();
    public static native FormatOptions parquet();
    public native String getType();
}
