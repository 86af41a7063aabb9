package org.postgresql.copy;

import java.sql.SQLException;

public interface CopyIn extends CopyOperation {
    void writeToCopy(byte[] buffer, int offset, int length) throws SQLException;
    void flushCopy() throws SQLException;
    long endCopy() throws SQLException;
}
