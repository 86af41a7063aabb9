"""Proves generated connectors: compiles them, runs them on an engine, and compares with what the contract means."""
