package com.mongodb

open class MongoException(val code: Int, message: String?) : RuntimeException(message) {
    constructor(message: String?) : this(-3, message)

    fun hasErrorLabel(errorLabel: String): Boolean = false

    companion object {
        const val TRANSIENT_TRANSACTION_ERROR_LABEL = "TransientTransactionError"
    }
}

open class MongoServerException(code: Int, message: String?) : MongoException(code, message)

open class MongoClientException(message: String?) : MongoException(message)

class MongoCommandException(code: Int, message: String?) : MongoServerException(code, message) {
    val errorCode: Int
        get() = code
}

class MongoBulkWriteException(code: Int, message: String?) : MongoServerException(code, message)

class MongoTimeoutException(message: String?) : MongoClientException(message)

class MongoSecurityException(message: String?) : MongoClientException(message)

open class MongoSocketException(message: String?) : MongoException(message)
