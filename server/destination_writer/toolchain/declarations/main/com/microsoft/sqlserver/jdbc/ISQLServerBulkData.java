package com.microsoft.sqlserver.jdbc;

import java.io.Serializable;
import java.sql.SQLException;
import java.util.Set;

public interface ISQLServerBulkData extends Serializable {
    Set<Integer> getColumnOrdinals();

    String getColumnName(int column);

    int getColumnType(int column);

    int getPrecision(int column);

    int getScale(int column);

    Object[] getRowData() throws SQLException;

    boolean next() throws SQLException;
}
