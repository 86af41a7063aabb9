package org.mariadb.jdbc;

import java.io.InputStream;
import java.sql.SQLException;

public abstract class Statement implements java.sql.Statement {
    public native void setLocalInfileInputStream(InputStream inputStream) throws SQLException;
}
