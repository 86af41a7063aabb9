package com.mongodb.client

import com.mongodb.Function
import com.mongodb.MongoClientSettings
import com.mongodb.MongoCommandException
import com.mongodb.MongoNamespace
import com.mongodb.bulk.BulkWriteResult
import com.mongodb.client.model.BulkWriteOptions
import com.mongodb.client.model.CountOptions
import com.mongodb.client.model.CreateCollectionOptions
import com.mongodb.client.model.InsertManyOptions
import com.mongodb.client.model.RenameCollectionOptions
import com.mongodb.client.model.WriteModel
import com.mongodb.client.result.DeleteResult
import com.mongodb.client.result.InsertManyResult
import com.mongodb.client.result.UpdateResult
import destinationwriter.vendors.Vendors
import java.io.Closeable
import java.sql.SQLException
import org.bson.Document
import org.bson.conversions.Bson
import org.bson.decoded
import org.bson.encoded

/** Sends a command to the engine and notes it; an error has the server's code. */
internal fun sent(database: String, command: Document, noted: String? = null): Document {
    Vendors.note(noted ?: "$database: ${command.toJson()}")
    try {
        val answer = Vendors.calls().call("command", mapOf("database" to database, "command" to encoded(command)))
        return decoded(answer) as Document
    } catch (e: SQLException) {
        throw MongoCommandException(e.errorCode, e.message)
    }
}

/** The documents of a command whose answer is a cursor. */
internal fun found(database: String, command: Document): List<Document> {
    val cursor = sent(database, command)["cursor"] as Document
    return (cursor["firstBatch"] as List<*>).map { it as Document }
}

interface MongoCursor<T> : Iterator<T>, Closeable

interface MongoIterable<T> : Iterable<T> {
    override fun iterator(): MongoCursor<T>

    fun cursor(): MongoCursor<T> = iterator()

    fun first(): T?

    fun <U> map(mapper: Function<T, U>): MongoIterable<U>
}

/** Fetches when it is first iterated over. */
internal open class Fetched<T>(private val fetch: () -> List<T>) : MongoIterable<T> {
    protected open fun fetched(): List<T> = fetch()

    override fun iterator(): MongoCursor<T> {
        val inner = fetched().iterator()
        return object : MongoCursor<T>, Iterator<T> by inner {
            override fun close() = Unit
        }
    }

    override fun first(): T? = fetched().firstOrNull()

    override fun <U> map(mapper: Function<T, U>): MongoIterable<U> = Fetched { fetched().map(mapper::apply) }
}

interface FindIterable<T> : MongoIterable<T> {
    fun filter(filter: Bson?): FindIterable<T>

    fun projection(projection: Bson?): FindIterable<T>

    fun sort(sort: Bson?): FindIterable<T>

    fun limit(limit: Int): FindIterable<T>
}

interface AggregateIterable<T> : MongoIterable<T> {
    fun allowDiskUse(allowDiskUse: Boolean?): AggregateIterable<T>

    fun toCollection()
}

interface ListCollectionsIterable<T> : MongoIterable<T> {
    fun filter(filter: Bson?): ListCollectionsIterable<T>
}

private class Find(private val database: String, private val command: Document) :
    Fetched<Document>({ found(database, command) }), FindIterable<Document> {
    override fun filter(filter: Bson?) = apply { command["filter"] = filter }

    override fun projection(projection: Bson?) = apply { command["projection"] = projection }

    override fun sort(sort: Bson?) = apply { command["sort"] = sort }

    override fun limit(limit: Int) = apply { command["limit"] = limit }
}

private class Aggregate(private val database: String, private val command: Document) :
    Fetched<Document>({ found(database, command) }), AggregateIterable<Document> {
    override fun allowDiskUse(allowDiskUse: Boolean?) = apply { command["allowDiskUse"] = allowDiskUse }

    override fun toCollection() {
        val last = (command["pipeline"] as List<*>).last() as Document
        require(last.keys.single() in setOf("\$out", "\$merge")) { "The last stage of the pipeline must be \$out or \$merge" }
        found(database, command)
    }
}

private class Listed(private val database: String, private val command: Document) :
    Fetched<Document>({ found(database, command) }), ListCollectionsIterable<Document> {
    override fun filter(filter: Bson?) = apply { command["filter"] = filter }
}

interface MongoCollection<T> {
    val namespace: MongoNamespace

    fun countDocuments(): Long

    fun countDocuments(filter: Bson, options: CountOptions): Long

    fun find(): FindIterable<T>

    fun find(filter: Bson): FindIterable<T>

    fun aggregate(pipeline: List<Bson>): AggregateIterable<T>

    fun bulkWrite(requests: List<WriteModel<out T>>): BulkWriteResult

    fun bulkWrite(requests: List<WriteModel<out T>>, options: BulkWriteOptions): BulkWriteResult

    fun insertMany(documents: List<T>): InsertManyResult

    fun insertMany(documents: List<T>, options: InsertManyOptions): InsertManyResult

    fun deleteMany(filter: Bson): DeleteResult

    fun updateMany(filter: Bson, update: Bson): UpdateResult

    fun createIndex(keys: Bson): String

    fun drop()

    fun renameCollection(newCollectionNamespace: MongoNamespace)

    fun renameCollection(newCollectionNamespace: MongoNamespace, renameCollectionOptions: RenameCollectionOptions)
}

interface MongoDatabase {
    val name: String

    fun getCollection(collectionName: String): MongoCollection<Document>

    fun runCommand(command: Bson): Document

    fun drop()

    fun listCollections(): ListCollectionsIterable<Document>

    fun createCollection(collectionName: String)

    fun createCollection(collectionName: String, createCollectionOptions: CreateCollectionOptions)
}

internal class EngineDatabase(override val name: String) : MongoDatabase {
    override fun getCollection(collectionName: String): MongoCollection<Document> = EngineCollection(name, collectionName)

    override fun runCommand(command: Bson) = sent(name, command as Document)

    override fun drop() {
        sent(name, Document("dropDatabase", 1))
    }

    override fun listCollections(): ListCollectionsIterable<Document> = Listed(name, Document("listCollections", 1))

    override fun createCollection(collectionName: String) {
        sent(name, Document("create", collectionName))
    }

    override fun createCollection(collectionName: String, createCollectionOptions: CreateCollectionOptions) {
        val command = Document("create", collectionName)
        createCollectionOptions.validationOptions?.validator?.let { command["validator"] = it }
        sent(name, command)
    }
}

interface MongoClient : Closeable {
    fun getDatabase(databaseName: String): MongoDatabase

    fun listDatabaseNames(): MongoIterable<String>
}

object MongoClients {
    @JvmStatic
    fun create(settings: MongoClientSettings): MongoClient =
        object : MongoClient {
            init {
                checkNotNull(settings)
            }

            override fun getDatabase(databaseName: String): MongoDatabase = EngineDatabase(databaseName)

            override fun listDatabaseNames(): MongoIterable<String> = Fetched {
                val answer = sent("admin", Document("listDatabases", 1).append("nameOnly", true))
                (answer["databases"] as List<*>).map { (it as Document).getString("name")!! }
            }

            override fun close() = Unit
        }

    internal fun find(database: String, command: Document): FindIterable<Document> = Find(database, command)

    internal fun aggregate(database: String, command: Document): AggregateIterable<Document> = Aggregate(database, command)
}
