package org.testcontainers.oracle;

import org.testcontainers.containers.JdbcDatabaseContainer;
import org.testcontainers.utility.DockerImageName;

public class OracleContainer extends JdbcDatabaseContainer<OracleContainer> {
    public OracleContainer(String dockerImageName) {
        super(DockerImageName.parse(dockerImageName));
    }

    public OracleContainer(DockerImageName dockerImageName) {
        super(dockerImageName);
    }

    public native String getSid();
    public native Integer getOraclePort();
}
