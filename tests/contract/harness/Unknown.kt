package harness

import com.fasterxml.jackson.databind.JsonNode
import io.airbyte.cdk.load.data.UnknownType

/** A type that the CDK does not know. At run time JsonNode is the stand-in of this folder. */
fun anUnknownType() =
    UnknownType(Class.forName("com.fasterxml.jackson.databind.AnyNode").getDeclaredConstructor().newInstance() as JsonNode)
