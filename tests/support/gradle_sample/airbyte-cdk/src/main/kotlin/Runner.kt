package io.airbyte.cdk

object AirbyteDestinationRunner {
    fun run(vararg args: String) = println(args.joinToString())
}
