package destinationwriter.localrun

import cdk.DefaultTempTableNameGenerator
import cdk.DestinationCatalog
import cdk.TempTableNameGenerator
import destinationwriter.runtime.Beans
import destinationwriter.runtime.makeStreams

/** What the CDK itself makes beans of: the catalog, and a generator of temporary names. */
fun offerCatalog(beans: Beans) {
    beans.fallback(TempTableNameGenerator::class.java) { DefaultTempTableNameGenerator() }
    beans.fallback(cdk.NamespaceMapper::class.java) { cdk.NamespaceMapper() }
    beans.fallback(DestinationCatalog::class.java) {
        val streams = configuredStreams(beans)
        if (streams.isEmpty()) DestinationCatalog(emptyList()) else DestinationCatalog(makeStreams(beans, streams).map { it.stream })
    }
}
