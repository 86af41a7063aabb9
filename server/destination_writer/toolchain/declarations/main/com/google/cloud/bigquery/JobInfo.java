package com.google.cloud.bigquery;

import java.io.Serializable;

public class JobInfo implements Serializable {
    JobInfo() {}

    public enum CreateDisposition {
        CREATE_IF_NEEDED,
        CREATE_NEVER
    }

    public enum WriteDisposition {
        WRITE_TRUNCATE,
        WRITE_TRUNCATE_DATA,
        WRITE_APPEND,
        WRITE_EMPTY
    }

    public abstract static class Builder {
        public abstract Builder setJobId(JobId jobId);

        public abstract Builder setConfiguration(JobConfiguration configuration);

        public abstract JobInfo build();
    }

    public static native Builder newBuilder(JobConfiguration configuration);
    public static native JobInfo of(JobConfiguration configuration);
    public static native JobInfo of(JobId jobId, JobConfiguration configuration);
    public native JobId getJobId();
    public native JobStatus getStatus();
    public native <C extends JobConfiguration> C getConfiguration();
}
