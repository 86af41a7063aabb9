package com.fasterxml.jackson.core

open class JsonProcessingException(message: String) : java.io.IOException(message)
