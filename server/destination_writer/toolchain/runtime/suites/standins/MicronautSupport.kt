package io.micronaut.test.support

interface TestPropertyProvider {
    fun getProperties(): Map<String, String>
}
