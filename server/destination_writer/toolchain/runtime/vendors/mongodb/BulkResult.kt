package com.mongodb.bulk

class BulkWriteResult(val modifiedCount: Int)
