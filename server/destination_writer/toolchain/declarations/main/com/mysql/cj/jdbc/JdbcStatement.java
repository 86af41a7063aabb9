package com.mysql.cj.jdbc;

import java.io.InputStream;

public interface JdbcStatement extends java.sql.Statement {
    InputStream getLocalInfileInputStream();

    void setLocalInfileInputStream(InputStream stream);
}
