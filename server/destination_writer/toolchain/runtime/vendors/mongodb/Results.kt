package com.mongodb.client.result

class InsertManyResult

class UpdateResult(val modifiedCount: Long)

class DeleteResult(val deletedCount: Long)
