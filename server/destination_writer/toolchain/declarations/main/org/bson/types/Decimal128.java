package org.bson.types;

import java.math.BigDecimal;

public final class Decimal128 extends Number implements Comparable<Decimal128> {
    public Decimal128(BigDecimal value) {}

    public Decimal128(long value) {}

    public static native Decimal128 parse(String value);
    public native BigDecimal bigDecimalValue();
    public native boolean isNaN();
    public native boolean isInfinite();

    @Override
    public native int compareTo(Decimal128 other);

    @Override
    public native int intValue();

    @Override
    public native long longValue();

    @Override
    public native float floatValue();

    @Override
    public native double doubleValue();
}
