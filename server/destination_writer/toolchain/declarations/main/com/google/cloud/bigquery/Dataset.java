package com.google.cloud.bigquery;

public class Dataset extends DatasetInfo {
    Dataset() {}

    public native boolean exists();
    public native Dataset reload(BigQuery.DatasetOption... options);
    public native boolean delete(BigQuery.DatasetDeleteOption... options);
}
