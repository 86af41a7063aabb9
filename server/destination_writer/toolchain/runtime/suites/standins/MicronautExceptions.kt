package io.micronaut.context.exceptions

/** Failures of wiring under the names that Micronaut gives them. */
open class BeanContextException(message: String, cause: Throwable? = null) : RuntimeException(message, cause)

class NoSuchBeanException(message: String, cause: Throwable? = null) : BeanContextException(message, cause)

class NonUniqueBeanException(message: String, cause: Throwable? = null) : BeanContextException(message, cause)

class CircularDependencyException(message: String, cause: Throwable? = null) : BeanContextException(message, cause)
