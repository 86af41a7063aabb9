package org.junit.jupiter.api.extension

import kotlin.reflect.KClass

annotation class ExtendWith(vararg val value: KClass<*>)
