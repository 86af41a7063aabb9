package org.testcontainers.containers;

import org.testcontainers.utility.DockerImageName;

public class CockroachContainer extends JdbcDatabaseContainer<CockroachContainer> {
    public CockroachContainer(String dockerImageName) {
        super(DockerImageName.parse(dockerImageName));
    }

    public CockroachContainer(DockerImageName dockerImageName) {
        super(dockerImageName);
    }
}
