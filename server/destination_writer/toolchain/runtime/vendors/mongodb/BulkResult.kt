package com.mongodb.bulk

class BulkWriteResult(val modifiedCount: Int)

data class BulkWriteError(val code: Int, val message: String?, val index: Int)

data class WriteConcernError(val code: Int, val message: String?)
