package io.micronaut.test.annotation

import kotlin.reflect.KClass

annotation class MockBean(val value: KClass<*> = Unit::class, val bean: KClass<*> = Unit::class, val named: String = "")
