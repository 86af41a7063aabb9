"""Remedies: one module for each, from what failed and the connector as it is to a Change that mends it."""
