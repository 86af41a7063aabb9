package org.postgresql;

import java.sql.SQLException;
import org.postgresql.copy.CopyManager;

public interface PGConnection {
    CopyManager getCopyAPI() throws SQLException;
    String escapeIdentifier(String identifier) throws SQLException;
    String escapeLiteral(String literal) throws SQLException;
    int getBackendPID();
}
