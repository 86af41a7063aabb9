package io.micronaut.test.extensions.junit5.annotation

import kotlin.reflect.KClass

annotation class MicronautTest(
    val application: KClass<*> = Unit::class,
    val environments: Array<String> = [],
    val packages: Array<String> = [],
    val propertySources: Array<String> = [],
    val rollback: Boolean = true,
    val transactional: Boolean = true,
    val rebuildContext: Boolean = false,
    val startApplication: Boolean = true,
    val resolveParameters: Boolean = true,
)
