package org.testcontainers.containers;

import java.time.Duration;
import org.testcontainers.utility.DockerImageName;

public class GenericContainer<SELF extends GenericContainer<SELF>> implements AutoCloseable {
    public GenericContainer(String dockerImageName) {}

    public GenericContainer(DockerImageName dockerImageName) {}

    public native void start();
    public native void stop();
    public native boolean isRunning();
    public native String getHost();
    public native Integer getMappedPort(int originalPort);
    public native Integer getFirstMappedPort();
    public native String getLogs();
    public native SELF withExposedPorts(Integer... ports);
    public native SELF withEnv(String key, String value);
    public native SELF withCommand(String... parts);
    public native SELF withReuse(boolean reusable);
    public native SELF withStartupTimeout(Duration timeout);

    @Override
    public native void close();
}
