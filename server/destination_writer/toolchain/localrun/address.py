"""What the tests' JVM is told of the engine: how it is reached, and the settings of a configuration that fits it."""

import contextlib
import re
from collections.abc import Mapping
from typing import Any

from destination_writer.knowledge.dialects import Dialect
from destination_writer.toolchain.engines import Engine
from destination_writer.toolchain.engines.reach import Reach

_URL = re.compile(r"^(?P<kind>jdbc:[\w-]+:)(?://(?P<host>[^:/?;]+)(?::(?P<port>\d+))?(?:/(?P<database>[^?;]*))?)?")
_LOCAL = "127.0.0.1"


def engine_address(dialect: Dialect, engine: Engine, reach: Reach) -> dict[str, Any]:
    """`host`, `port`, `url`, `user`, `password`, `database`, `kinds`; `bridge` where there is no JDBC driver."""
    own = _URL.match(dialect.connection.url)
    jdbc = engine.jdbc
    url = jdbc.url if jdbc else dialect.connection.url
    found = _URL.match(url)
    port = found["port"] if found and jdbc else None
    kinds = {match["kind"] for match in (own, found) if match}
    return {
        "host": (found["host"] if found and jdbc else None) or _LOCAL,
        "port": int(port) if port else dialect.connection.default_port or 0,
        "url": url,
        "user": jdbc.user if jdbc else "",
        "password": jdbc.password if jdbc else "",
        "database": (found["database"] if found and jdbc else "") or dialect.connection.default_database or "test",
        "kinds": sorted(kinds),
        **reach.database,
    }


def settings_of(dialect: Dialect, address: Mapping[str, Any]) -> dict[str, Any]:
    """What a user would fill in to reach the engine, by the names of a configuration file."""
    values: dict[str, Any] = {
        "host": address["host"],
        "port": address["port"],
        "database": address["database"],
        "schema": dialect.connection.default_database or "public",
        "username": address["user"] or "test",
        "password": address["password"] or "test",
    }
    for setting in dialect.connection.settings:
        if setting.test or setting.default is not None:
            values[setting.json_name] = setting.test or setting.default
    for name in ("host", "port"):
        with contextlib.suppress(KeyError):
            values[name] = address[name]
    return values
