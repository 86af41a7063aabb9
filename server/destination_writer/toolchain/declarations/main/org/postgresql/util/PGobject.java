package org.postgresql.util;

import java.io.Serializable;
import java.sql.SQLException;

public class PGobject implements Serializable, Cloneable {
    public PGobject() {}

    public final native void setType(String type);
    public final native String getType();
    public native void setValue(String value) throws SQLException;
    public native String getValue();
    public native boolean isNull();
}
