package com.microsoft.sqlserver.jdbc;

import java.sql.SQLException;

public final class SQLServerException extends SQLException {}
