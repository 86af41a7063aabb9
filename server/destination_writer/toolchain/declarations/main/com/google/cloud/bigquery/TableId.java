package com.google.cloud.bigquery;

import java.io.Serializable;

public final class TableId implements Serializable {
    private TableId() {}

    public static native TableId of(String dataset, String table);
    public static native TableId of(String project, String dataset, String table);
    public native String getProject();
    public native String getDataset();
    public native String getTable();
}
