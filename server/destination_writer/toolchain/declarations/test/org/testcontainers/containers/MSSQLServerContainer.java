package org.testcontainers.containers;

import org.testcontainers.utility.DockerImageName;

public class MSSQLServerContainer<SELF extends MSSQLServerContainer<SELF>> extends JdbcDatabaseContainer<SELF> {
    public static final Integer MS_SQL_SERVER_PORT = 1433;

    public MSSQLServerContainer(String dockerImageName) {
        super(DockerImageName.parse(dockerImageName));
    }

    public MSSQLServerContainer(DockerImageName dockerImageName) {
        super(dockerImageName);
    }

    public native SELF acceptLicense();
}
