package org.postgresql.copy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.sql.SQLException;
import org.postgresql.core.BaseConnection;

public class CopyManager {
    public CopyManager(BaseConnection connection) throws SQLException {}

    public native CopyIn copyIn(String sql) throws SQLException;
    public native long copyIn(String sql, Reader from) throws SQLException, IOException;
    public native long copyIn(String sql, Reader from, int bufferSize) throws SQLException, IOException;
    public native long copyIn(String sql, InputStream from) throws SQLException, IOException;
    public native long copyIn(String sql, InputStream from, int bufferSize) throws SQLException, IOException;
    public native CopyOut copyOut(String sql) throws SQLException;
    public native long copyOut(String sql, Writer to) throws SQLException, IOException;
    public native long copyOut(String sql, OutputStream to) throws SQLException, IOException;
}
