package com.zaxxer.hikari;

import java.io.Closeable;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

public class HikariDataSource extends HikariConfig implements DataSource, Closeable {
    public HikariDataSource() {}

    public HikariDataSource(HikariConfig configuration) {}

    @Override
    public native Connection getConnection() throws SQLException;

    @Override
    public native Connection getConnection(String username, String password) throws SQLException;

    @Override
    public native PrintWriter getLogWriter() throws SQLException;

    @Override
    public native void setLogWriter(PrintWriter out) throws SQLException;

    @Override
    public native void setLoginTimeout(int seconds) throws SQLException;

    @Override
    public native int getLoginTimeout() throws SQLException;

    @Override
    public native Logger getParentLogger() throws SQLFeatureNotSupportedException;

    @Override
    public native <T> T unwrap(Class<T> iface) throws SQLException;

    @Override
    public native boolean isWrapperFor(Class<?> iface) throws SQLException;

    @Override
    public native void close();

    public native boolean isClosed();
    public native boolean isRunning();
}
