package org.bson.types;

public final class MinKey {
    public MinKey() {}
}
