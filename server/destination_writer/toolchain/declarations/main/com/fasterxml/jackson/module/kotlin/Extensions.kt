package com.fasterxml.jackson.module.kotlin

import com.fasterxml.jackson.databind.ObjectMapper

public fun jacksonObjectMapper(): ObjectMapper = ObjectMapper()

public inline fun <reified T> ObjectMapper.readValue(content: String): T = readValue(content, T::class.java)
