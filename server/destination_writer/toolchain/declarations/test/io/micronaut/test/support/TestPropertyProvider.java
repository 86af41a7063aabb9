package io.micronaut.test.support;

import java.util.Map;

public interface TestPropertyProvider {
    Map<String, String> getProperties();
}
