package com.mongodb

class ConnectionString(val connectionString: String)

class WriteConcern private constructor(val name: String) {
    companion object {
        @JvmField val ACKNOWLEDGED = WriteConcern("acknowledged")

        @JvmField val MAJORITY = WriteConcern("majority")
    }
}

class ReadPreference private constructor(val name: String) {
    companion object {
        @JvmStatic fun primary() = ReadPreference("primary")
    }
}

class MongoNamespace(val databaseName: String, val collectionName: String) {
    val fullName: String
        get() = "$databaseName.$collectionName"

    override fun toString() = fullName
}

fun interface Function<T, R> {
    fun apply(t: T): R
}

class MongoClientSettings private constructor() {
    class Builder internal constructor() {
        fun applyConnectionString(connectionString: ConnectionString) = also { connectionString.connectionString }

        fun applicationName(applicationName: String) = also { require(applicationName.length <= 128) }

        fun retryWrites(retryWrites: Boolean) = also { check(retryWrites || !retryWrites) }

        fun readPreference(readPreference: ReadPreference) = also { readPreference.name }

        fun writeConcern(writeConcern: WriteConcern) = also { writeConcern.name }

        fun build() = MongoClientSettings()
    }

    companion object {
        @JvmStatic fun builder() = Builder()
    }
}
