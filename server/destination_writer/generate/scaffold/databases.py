"""The database that a person names, by its slug."""

import re
from difflib import get_close_matches

from destination_writer.knowledge.store import Knowledge

_OTHER_NAMES = {
    "postgresql": "postgres",
    "pg": "postgres",
    "mssql": "sqlserver",
    "microsoftsqlserver": "sqlserver",
    "azuresql": "sqlserver",
    "timescale": "timescaledb",
    "cockroach": "cockroachdb",
    "crdb": "cockroachdb",
    "mongo": "mongodb",
    "googlebigquery": "bigquery",
    "bq": "bigquery",
    "amazonredshift": "redshift",
    "oracledatabase": "oracle",
    "sqlite3": "sqlite",
    "snow": "snowflake",
}
"""How else people write the names of databases, without what is no letter or digit."""


def slug_of(name: str, knowledge: Knowledge) -> str | None:
    """The slug of a database by slug, name or a usual other name, whatever its case and spelling; None for an unknown
    one."""
    plain = _plain(name)
    slugs = {_plain(slug): slug for slug in knowledge.dialect_slugs}
    found = slugs.get(plain) or slugs.get(_plain(_OTHER_NAMES.get(plain, "")))
    if found or not plain:
        return found
    return next((s for s in knowledge.dialect_slugs if _plain(knowledge.dialect(s).name) == plain), None)


def near(name: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Slugs that look like a name that is none, the nearest first."""
    known = {_plain(slug): slug for slug in knowledge.dialect_slugs}
    known |= {other: slug for other, slug in _OTHER_NAMES.items() if slug in knowledge.dialect_slugs}
    found = get_close_matches(_plain(name), known, n=3, cutoff=0.6)
    return tuple(dict.fromkeys(known[match] for match in found))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower().removeprefix("destination-"))
