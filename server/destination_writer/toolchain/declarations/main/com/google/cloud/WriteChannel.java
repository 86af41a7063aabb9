package com.google.cloud;

import java.io.Closeable;
import java.nio.channels.WritableByteChannel;

public interface WriteChannel extends WritableByteChannel, Closeable {
    void setChunkSize(int chunkSize);
}
