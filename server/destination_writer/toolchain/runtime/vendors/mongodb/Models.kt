package com.mongodb.client.model

import org.bson.Document
import org.bson.conversions.Bson

object Filters {
    @JvmStatic fun empty(): Bson = Document()

    @JvmStatic fun <T> eq(fieldName: String, value: T): Bson = Document(fieldName, value)

    @JvmStatic fun exists(fieldName: String): Bson = Document(fieldName, Document("\$exists", true))

    @JvmStatic fun <T> ne(fieldName: String, value: T): Bson = Document(fieldName, Document("\$ne", value))

    @JvmStatic
    fun <T> `in`(fieldName: String, values: Iterable<T>): Bson = Document(fieldName, Document("\$in", values.toList()))
}

object Projections {
    @JvmStatic fun include(vararg fieldNames: String): Bson = Document(fieldNames.associateWith { 1 })
}

object Updates {
    @JvmStatic fun <T> set(fieldName: String, value: T): Bson = Document("\$set", Document(fieldName, value))

    @JvmStatic fun unset(fieldName: String): Bson = Document("\$unset", Document(fieldName, ""))

    @JvmStatic
    fun combine(updates: List<Bson>): Bson {
        val made = Document()
        for (update in updates) {
            for ((operator, fields) in update as Document) {
                (made.getOrPut(operator) { Document() } as Document).putAll(fields as Document)
            }
        }
        return made
    }
}

abstract class WriteModel<T>

class UpdateOneModel<T>(val filter: Bson, val update: Bson) : WriteModel<T>()

class ReplaceOptions {
    var isUpsert = false
        private set

    fun upsert(upsert: Boolean) = apply { isUpsert = upsert }
}

class ReplaceOneModel<T>(val filter: Bson, val replacement: T, val options: ReplaceOptions) : WriteModel<T>() {
    constructor(filter: Bson, replacement: T) : this(filter, replacement, ReplaceOptions())
}

class InsertManyOptions {
    var isOrdered = true
        private set

    fun ordered(ordered: Boolean) = apply { isOrdered = ordered }
}

class BulkWriteOptions {
    var isOrdered = true
        private set

    fun ordered(ordered: Boolean) = apply { isOrdered = ordered }
}

class RenameCollectionOptions {
    var isDropTarget = false
        private set

    fun dropTarget(dropTarget: Boolean) = apply { isDropTarget = dropTarget }
}

class CountOptions {
    var hint: String? = null
        private set

    fun hintString(hint: String?) = apply { this.hint = hint }
}

class ValidationOptions {
    var validator: Bson? = null
        private set

    fun validator(validator: Bson?) = apply { this.validator = validator }
}

class CreateCollectionOptions {
    var validationOptions: ValidationOptions? = null
        private set

    fun validationOptions(validationOptions: ValidationOptions?) = apply { this.validationOptions = validationOptions }
}
