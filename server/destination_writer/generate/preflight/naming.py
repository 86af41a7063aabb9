"""The slug of the database that a preflight is about."""

import re

from destination_writer.generate.scaffold.databases import slug_of
from destination_writer.knowledge.store import Knowledge


def database_slug(name: str, knowledge: Knowledge) -> str | None:
    """That of a known database, whatever its spelling, else one made from the name; None where none can be made."""
    known = slug_of(name, knowledge)
    if known:
        return known
    made = re.sub(r"[^a-z0-9]+", "-", name.lower().removeprefix("destination-")).strip("-")
    return made if re.fullmatch(r"[a-z][a-z0-9-]*", made) else None
