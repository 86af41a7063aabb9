package com.google.cloud.bigquery;

import com.google.cloud.ServiceOptions;

public class BigQueryOptions extends ServiceOptions<BigQuery, BigQueryOptions> {
    public static class Builder extends ServiceOptions.Builder<BigQuery, BigQueryOptions, Builder> {
        private Builder() {}

        public native Builder setLocation(String location);

        @Override
        public native BigQueryOptions build();
    }

    public static native Builder newBuilder();
    public static native BigQueryOptions getDefaultInstance();
    public native String getLocation();
    public native Builder toBuilder();
}
