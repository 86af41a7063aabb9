package org.duckdb;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;

public class DuckDBAppender implements AutoCloseable {
    private DuckDBAppender() {}

    public native DuckDBAppender beginRow() throws SQLException;

    public native DuckDBAppender endRow() throws SQLException;

    public native void flush() throws SQLException;

    @Override
    public native void close() throws SQLException;

    public native boolean isClosed() throws SQLException;

    public native DuckDBAppender append(boolean value) throws SQLException;

    public native DuckDBAppender append(int value) throws SQLException;

    public native DuckDBAppender append(long value) throws SQLException;

    public native DuckDBAppender append(double value) throws SQLException;

    public native DuckDBAppender append(Long value) throws SQLException;

    public native DuckDBAppender append(String value) throws SQLException;

    public native DuckDBAppender append(BigInteger value) throws SQLException;

    public native DuckDBAppender append(BigDecimal value) throws SQLException;

    public native DuckDBAppender appendNull() throws SQLException;

    public native DuckDBAppender appendDefault() throws SQLException;
}
