package com.google.cloud.bigquery;

import java.util.AbstractList;

public class FieldValueList extends AbstractList<FieldValue> {
    private FieldValueList() {}

    public native FieldValue get(String name);

    @Override
    public native FieldValue get(int index);

    @Override
    public native int size();
}
