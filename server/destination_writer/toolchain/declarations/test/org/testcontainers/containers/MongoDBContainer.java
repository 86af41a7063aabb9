package org.testcontainers.containers;

import org.testcontainers.utility.DockerImageName;

public class MongoDBContainer extends GenericContainer<MongoDBContainer> {
    public MongoDBContainer(String dockerImageName) {
        super(dockerImageName);
    }

    public MongoDBContainer(DockerImageName dockerImageName) {
        super(dockerImageName);
    }

    public native String getConnectionString();
    public native String getReplicaSetUrl();
    public native String getReplicaSetUrl(String databaseName);
}
