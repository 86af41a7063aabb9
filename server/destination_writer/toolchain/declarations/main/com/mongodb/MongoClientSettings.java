package com.mongodb;

public final class MongoClientSettings {
    private MongoClientSettings() {}

    public static final class Builder {
        private Builder() {}

        public native Builder applyConnectionString(ConnectionString connectionString);
        public native Builder applicationName(String applicationName);
        public native Builder retryWrites(boolean retryWrites);
        public native Builder retryReads(boolean retryReads);
        public native Builder readPreference(ReadPreference readPreference);
        public native Builder writeConcern(WriteConcern writeConcern);
        public native MongoClientSettings build();
    }

    public static native Builder builder();
    public native WriteConcern getWriteConcern();
    public native String getApplicationName();
}
