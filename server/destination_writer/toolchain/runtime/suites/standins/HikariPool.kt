package com.zaxxer.hikari.pool

class HikariPool private constructor() {
    class PoolInitializationException(cause: Throwable) : RuntimeException("Failed to initialize pool: ${cause.message}", cause)
}
