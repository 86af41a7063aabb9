"""A column type in the connector's type map that the database does not have, or that it takes for something else."""

import re

from destination_writer.connector.model import SourceFile
from destination_writer.connector.roles import Role
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.kotlintext import kotlin_string
from destination_writer.generate.remedies.case import Case, Mending, own_file
from destination_writer.knowledge.dialects import AirbyteTypeName, Dialect

_BRANCH = re.compile(
    r"(?P<condition>(?:is\s+)?\b\w*Type\w*(?:\s*,\s*(?:is\s+)?\b\w*Type\w*)*)\s*->\s*\"(?P<given>[^\"$\\\r\n]+)\""
)
_NAMES = {name.value for name in AirbyteTypeName}


def make(case: Case) -> Mending:
    """Raises CannotGenerate unless the failure names a type that the connector gives and the database does not use."""
    dialect = case.dialect()
    roles = (Role.COLUMN_UTILS, Role.SCHEMA_MAPPER, Role.CLIENT, Role.SQL_GENERATOR)
    paths = dict.fromkeys(c.path for role in roles for c in case.connector.components(role))
    for path in paths:
        source = case.connector.source(path)
        found = _mended(case, source, dialect) if source else None
        if found is not None:
            return found
    raise CannotGenerate("the failure names no column type that this connector gives wrongly")


def _mended(case: Case, source: SourceFile, dialect: Dialect) -> Mending | None:
    text, changed = source.text, list[tuple[str, str, str]]()
    for match in reversed(list(_BRANCH.finditer(source.text))):
        right = _right_type(match["condition"], dialect)
        given = match["given"]
        if right is None or _is_known(given, dialect) or not _is_named(given, case.said):
            continue
        start, end = match.start("given") - 1, match.end("given") + 1
        text = text[:start] + kotlin_string(right) + text[end:]
        changed.insert(0, (match["condition"], given, right))
    if not changed:
        return None
    condition, given, right = changed[0]
    types = " ".join(condition.replace("is ", "").split())
    return Mending(
        title=f"Use {right} for {types} in {own_file(source)}",
        why=f"{own_file(source)} gives {types} the column type {given}, which {dialect.name} does not have; its type "
        f"for these values is {right}.",
        texts={source.path: text},
        alternative="store the values as text, and convert them where they are read.",
        provenance=dialect.type_map.proof.label,
    )


def _right_type(condition: str, dialect: Dialect) -> str | None:
    names = [word for word in re.findall(r"\w+", condition) if word in _NAMES]
    types = {dialect.type_for(name).catalogue for name in names}
    return types.pop() if len(types) == 1 else None


def _is_known(given: str, dialect: Dialect) -> bool:
    """A type that the dialect's own map uses is there, whatever the failure says."""
    known = {name.lower() for fact in dialect.type_map.types.values() for name in (fact.ddl, fact.catalogue)}
    aliases = {name.lower() for names in dialect.type_map.aliases.values() for name in names}
    return given.lower() in known | aliases | {name.lower() for name in dialect.type_map.aliases}


def _is_named(given: str, said: str) -> bool:
    base = given.partition("(")[0].strip()
    return re.search(rf"(?i)(?<!\w){re.escape(base)}(?!\w)", said) is not None
