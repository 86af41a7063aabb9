package org.junit.jupiter.api

/** Stands in for JUnit's annotations: names and elements that connectors are declared to use. */
annotation class Test

annotation class Disabled(val value: String = "")

annotation class BeforeEach

annotation class AfterEach

annotation class BeforeAll

annotation class AfterAll

annotation class Nested

annotation class DisplayName(val value: String)

annotation class Tag(val value: String)

annotation class Order(val value: Int)

annotation class Timeout(val value: Long, val unit: java.util.concurrent.TimeUnit = java.util.concurrent.TimeUnit.SECONDS)

annotation class TestInstance(val value: Lifecycle) {
    enum class Lifecycle { PER_CLASS, PER_METHOD }
}
