package org.duckdb;

import java.sql.Connection;
import java.sql.SQLException;

public abstract class DuckDBConnection implements Connection {
    public static final String DEFAULT_SCHEMA = "main";

    public native DuckDBAppender createAppender(String tableName) throws SQLException;

    public native DuckDBAppender createAppender(String schemaName, String tableName) throws SQLException;

    public native DuckDBAppender createAppender(String catalogName, String schemaName, String tableName)
            throws SQLException;

    public native Connection duplicate() throws SQLException;
}
