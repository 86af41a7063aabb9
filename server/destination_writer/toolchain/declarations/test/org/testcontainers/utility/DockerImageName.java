package org.testcontainers.utility;

public final class DockerImageName {
    private DockerImageName() {}

    public static native DockerImageName parse(String fullImageName);
    public native DockerImageName asCompatibleSubstituteFor(String otherImageName);
    public native DockerImageName withTag(String tag);
}
