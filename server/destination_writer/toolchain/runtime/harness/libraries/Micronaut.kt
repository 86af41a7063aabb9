package io.micronaut.context.annotation

import kotlin.reflect.KClass

annotation class Bean(val typed: Array<KClass<*>> = [])

annotation class ConfigurationProperties(val value: String)

annotation class Context

annotation class Factory

annotation class Parameter(val value: String = "")

annotation class Primary

annotation class Property(val name: String, val value: String = "", val defaultValue: String = "")

annotation class Prototype

annotation class Replaces(val value: KClass<*> = Unit::class, val bean: KClass<*> = Unit::class, val factory: KClass<*> = Unit::class)

annotation class Requirements(vararg val value: Requires)

annotation class Requires(
    val env: Array<String> = [],
    val notEnv: Array<String> = [],
    val beans: Array<KClass<*>> = [],
    val classes: Array<KClass<*>> = [],
    val missing: Array<KClass<*>> = [],
    val missingBeans: Array<KClass<*>> = [],
    val property: String = "",
    val missingProperty: Array<String> = [],
    val value: String = "",
    val notEquals: String = "",
    val defaultValue: String = "",
    val pattern: String = "",
    val resources: Array<String> = [],
)

annotation class Secondary

annotation class Value(val value: String)
