package com.google.cloud.bigquery;

import java.io.Serializable;

public final class BigQueryError implements Serializable {
    public BigQueryError(String reason, String location, String message) {}

    public native String getReason();
    public native String getLocation();
    public native String getMessage();
}
