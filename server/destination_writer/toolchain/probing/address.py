"""The address of a database as the user writes it: `jdbc:…`, `postgresql://…`, `duckdb:FILE`. Its password stays out of
everything that is shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

PASSWORD_VARIABLE = "DESTINATION_WRITER_PROBE_PASSWORD"
HIDDEN = "••••"
_SCHEMES = {
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "timescaledb": "postgresql",
    "cockroachdb": "postgresql",
    "mysql": "mysql",
    "mariadb": "mariadb",
    "clickhouse": "clickhouse",
    "clickhouses": "clickhouse",
    "ch": "clickhouse",
    "http": "clickhouse",
    "https": "clickhouse",
    "sqlite": "sqlite",
    "sqlite3": "sqlite",
    "duckdb": "duckdb",
}
"""What stands before the colon -> the protocol that is spoken."""
FILES = frozenset({"sqlite", "duckdb"})
PORTS = {"postgresql": 5432, "mysql": 3306, "mariadb": 3306, "clickhouse": 8123}
_SECRETS = re.compile(
    r"(?i)\b([\w.]*(?:passw|pwd|passphrase|secret|token|access_?key|private_?key|api_?key|credential)[\w.]*=)([^&;,)\s]+)"
)
_USERINFO = re.compile(r"(?<=//)([^/@:\s]+):([^@\s]*)@(?=[^@\s]*$)|(?<=:)([^/:@\s]+)/([^@\s]+)@(?=//)")


class BadAddress(ValueError):
    """No address of a database. The message says what is wrong and how one is written; it holds no password."""


@dataclass(frozen=True)
class Address:
    """One database. `protocol` is `postgresql`, `mysql`, `mariadb`, `clickhouse`, `sqlite`, `duckdb`, or what a JDBC
    address names; `shown` is what people may see. The password is not part of `repr`."""

    protocol: str
    shown: str
    host: str = ""
    port: int = 0
    database: str = ""
    path: str = ""
    """Of a database that is a file."""
    secure: bool = False
    user: str = ""
    password: str | None = field(default=None, repr=False)
    options: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    given_jdbc: str = field(default="", repr=False)
    """The JDBC address as it was given, of a database whose addresses are not read any further."""

    @property
    def is_file(self) -> bool:
        return self.protocol in FILES

    @property
    def wants_password(self) -> bool:
        """A user was named and no password was given."""
        return bool(self.user) and self.password is None and not self.is_file

    @property
    def jdbc(self) -> str:
        """The address for a JDBC driver, without user and password."""
        if self.given_jdbc:
            return self.given_jdbc
        if self.is_file:
            return f"jdbc:{self.protocol}:{self.path}"
        query = urlencode(self.options)
        scheme = "mysql" if self.protocol == "mariadb" else self.protocol
        name = quote(self.database, safe="")
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"jdbc:{scheme}://{host}:{self.port}/{name}" + (f"?{query}" if query else "")

    def with_password(self, password: str) -> "Address":
        return replace(self, password=password)

    def hide(self, text: str) -> str:
        """The text without this address's password, however a driver quotes it."""
        secrets = {self.password or "", quote(self.password or "", safe="")} - {""}
        for secret in sorted(secrets, key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        return redacted(text)


def redacted(text: str) -> str:
    """The text without what looks like a password in an address."""
    text = _SECRETS.sub(rf"\1{HIDDEN}", text)
    return _USERINFO.sub(lambda found: f"{found[1]}:{HIDDEN}@" if found[1] else f"{found[3]}/{HIDDEN}@", text)


def read_address(text: str, environ: Mapping[str, str]) -> Address:
    """The address that the user wrote; a password that it lacks is that of DESTINATION_WRITER_PROBE_PASSWORD.

    Raises BadAddress.
    """
    plain = text.strip()
    made = _file(plain) or _server(plain) or _other(plain)
    if made is None:
        raise BadAddress(f"{redacted(plain)!r} is no address of a database. {_HOW}")
    given = environ.get(PASSWORD_VARIABLE)
    if given and made.password is None and not made.is_file:
        return made.with_password(given)
    return made


_HOW = (
    "Write postgresql://USER@HOST:PORT/DATABASE, mysql://…, mariadb://…, clickhouse://…, sqlite:FILE, duckdb:FILE, "
    "or the JDBC address of another database (jdbc:…) together with --driver JAR"
)


def _file(text: str) -> Address | None:
    scheme, colon, rest = text.removeprefix("jdbc:").partition(":")
    protocol = _SCHEMES.get(scheme.lower(), "")
    if not colon or protocol not in FILES:
        return None
    path = unquote(rest.partition("?")[0])
    path = path[2:] if path.startswith("//") and not text.startswith("jdbc:") else path
    if path.startswith("/") and re.match(r"/[A-Za-z]:[\\/]", path):
        path = path[1:]
    if not path or path == ":memory:":
        raise BadAddress(
            f"{scheme}: needs a file. A database in memory has one connection only, and half of the experiments take "
            f"two; name a file that does not exist, and it is removed again: {scheme}:probe.db"
        )
    return Address(protocol, f"{protocol}:{PurePath(path)}", path=path)


def _server(text: str) -> Address | None:
    inner = text.removeprefix("jdbc:")
    scheme, colon, rest = inner.partition("://")
    names = scheme.lower().split(":")
    protocol = _SCHEMES.get(names[0], "")
    if not colon or not protocol or protocol in FILES:
        return None
    try:
        parts = urlsplit(f"x://{rest}")
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadAddress(f"{redacted(text)!r} is no address of a database: {error}. {_HOW}") from None
    if not host:
        raise BadAddress(f"{redacted(text)!r} names no host. {_HOW}")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    user = unquote(parts.username or "") or options.pop("user", "")
    password = unquote(parts.password) if parts.password is not None else options.pop("password", None)
    options.pop("password", None)
    secure = names[-1] in ("https", "clickhouses") or options.get("ssl", "").lower() in ("true", "1")
    port = port or (8443 if secure and protocol == "clickhouse" else PORTS[protocol])
    database = unquote(parts.path.lstrip("/"))
    who = f"{user}@" if user else ""
    shown = f"{protocol}://{who}{host}:{port}/{database}"
    kept = tuple(options.items())
    return Address(protocol, shown, host, port, database, "", secure, user, password, kept)


def _other(text: str) -> Address | None:
    found = re.match(r"jdbc:([A-Za-z][\w-]*):(?=.)", text)
    return Address(found[1].lower(), redacted(text), given_jdbc=text) if found else None
