package org.testcontainers.containers;

import org.testcontainers.utility.DockerImageName;

public abstract class JdbcDatabaseContainer<SELF extends JdbcDatabaseContainer<SELF>> extends GenericContainer<SELF> {
    protected JdbcDatabaseContainer(DockerImageName dockerImageName) {
        super(dockerImageName);
    }

    public native String getDriverClassName();
    public native String getJdbcUrl();
    public native String getUsername();
    public native String getPassword();
    public native String getDatabaseName();
    public native SELF withUsername(String username);
    public native SELF withPassword(String password);
    public native SELF withDatabaseName(String databaseName);
    public native SELF withInitScript(String path);
}
