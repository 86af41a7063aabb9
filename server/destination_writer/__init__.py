"""Destination Writer: a language server for Airbyte destination connectors on the Dataflow CDK."""

__version__ = "0.1.0"
