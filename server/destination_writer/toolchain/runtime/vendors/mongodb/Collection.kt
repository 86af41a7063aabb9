package com.mongodb.client

import com.mongodb.MongoBulkWriteException
import com.mongodb.MongoNamespace
import com.mongodb.bulk.BulkWriteError
import com.mongodb.bulk.BulkWriteResult
import com.mongodb.client.model.BulkWriteOptions
import com.mongodb.client.model.CountOptions
import com.mongodb.client.model.InsertManyOptions
import com.mongodb.client.model.RenameCollectionOptions
import com.mongodb.client.model.ReplaceOneModel
import com.mongodb.client.model.UpdateOneModel
import com.mongodb.client.model.WriteModel
import com.mongodb.client.result.DeleteResult
import com.mongodb.client.result.InsertManyResult
import com.mongodb.client.result.UpdateResult
import org.bson.Document
import org.bson.conversions.Bson
import org.bson.types.ObjectId

internal class EngineCollection(private val database: String, private val name: String) : MongoCollection<Document> {
    override val namespace = MongoNamespace(database, name)

    override fun countDocuments() = countDocuments(Document(), CountOptions())

    override fun countDocuments(filter: Bson, options: CountOptions): Long {
        val group = Document("_id", 1).append("n", Document("\$sum", 1))
        val pipeline = listOf(Document("\$match", filter), Document("\$group", group))
        val command = Document("aggregate", name).append("pipeline", pipeline).append("cursor", Document())
        options.hint?.let { command["hint"] = it }
        val counted = found(database, command)
        return (counted.firstOrNull()?.get("n") as Number?)?.toLong() ?: 0L
    }

    override fun find() = find(Document())

    override fun find(filter: Bson): FindIterable<Document> =
        MongoClients.find(database, Document("find", name).append("filter", filter))

    override fun aggregate(pipeline: List<Bson>): AggregateIterable<Document> =
        MongoClients.aggregate(database, Document("aggregate", name).append("pipeline", pipeline).append("cursor", Document()))

    override fun bulkWrite(requests: List<WriteModel<out Document>>) = bulkWrite(requests, BulkWriteOptions())

    override fun bulkWrite(requests: List<WriteModel<out Document>>, options: BulkWriteOptions): BulkWriteResult {
        val updates =
            requests.map { model ->
                when (model) {
                    is UpdateOneModel -> Document("q", model.filter).append("u", model.update)
                    is ReplaceOneModel ->
                        Document("q", model.filter).append("u", model.replacement).append("upsert", model.options.isUpsert)
                    else -> throw IllegalArgumentException("no bulk write of ${model.javaClass.simpleName} here")
                }
            }
        val command = Document("update", name).append("updates", updates).append("ordered", options.isOrdered)
        val answer = sent(database, command, "$database: update ${updates.size} documents of $name")
        refuse(answer)
        return BulkWriteResult((answer["nModified"] as Number).toInt())
    }

    override fun insertMany(documents: List<Document>) = insertMany(documents, InsertManyOptions())

    override fun insertMany(documents: List<Document>, options: InsertManyOptions): InsertManyResult {
        documents.forEach { it.getOrPut("_id") { ObjectId() } }
        val command = Document("insert", name).append("documents", documents).append("ordered", options.isOrdered)
        refuse(sent(database, command, "$database: insert ${documents.size} documents into $name"))
        return InsertManyResult()
    }

    private fun refuse(answer: Document) {
        val refused = (answer["writeErrors"] as List<*>?).orEmpty().map { it as Document }
        if (refused.isEmpty()) return
        throw MongoBulkWriteException(
            refused.map { BulkWriteError((it["code"] as Number).toInt(), it["errmsg"] as String?, (it["index"] as Number).toInt()) }
        )
    }

    override fun deleteMany(filter: Bson): DeleteResult {
        val one = Document("q", filter).append("limit", 0)
        val answer = sent(database, Document("delete", name).append("deletes", listOf(one)))
        return DeleteResult((answer["n"] as Number).toLong())
    }

    override fun updateMany(filter: Bson, update: Bson): UpdateResult {
        val one = Document("q", filter).append("u", update).append("multi", true)
        val answer = sent(database, Document("update", name).append("updates", listOf(one)))
        return UpdateResult((answer["nModified"] as Number).toLong())
    }

    override fun createIndex(keys: Bson): String {
        val indexName = (keys as Document).entries.joinToString("_") { "${it.key}_${it.value}" }
        val index = Document("key", keys).append("name", indexName)
        sent(database, Document("createIndexes", name).append("indexes", listOf(index)))
        return indexName
    }

    override fun drop() {
        sent(database, Document("drop", name))
    }

    override fun renameCollection(newCollectionNamespace: MongoNamespace) =
        renameCollection(newCollectionNamespace, RenameCollectionOptions())

    override fun renameCollection(newCollectionNamespace: MongoNamespace, renameCollectionOptions: RenameCollectionOptions) {
        val command =
            Document("renameCollection", namespace.fullName)
                .append("to", newCollectionNamespace.fullName)
                .append("dropTarget", renameCollectionOptions.isDropTarget)
        sent("admin", command)
    }
}
