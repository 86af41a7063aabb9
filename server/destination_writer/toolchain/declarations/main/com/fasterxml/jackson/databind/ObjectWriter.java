package com.fasterxml.jackson.databind;

import com.fasterxml.jackson.core.JsonProcessingException;

public class ObjectWriter {
    protected ObjectWriter() {}

    public native String writeValueAsString(Object value) throws JsonProcessingException;
}
