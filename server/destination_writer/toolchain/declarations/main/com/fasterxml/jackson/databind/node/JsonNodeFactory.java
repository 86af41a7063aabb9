package com.fasterxml.jackson.databind.node;

public class JsonNodeFactory {
    public static final JsonNodeFactory instance = new JsonNodeFactory();

    public native ObjectNode objectNode();
    public native ArrayNode arrayNode();
}
