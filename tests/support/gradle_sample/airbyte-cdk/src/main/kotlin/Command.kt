package io.airbyte.cdk.command

abstract class ConfigurationSpecification
