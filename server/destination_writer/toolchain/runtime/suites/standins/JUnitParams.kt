package org.junit.jupiter.params

annotation class ParameterizedTest(val name: String = "")
