package com.microsoft.sqlserver.jdbc;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.ResultSet;

public class SQLServerBulkCopy implements AutoCloseable, Serializable {
    public SQLServerBulkCopy(Connection connection) throws SQLServerException {}

    public SQLServerBulkCopy(String connectionUrl) throws SQLServerException {}

    public native void addColumnMapping(int sourceColumn, int destinationColumn) throws SQLServerException;
    public native void addColumnMapping(int sourceColumn, String destinationColumn) throws SQLServerException;
    public native void addColumnMapping(String sourceColumn, int destinationColumn) throws SQLServerException;
    public native void addColumnMapping(String sourceColumn, String destinationColumn) throws SQLServerException;
    public native String getDestinationTableName();
    public native void setDestinationTableName(String tableName) throws SQLServerException;
    public native SQLServerBulkCopyOptions getBulkCopyOptions();
    public native void setBulkCopyOptions(SQLServerBulkCopyOptions copyOptions) throws SQLServerException;
    public native void writeToServer(ResultSet sourceData) throws SQLServerException;
    public native void writeToServer(ISQLServerBulkData sourceData) throws SQLServerException;

    @Override
    public native void close();
}
