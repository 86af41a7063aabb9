package io.airbyte.protocol.models.v0;

public class AirbyteRecordMessageMetaChange {
    public AirbyteRecordMessageMetaChange() {}

    public native String getField();
    public native void setField(String field);
    public native AirbyteRecordMessageMetaChange withField(String field);

    public native AirbyteRecordMessageMetaChange.Change getChange();
    public native void setChange(AirbyteRecordMessageMetaChange.Change change);
    public native AirbyteRecordMessageMetaChange withChange(AirbyteRecordMessageMetaChange.Change change);

    public native AirbyteRecordMessageMetaChange.Reason getReason();
    public native void setReason(AirbyteRecordMessageMetaChange.Reason reason);
    public native AirbyteRecordMessageMetaChange withReason(AirbyteRecordMessageMetaChange.Reason reason);

    public enum Change {
        NULLED, TRUNCATED
    }

    public enum Reason {
        SOURCE_RECORD_SIZE_LIMITATION, SOURCE_FIELD_SIZE_LIMITATION, SOURCE_SERIALIZATION_ERROR, SOURCE_RETRIEVAL_ERROR,
        DESTINATION_RECORD_SIZE_LIMITATION, DESTINATION_FIELD_SIZE_LIMITATION, DESTINATION_SERIALIZATION_ERROR,
        DESTINATION_TYPECAST_ERROR, PLATFORM_RECORD_SIZE_LIMITATION, PLATFORM_FIELD_SIZE_LIMITATION,
        PLATFORM_SERIALIZATION_ERROR
    }
}
