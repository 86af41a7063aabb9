package org.testcontainers.containers;

import org.testcontainers.utility.DockerImageName;

public class MySQLContainer<SELF extends MySQLContainer<SELF>> extends JdbcDatabaseContainer<SELF> {
    public static final Integer MYSQL_PORT = 3306;
    public MySQLContainer(String dockerImageName) {
        super(DockerImageName.parse(dockerImageName));
    }

    public MySQLContainer(DockerImageName dockerImageName) {
        super(dockerImageName);
    }

    public native SELF withConfigurationOverride(String s);
}
