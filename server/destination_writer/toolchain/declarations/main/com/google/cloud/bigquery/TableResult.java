package com.google.cloud.bigquery;

import com.google.api.gax.paging.Page;
import java.io.Serializable;

public abstract class TableResult implements Page<FieldValueList>, Serializable {
    TableResult() {}

    public abstract Schema getSchema();

    public abstract long getTotalRows();

    @Override
    public native boolean hasNextPage();

    @Override
    public native String getNextPageToken();

    @Override
    public native TableResult getNextPage();

    @Override
    public native Iterable<FieldValueList> iterateAll();

    @Override
    public native Iterable<FieldValueList> getValues();
}
