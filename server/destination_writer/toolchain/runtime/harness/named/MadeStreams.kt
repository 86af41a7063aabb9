package destinationwriter.runtime

import cdk.ColumnNameGenerator
import cdk.ColumnNameMapper
import cdk.ColumnNameMapping
import cdk.DefaultTempTableNameGenerator
import cdk.DestinationCatalog
import cdk.DestinationStream
import cdk.FinalTableNameGenerator
import cdk.NamespaceMapper
import cdk.TableCatalog
import cdk.TableCatalogByDescriptor
import cdk.TableName
import cdk.TableNameInfo
import cdk.TableNames
import cdk.TempTableNameGenerator

/** The table catalog of a sync, from the connector's name generators; given to the beans, as the framework would. */
fun makeStreams(beans: Beans, requests: List<StreamRequest>): List<MadeStream> {
    beans.fallback(TempTableNameGenerator::class.java) { DefaultTempTableNameGenerator() }
    val tables = beans.get(FinalTableNameGenerator::class.java)
    val columns = beans.get(ColumnNameGenerator::class.java)
    val taken = mutableSetOf<TableName>()
    val named = requests.associate { request ->
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
            )
        val asked = tables.getTableName(stream.mappedDescriptor)
        val table = asked.copy(name = freed(asked.name) { taken.add(asked.copy(name = it)) })
        stream to TableNameInfo(TableNames(rawTableName = null, finalTableName = table), ColumnNameMapping(columnNames(columns, request)))
    }
    beans.give(TableCatalog::class.java, TableCatalog(named))
    beans.give(TableCatalogByDescriptor::class.java, TableCatalogByDescriptor(named.mapKeys { it.key.mappedDescriptor }))
    beans.give(DestinationCatalog::class.java, DestinationCatalog(named.keys.toList()))
    val mapper = beans.find(ColumnNameMapper::class.java)
    val temporary = beans.get(TempTableNameGenerator::class.java)
    return named.entries.zip(requests) { (stream, info), request ->
        val real = info.tableNames.finalTableName!!
        val written = request.fields.keys.associateWith { mapper?.getMappedColumnName(stream, it) ?: info.columnNameMapping.getValue(it) }
        MadeStream(stream, request.fields, real, temporary.generate(real), written, emptyMap())
    }
}

private fun columnNames(generator: ColumnNameGenerator, request: StreamRequest): Map<String, String> {
    val taken = mutableSetOf<String>()
    return request.fields.keys.associateWith { column ->
        val free = freed(column) { taken.add(generator.getColumnName(it).canonicalName) }
        generator.getColumnName(free).displayName
    }
}
