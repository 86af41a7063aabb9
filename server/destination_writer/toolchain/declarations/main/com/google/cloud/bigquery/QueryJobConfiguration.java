package com.google.cloud.bigquery;

public final class QueryJobConfiguration extends JobConfiguration {
    private QueryJobConfiguration() {}

    public static final class Builder {
        private Builder() {}

        public native Builder setQuery(String query);
        public native Builder setPositionalParameters(Iterable<QueryParameterValue> values);
        public native Builder addPositionalParameter(QueryParameterValue value);
        public native Builder addNamedParameter(String name, QueryParameterValue value);
        public native Builder setUseLegacySql(Boolean useLegacySql);
        public native Builder setUseQueryCache(Boolean useQueryCache);
        public native Builder setJobTimeoutMs(Long jobTimeoutMs);
        public native Builder setDestinationTable(TableId destinationTable);
        public native QueryJobConfiguration build();
    }

    public static native Builder newBuilder(String query);
    public static native QueryJobConfiguration of(String query);
    public native String getQuery();
}
