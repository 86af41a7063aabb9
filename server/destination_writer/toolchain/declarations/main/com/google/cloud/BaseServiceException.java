package com.google.cloud;

public class BaseServiceException extends RuntimeException {
    public native int getCode();
    public native String getReason();
    public native boolean isRetryable();
    public native String getLocation();
    public native String getDebugInfo();
}
