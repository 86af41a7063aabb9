package com.google.cloud.bigquery;

import java.io.Serializable;

public abstract class JobId implements Serializable {
    JobId() {}

    public abstract static class Builder {
        public abstract Builder setProject(String project);

        public abstract Builder setJob(String job);

        public native Builder setRandomJob();

        public abstract Builder setLocation(String location);

        public abstract JobId build();
    }

    public static native Builder newBuilder();
    public static native JobId of();
    public static native JobId of(String job);
    public static native JobId of(String project, String job);
    public abstract String getProject();

    public abstract String getJob();

    public abstract String getLocation();
}
