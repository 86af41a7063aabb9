package org.testcontainers.containers;

import org.testcontainers.utility.DockerImageName;

public class MariaDBContainer<SELF extends MariaDBContainer<SELF>> extends JdbcDatabaseContainer<SELF> {

    public MariaDBContainer(String dockerImageName) {
        super(DockerImageName.parse(dockerImageName));
    }

    public MariaDBContainer(DockerImageName dockerImageName) {
        super(dockerImageName);
    }

    public native SELF withConfigurationOverride(String s);
}
