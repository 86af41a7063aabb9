package org.testcontainers.clickhouse;

import org.testcontainers.containers.JdbcDatabaseContainer;
import org.testcontainers.utility.DockerImageName;

public class ClickHouseContainer extends JdbcDatabaseContainer<ClickHouseContainer> {
    public ClickHouseContainer(String dockerImageName) {
        super(DockerImageName.parse(dockerImageName));
    }

    public ClickHouseContainer(DockerImageName dockerImageName) {
        super(dockerImageName);
    }

    public native String getHttpUrl();
}
