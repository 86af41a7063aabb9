"""A database that the user names: its address, the driver that reaches it, and a process that speaks to it."""

from destination_writer.toolchain.probing.address import Address, BadAddress, read_address
from destination_writer.toolchain.probing.connecting import CannotReach, Link, connect

__all__ = ["Address", "BadAddress", "CannotReach", "Link", "connect", "read_address"]
