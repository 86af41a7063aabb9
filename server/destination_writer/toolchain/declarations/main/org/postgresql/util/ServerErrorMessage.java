package org.postgresql.util;

import java.io.Serializable;

public class ServerErrorMessage implements Serializable {
    public native String getSQLState();
    public native String getMessage();
    public native String getDetail();
    public native String getHint();
    public native String getSchema();
    public native String getTable();
    public native String getColumn();
    public native String getConstraint();
    public native String getWhere();
}
