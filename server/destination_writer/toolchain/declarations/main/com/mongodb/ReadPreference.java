package com.mongodb;

public abstract class ReadPreference {
    ReadPreference() {}

    public static native ReadPreference primary();
    public static native ReadPreference secondaryPreferred();
}
