package com.fasterxml.jackson.databind;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.Map;

public abstract class JsonNode implements Iterable<JsonNode> {
    public abstract JsonNode get(String fieldName);
    public abstract JsonNode get(int index);
    public abstract JsonNode path(String fieldName);
    public abstract JsonNode path(int index);
    public abstract boolean has(String fieldName);
    public abstract boolean hasNonNull(String fieldName);
    public abstract int size();
    public abstract boolean isEmpty();
    public abstract boolean isNull();
    public abstract boolean isMissingNode();
    public abstract boolean isObject();
    public abstract boolean isArray();
    public abstract boolean isTextual();
    public abstract boolean isNumber();
    public abstract boolean isIntegralNumber();
    public abstract boolean isBoolean();
    public abstract String asText();
    public abstract String asText(String defaultValue);
    public abstract int asInt();
    public abstract long asLong();
    public abstract double asDouble();
    public abstract boolean asBoolean();
    public abstract String textValue();
    public abstract long longValue();
    public abstract BigDecimal decimalValue();
    public abstract BigInteger bigIntegerValue();
    public abstract Iterator<String> fieldNames();
    public abstract Iterator<Map.Entry<String, JsonNode>> fields();
    public abstract Iterator<JsonNode> elements();
    public abstract String toPrettyString();

    @Override
    public abstract Iterator<JsonNode> iterator();
}
