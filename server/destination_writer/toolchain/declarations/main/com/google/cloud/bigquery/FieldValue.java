package com.google.cloud.bigquery;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;

public class FieldValue implements Serializable {
    private FieldValue() {}

    public native boolean isNull();
    public native Object getValue();
    public native String getStringValue();
    public native byte[] getBytesValue();
    public native long getLongValue();
    public native double getDoubleValue();
    public native boolean getBooleanValue();
    public native long getTimestampValue();
    public native Instant getTimestampInstant();
    public native BigDecimal getNumericValue();
}
