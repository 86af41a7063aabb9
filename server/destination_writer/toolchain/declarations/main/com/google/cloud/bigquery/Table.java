package com.google.cloud.bigquery;

public class Table extends TableInfo {
    Table() {}

    public native boolean exists();
    public native Table reload(BigQuery.TableOption... options);
    public native boolean delete();
}
