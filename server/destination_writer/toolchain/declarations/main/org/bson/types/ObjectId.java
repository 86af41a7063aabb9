package org.bson.types;

public final class ObjectId implements Comparable<ObjectId> {
    public ObjectId() {}

    public ObjectId(String hexString) {}

    public native String toHexString();

    @Override
    public native int compareTo(ObjectId other);
}
