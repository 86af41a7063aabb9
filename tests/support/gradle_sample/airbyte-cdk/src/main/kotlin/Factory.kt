package io.micronaut.context.annotation

annotation class Factory
