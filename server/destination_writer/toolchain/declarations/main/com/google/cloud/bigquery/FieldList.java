package com.google.cloud.bigquery;

import java.util.AbstractList;

public final class FieldList extends AbstractList<Field> {
    private FieldList() {}

    public native int getIndex(String name);
    public native Field get(String name);

    @Override
    public native Field get(int index);

    @Override
    public native int size();
}
