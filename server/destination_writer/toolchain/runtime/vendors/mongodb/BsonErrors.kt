package org.bson

open class BSONException(message: String?) : RuntimeException(message)

open class BsonSerializationException(message: String?) : BSONException(message)

class BsonMaximumSizeExceededException(message: String?) : BsonSerializationException(message)
