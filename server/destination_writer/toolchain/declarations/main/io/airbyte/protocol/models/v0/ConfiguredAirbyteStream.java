package io.airbyte.protocol.models.v0;

import java.util.List;

public class ConfiguredAirbyteStream {
    public ConfiguredAirbyteStream() {}

    public native AirbyteStream getStream();
    public native void setStream(AirbyteStream stream);
    public native ConfiguredAirbyteStream withStream(AirbyteStream stream);

    public native SyncMode getSyncMode();
    public native void setSyncMode(SyncMode syncMode);
    public native ConfiguredAirbyteStream withSyncMode(SyncMode syncMode);

    public native DestinationSyncMode getDestinationSyncMode();
    public native void setDestinationSyncMode(DestinationSyncMode destinationSyncMode);
    public native ConfiguredAirbyteStream withDestinationSyncMode(DestinationSyncMode destinationSyncMode);

    public native List<String> getCursorField();
    public native void setCursorField(List<String> cursorField);
    public native ConfiguredAirbyteStream withCursorField(List<String> cursorField);

    public native List<List<String>> getPrimaryKey();
    public native void setPrimaryKey(List<List<String>> primaryKey);
    public native ConfiguredAirbyteStream withPrimaryKey(List<List<String>> primaryKey);

    public native Long getGenerationId();
    public native void setGenerationId(Long generationId);
    public native ConfiguredAirbyteStream withGenerationId(Long generationId);

    public native Long getMinimumGenerationId();
    public native void setMinimumGenerationId(Long minimumGenerationId);
    public native ConfiguredAirbyteStream withMinimumGenerationId(Long minimumGenerationId);

    public native Long getSyncId();
    public native void setSyncId(Long syncId);
    public native ConfiguredAirbyteStream withSyncId(Long syncId);

    public native Boolean getIncludeFiles();
    public native void setIncludeFiles(Boolean includeFiles);
    public native ConfiguredAirbyteStream withIncludeFiles(Boolean includeFiles);

    public native String getDestinationObjectName();
    public native void setDestinationObjectName(String destinationObjectName);
    public native ConfiguredAirbyteStream withDestinationObjectName(String destinationObjectName);
}
