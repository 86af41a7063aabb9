package org.testcontainers.containers;

import org.testcontainers.utility.DockerImageName;

public class PostgreSQLContainer<SELF extends PostgreSQLContainer<SELF>> extends JdbcDatabaseContainer<SELF> {
    public static final Integer POSTGRESQL_PORT = 5432;

    public PostgreSQLContainer(String dockerImageName) {
        super(DockerImageName.parse(dockerImageName));
    }

    public PostgreSQLContainer(DockerImageName dockerImageName) {
        super(dockerImageName);
    }
}
