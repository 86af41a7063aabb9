package destinationwriter.localrun

import cdk.DestinationCatalog
import cdk.TableCatalog
import cdk.TableCatalogByDescriptor
import destinationwriter.runtime.Beans
import destinationwriter.runtime.makeStreams

/** What the CDK itself makes beans of: the catalog, and the table catalog that the connector's name generators give. */
fun offerCatalog(beans: Beans) {
    beans.fallback(cdk.NamespaceMapper::class.java) { cdk.NamespaceMapper() }
    beans.fallback(DestinationCatalog::class.java) { made(beans, DestinationCatalog::class.java) }
    beans.fallback(TableCatalog::class.java) { made(beans, TableCatalog::class.java) }
    beans.fallback(TableCatalogByDescriptor::class.java) { made(beans, TableCatalogByDescriptor::class.java) }
}

/** Making the streams gives all three to the beans. */
private fun <T : Any> made(beans: Beans, type: Class<T>): T {
    val streams = configuredStreams(beans)
    if (streams.isEmpty()) DestinationCatalog(emptyList())
    makeStreams(beans, streams)
    return beans.get(type)
}
