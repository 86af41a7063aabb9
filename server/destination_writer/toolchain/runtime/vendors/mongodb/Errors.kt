package com.mongodb

import com.mongodb.bulk.BulkWriteError
import com.mongodb.bulk.WriteConcernError

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

/** The driver's own code stands for all that a batch met; each refused document has the server's. */
class MongoBulkWriteException(val writeErrors: List<BulkWriteError>) :
    MongoServerException(-3, "Bulk write operation error. Write errors: $writeErrors.") {
    val writeConcernError: WriteConcernError? = null
}

class MongoConnectionPoolClearedException(message: String?) : MongoClientException(message)

class MongoTimeoutException(message: String?) : MongoClientException(message)

class MongoSecurityException(message: String?) : MongoClientException(message)

open class MongoSocketException(message: String?) : MongoException(message)
