package com.mongodb.client;

import java.io.Closeable;
import java.util.Iterator;

public interface MongoCursor<TResult> extends Iterator<TResult>, Closeable {
    @Override
    void close();
}
