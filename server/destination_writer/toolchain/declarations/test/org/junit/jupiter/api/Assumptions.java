package org.junit.jupiter.api;

public class Assumptions {
    protected Assumptions() {}

    public static native void assumeTrue(boolean assumption);
    public static native void assumeTrue(boolean assumption, String message);
    public static native void assumeFalse(boolean assumption);
}
