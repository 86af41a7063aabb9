"""How a JVM reaches a running engine: by its JDBC driver, or over a bridge that lives as long as a stack."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from destination_writer.toolchain.engines.bridge import BridgeServer
from destination_writer.toolchain.engines.engine import Engine


@dataclass(frozen=True)
class Reach:
    """`database` is `{"jdbc": {"url", "user", "password"}}` or `{"bridge": {"port", "token"}}`; `jars` are drivers."""

    database: Mapping[str, Any]
    jars: tuple[Path, ...] = ()


def reach(engine: Engine, stack: contextlib.ExitStack) -> Reach:
    """The way in; a bridge that it needs is closed with the stack."""
    jdbc = engine.jdbc
    if jdbc is not None:
        return Reach({"jdbc": {"url": jdbc.url, "user": jdbc.user, "password": jdbc.password}}, jdbc.jars)
    server = BridgeServer(engine)
    stack.callback(server.close)
    return Reach({"bridge": {"port": server.port, "token": server.token}})
