package io.airbyte.protocol.models.v0;

public enum SyncMode {
    FULL_REFRESH, INCREMENTAL
}
