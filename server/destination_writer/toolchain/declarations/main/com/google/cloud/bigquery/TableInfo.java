package com.google.cloud.bigquery;

import java.io.Serializable;

public class TableInfo implements Serializable {
    TableInfo() {}

    public native TableId getTableId();
    public native <T extends TableDefinition> T getDefinition();
    public native String getDescription();
}
