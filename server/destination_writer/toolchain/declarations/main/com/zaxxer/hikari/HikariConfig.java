package com.zaxxer.hikari;

import java.util.Properties;
import javax.sql.DataSource;

public class HikariConfig {
    public HikariConfig() {}

    public HikariConfig(Properties properties) {}

    public native String getJdbcUrl();
    public native void setJdbcUrl(String value);
    public native String getUsername();
    public native void setUsername(String value);
    public native String getPassword();
    public native void setPassword(String value);
    public native String getDriverClassName();
    public native void setDriverClassName(String value);
    public native String getDataSourceClassName();
    public native void setDataSourceClassName(String value);
    public native String getSchema();
    public native void setSchema(String value);
    public native String getCatalog();
    public native void setCatalog(String value);
    public native String getPoolName();
    public native void setPoolName(String value);
    public native String getConnectionInitSql();
    public native void setConnectionInitSql(String value);
    public native String getConnectionTestQuery();
    public native void setConnectionTestQuery(String value);
    public native String getTransactionIsolation();
    public native void setTransactionIsolation(String value);
    public native int getMaximumPoolSize();
    public native void setMaximumPoolSize(int value);
    public native int getMinimumIdle();
    public native void setMinimumIdle(int value);
    public native long getConnectionTimeout();
    public native void setConnectionTimeout(long value);
    public native long getIdleTimeout();
    public native void setIdleTimeout(long value);
    public native long getMaxLifetime();
    public native void setMaxLifetime(long value);
    public native long getKeepaliveTime();
    public native void setKeepaliveTime(long value);
    public native long getValidationTimeout();
    public native void setValidationTimeout(long value);
    public native long getLeakDetectionThreshold();
    public native void setLeakDetectionThreshold(long value);
    public native long getInitializationFailTimeout();
    public native void setInitializationFailTimeout(long value);
    public native boolean isAutoCommit();
    public native void setAutoCommit(boolean value);
    public native boolean isReadOnly();
    public native void setReadOnly(boolean value);
    public native DataSource getDataSource();
    public native void setDataSource(DataSource value);
    public native Properties getDataSourceProperties();
    public native void setDataSourceProperties(Properties value);

    public native void addDataSourceProperty(String propertyName, Object value);
    public native void validate();
}
