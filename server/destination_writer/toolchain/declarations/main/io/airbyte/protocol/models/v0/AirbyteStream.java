package io.airbyte.protocol.models.v0;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

public class AirbyteStream {
    public AirbyteStream() {}

    public native String getName();
    public native void setName(String name);
    public native AirbyteStream withName(String name);

    public native String getNamespace();
    public native void setNamespace(String namespace);
    public native AirbyteStream withNamespace(String namespace);

    public native JsonNode getJsonSchema();
    public native void setJsonSchema(JsonNode jsonSchema);
    public native AirbyteStream withJsonSchema(JsonNode jsonSchema);

    public native List<SyncMode> getSupportedSyncModes();
    public native void setSupportedSyncModes(List<SyncMode> supportedSyncModes);
    public native AirbyteStream withSupportedSyncModes(List<SyncMode> supportedSyncModes);

    public native Boolean getSourceDefinedCursor();
    public native void setSourceDefinedCursor(Boolean sourceDefinedCursor);
    public native AirbyteStream withSourceDefinedCursor(Boolean sourceDefinedCursor);

    public native List<String> getDefaultCursorField();
    public native void setDefaultCursorField(List<String> defaultCursorField);
    public native AirbyteStream withDefaultCursorField(List<String> defaultCursorField);

    public native List<List<String>> getSourceDefinedPrimaryKey();
    public native void setSourceDefinedPrimaryKey(List<List<String>> sourceDefinedPrimaryKey);
    public native AirbyteStream withSourceDefinedPrimaryKey(List<List<String>> sourceDefinedPrimaryKey);

    public native Boolean getIsResumable();
    public native void setIsResumable(Boolean isResumable);
    public native AirbyteStream withIsResumable(Boolean isResumable);

    public native Boolean getIsFileBased();
    public native void setIsFileBased(Boolean isFileBased);
    public native AirbyteStream withIsFileBased(Boolean isFileBased);
}
