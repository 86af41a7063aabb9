package io.airbyte.integrations.destination.acme

import io.airbyte.cdk.load.schema.model.TableName
import io.github.oshai.kotlinlogging.KotlinLogging

private val log = KotlinLogging.logger {}

fun String.quote(): String = "\"" + replace("\"", "\"\"") + "\""

fun String.andLog(): String {
    log.info { this }
    return this
}

fun TableName.fullyQualified(): String = "${namespace.quote()}.${name.quote()}"
