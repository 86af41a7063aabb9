package org.postgresql.core;

import java.sql.Connection;
import org.postgresql.PGConnection;

public interface BaseConnection extends PGConnection, Connection {}
