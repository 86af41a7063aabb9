"""Figures of the work on a connector, from what was recorded on this machine and from its code as it is."""
