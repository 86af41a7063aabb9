package com.google.cloud.bigquery;

import java.io.Serializable;

public abstract class TableDefinition implements Serializable {
    TableDefinition() {}

    public static final class Type implements Serializable {
        private Type() {}

        public static final Type TABLE = null;
        public static final Type VIEW = null;
    }

    public abstract Type getType();

    public abstract Schema getSchema();
}
