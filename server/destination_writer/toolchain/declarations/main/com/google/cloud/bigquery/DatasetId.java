package com.google.cloud.bigquery;

import java.io.Serializable;

public final class DatasetId implements Serializable {
    private DatasetId() {}

    public static native DatasetId of(String dataset);
    public static native DatasetId of(String project, String dataset);
    public native String getProject();
    public native String getDataset();
}
