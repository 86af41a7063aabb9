package com.fasterxml.jackson.databind.node;

import com.fasterxml.jackson.databind.JsonNode;

public abstract class ObjectNode extends JsonNode {
    public abstract ObjectNode put(String fieldName, String value);
    public abstract ObjectNode put(String fieldName, int value);
    public abstract ObjectNode put(String fieldName, long value);
    public abstract ObjectNode put(String fieldName, boolean value);
    public abstract ObjectNode put(String fieldName, double value);
    public abstract <T extends JsonNode> T set(String fieldName, JsonNode value);
    public abstract ObjectNode putObject(String fieldName);
    public abstract ArrayNode putArray(String fieldName);
    public abstract JsonNode remove(String fieldName);
}
