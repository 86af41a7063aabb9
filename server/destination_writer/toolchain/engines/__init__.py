"""Databases that run on this machine, behind one interface. See `docs/engines.md`."""

from destination_writer.toolchain.engines.bridge import BridgeServer, bridge
from destination_writer.toolchain.engines.catalogue import find_engine
from destination_writer.toolchain.engines.engine import Engine, Session
from destination_writer.toolchain.engines.model import (
    Column,
    EngineError,
    EngineFailed,
    EngineKind,
    JdbcAccess,
    Missing,
    Rows,
)
from destination_writer.toolchain.engines.parsing import ParseProblem, ParseReport, find_parsers, judge, parse
from destination_writer.toolchain.engines.starting import EngineMissing, start
from destination_writer.toolchain.engines.workers.wire import JsonText, Temporal

__all__ = [
    "BridgeServer",
    "Column",
    "Engine",
    "EngineError",
    "EngineFailed",
    "EngineKind",
    "EngineMissing",
    "JdbcAccess",
    "JsonText",
    "Missing",
    "ParseProblem",
    "ParseReport",
    "Rows",
    "Session",
    "Temporal",
    "bridge",
    "find_engine",
    "find_parsers",
    "judge",
    "parse",
    "start",
]
