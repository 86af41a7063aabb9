package com.fasterxml.jackson.databind;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

public class ObjectMapper {
    public ObjectMapper() {}

    public native String writeValueAsString(Object value) throws JsonProcessingException;
    public native byte[] writeValueAsBytes(Object value) throws JsonProcessingException;
    public native ObjectWriter writerWithDefaultPrettyPrinter();
    public native JsonNode readTree(String content) throws JsonProcessingException;
    public native <T> T readValue(String content, Class<T> valueType) throws JsonProcessingException;
    public native <T> T readValue(String content, TypeReference<T> valueType) throws JsonProcessingException;
    public native <T> T convertValue(Object value, Class<T> valueType);
    public native <T> T convertValue(Object value, TypeReference<T> valueType);
    public native <T extends JsonNode> T valueToTree(Object value);
    public native ObjectNode createObjectNode();
    public native ArrayNode createArrayNode();
}
