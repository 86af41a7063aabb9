package io.airbyte.protocol.models.v0;

public enum DestinationSyncMode {
    APPEND, OVERWRITE, APPEND_DEDUP, UPDATE, SOFT_DELETE
}
