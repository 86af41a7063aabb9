package com.microsoft.sqlserver.jdbc;

import java.io.Serializable;
import java.sql.Connection;

public interface ISQLServerConnection extends Connection, Serializable {}
