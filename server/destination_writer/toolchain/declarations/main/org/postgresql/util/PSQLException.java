package org.postgresql.util;

import java.sql.SQLException;

public class PSQLException extends SQLException {
    public native ServerErrorMessage getServerErrorMessage();
}
