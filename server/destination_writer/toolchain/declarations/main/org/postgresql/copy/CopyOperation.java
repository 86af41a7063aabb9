package org.postgresql.copy;

import java.sql.SQLException;

public interface CopyOperation {
    int getFieldCount();
    int getFormat();
    boolean isActive();
    void cancelCopy() throws SQLException;
    long getHandledRowCount();
}
