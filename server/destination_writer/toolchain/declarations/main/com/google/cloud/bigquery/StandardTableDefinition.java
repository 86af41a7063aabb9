package com.google.cloud.bigquery;

public abstract class StandardTableDefinition extends TableDefinition {
    StandardTableDefinition() {}

    public abstract Long getNumRows();

    public abstract Long getNumBytes();

    public abstract String getLocation();
}
