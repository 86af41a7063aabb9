package io.airbyte.protocol.models.v0;

import java.util.List;

public class ConfiguredAirbyteCatalog {
    public ConfiguredAirbyteCatalog() {}

    public native List<ConfiguredAirbyteStream> getStreams();
    public native void setStreams(List<ConfiguredAirbyteStream> streams);
    public native ConfiguredAirbyteCatalog withStreams(List<ConfiguredAirbyteStream> streams);
}
