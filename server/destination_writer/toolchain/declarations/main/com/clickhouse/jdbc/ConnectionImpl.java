package com.clickhouse.jdbc;

import com.clickhouse.client.api.Client;
import java.sql.Connection;

public abstract class ConnectionImpl implements Connection {
    public native Client getClient();
}
