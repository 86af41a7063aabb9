package com.google.cloud.bigquery;

import com.google.cloud.WriteChannel;
import java.io.IOException;
import java.nio.ByteBuffer;

public class TableDataWriteChannel implements WriteChannel {
    TableDataWriteChannel() {}

    public native Job getJob();

    @Override
    public native void setChunkSize(int chunkSize);

    @Override
    public native int write(ByteBuffer byteBuffer) throws IOException;

    @Override
    public native boolean isOpen();

    @Override
    public native void close() throws IOException;
}
