package com.fasterxml.jackson.databind.node;

import com.fasterxml.jackson.databind.JsonNode;

public abstract class ArrayNode extends JsonNode {
    public abstract ArrayNode add(JsonNode value);
    public abstract ArrayNode add(String value);
    public abstract ArrayNode add(int value);
    public abstract ArrayNode add(long value);
    public abstract ArrayNode add(boolean value);
}
