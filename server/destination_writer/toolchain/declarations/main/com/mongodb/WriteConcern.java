package com.mongodb;

public class WriteConcern {
    WriteConcern() {}

    public static final WriteConcern ACKNOWLEDGED = null;
    public static final WriteConcern MAJORITY = null;
    public static final WriteConcern UNACKNOWLEDGED = null;
}
