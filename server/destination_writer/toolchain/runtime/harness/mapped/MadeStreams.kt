package destinationwriter.runtime

import cdk.DestinationCatalog
import cdk.DestinationStream
import cdk.NamespaceMapper
import cdk.TableName
import cdk.TableSchemaFactory
import cdk.TableSchemaMapper
import cdk.DefaultTempTableNameGenerator
import cdk.TempTableNameGenerator

/** The catalog of a sync, from the connector's schema mapper; given to the beans, as the framework would. */
fun makeStreams(beans: Beans, requests: List<StreamRequest>): List<MadeStream> {
    beans.fallback(TempTableNameGenerator::class.java) { DefaultTempTableNameGenerator() }
    val mapper = beans.get(TableSchemaMapper::class.java)
    val factory = beans.get(TableSchemaFactory::class.java)
    val taken = mutableSetOf<TableName>()
    val made = requests.map { request ->
        val asked = mapper.toFinalTableName(DestinationStream.Descriptor(request.namespace, request.name))
        val table = asked.copy(name = freed(asked.name) { taken.add(asked.copy(name = it)) })
        val schema = factory.make(table, request.fields, request.importType)
        val stream =
            DestinationStream(
                unmappedNamespace = request.namespace,
                unmappedName = request.name,
                importType = request.importType,
                schema = io.airbyte.cdk.load.data.ObjectType(request.fields),
                generationId = request.generation,
                minimumGenerationId = request.minimumGeneration,
                syncId = request.syncId,
                namespaceMapper = NamespaceMapper(),
                tableSchema = schema,
            )
        MadeStream(
            stream,
            request.fields,
            table,
            schema.tableNames.tempTableName!!,
            schema.columnSchema.inputToFinalColumnNames,
            schema.columnSchema.finalSchema.mapValues { it.value.type },
        )
    }
    beans.give(DestinationCatalog::class.java, DestinationCatalog(made.map { it.stream }))
    return made
}
