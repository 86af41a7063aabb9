package org.junit.jupiter.api;

import org.junit.jupiter.api.function.Executable;

public class Assertions {
    protected Assertions() {}

    public static native void assertEquals(short expected, short actual);
    public static native void assertEquals(short expected, short actual, String message);
    public static native void assertEquals(byte expected, byte actual);
    public static native void assertEquals(byte expected, byte actual, String message);
    public static native void assertEquals(int expected, int actual);
    public static native void assertEquals(int expected, int actual, String message);
    public static native void assertEquals(long expected, long actual);
    public static native void assertEquals(long expected, long actual, String message);
    public static native void assertEquals(float expected, float actual);
    public static native void assertEquals(float expected, float actual, String message);
    public static native void assertEquals(double expected, double actual);
    public static native void assertEquals(double expected, double actual, String message);
    public static native void assertEquals(char expected, char actual);
    public static native void assertEquals(char expected, char actual, String message);
    public static native void assertEquals(Object expected, Object actual);
    public static native void assertEquals(Object expected, Object actual, String message);
    public static native void assertNotEquals(short expected, short actual);
    public static native void assertNotEquals(short expected, short actual, String message);
    public static native void assertNotEquals(byte expected, byte actual);
    public static native void assertNotEquals(byte expected, byte actual, String message);
    public static native void assertNotEquals(int expected, int actual);
    public static native void assertNotEquals(int expected, int actual, String message);
    public static native void assertNotEquals(long expected, long actual);
    public static native void assertNotEquals(long expected, long actual, String message);
    public static native void assertNotEquals(float expected, float actual);
    public static native void assertNotEquals(float expected, float actual, String message);
    public static native void assertNotEquals(double expected, double actual);
    public static native void assertNotEquals(double expected, double actual, String message);
    public static native void assertNotEquals(char expected, char actual);
    public static native void assertNotEquals(char expected, char actual, String message);
    public static native void assertNotEquals(Object expected, Object actual);
    public static native void assertNotEquals(Object expected, Object actual, String message);
    public static native void assertTrue(boolean condition);
    public static native void assertTrue(boolean condition, String message);
    public static native void assertFalse(boolean condition);
    public static native void assertFalse(boolean condition, String message);
    public static native void assertNull(Object actual);
    public static native void assertNull(Object actual, String message);
    public static native void assertNotNull(Object actual);
    public static native void assertNotNull(Object actual, String message);
    public static native void assertIterableEquals(Iterable<?> expected, Iterable<?> actual);
    public static native <T extends Throwable> T assertThrows(Class<T> expectedType, Executable executable);
    public static native <T extends Throwable> T assertThrows(Class<T> expectedType, Executable executable, String message);
    public static native void assertDoesNotThrow(Executable executable);
    public static native void assertAll(Executable... executables);
    public static native <V> V fail(String message);
}
