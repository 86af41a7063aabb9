package org.postgresql.ds;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;

public class PGSimpleDataSource implements DataSource {
    public PGSimpleDataSource() {}

    public native void setServerNames(String[] names);
    public native void setPortNumbers(int[] ports);
    public native void setDatabaseName(String name);
    public native void setUser(String user);
    public native void setPassword(String password);
    public native void setSsl(boolean enabled);
    public native void setSslMode(String mode);
    public native void setCurrentSchema(String schema);
    public native void setApplicationName(String name);
    public native String getUrl();
    public native void setUrl(String url);
    public native String getURL();
    public native void setURL(String url);

    @Override
    public native Connection getConnection() throws SQLException;

    @Override
    public native Connection getConnection(String username, String password) throws SQLException;

    @Override
    public native PrintWriter getLogWriter();

    @Override
    public native void setLogWriter(PrintWriter out);

    @Override
    public native void setLoginTimeout(int seconds);

    @Override
    public native int getLoginTimeout();

    @Override
    public native Logger getParentLogger();

    @Override
    public native <T> T unwrap(Class<T> iface) throws SQLException;

    @Override
    public native boolean isWrapperFor(Class<?> iface) throws SQLException;
}
