package com.google.cloud.bigquery;

import java.io.Serializable;

public class DatasetInfo implements Serializable {
    DatasetInfo() {}

    public abstract static class Builder {
        public abstract Builder setLocation(String location);

        public abstract Builder setDescription(String description);

        public abstract DatasetInfo build();
    }

    public static native Builder newBuilder(String datasetId);
    public static native DatasetInfo of(String datasetId);
    public native DatasetId getDatasetId();
    public native String getLocation();
    public native String getDescription();
}
