package com.google.cloud.bigquery;

import java.io.Serializable;

public final class WriteChannelConfiguration implements Serializable {
    private WriteChannelConfiguration() {}

    public static final class Builder {
        private Builder() {}

        public native Builder setFormatOptions(FormatOptions formatOptions);
        public native Builder setCreateDisposition(JobInfo.CreateDisposition createDisposition);
        public native Builder setWriteDisposition(JobInfo.WriteDisposition writeDisposition);
        public native Builder setMaxBadRecords(Integer maxBadRecords);
        public native Builder setIgnoreUnknownValues(Boolean ignoreUnknownValues);
        public native Builder setSchema(Schema schema);
        public native WriteChannelConfiguration build();
    }

    public static native Builder newBuilder(TableId destinationTable);
    public static native Builder newBuilder(TableId destinationTable, FormatOptions format);
    public native TableId getDestinationTable();
}
