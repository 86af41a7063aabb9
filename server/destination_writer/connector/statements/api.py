"""The door: the SQL of a Kotlin file, kept by function while nobody changes it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from destination_writer.connector.model import SourceFile
from destination_writer.connector.roles import Role, role_of
from destination_writer.connector.statements.code import Code
from destination_writer.connector.statements.finding import LOGS, SINKS, Asked, moved, uses_in
from destination_writer.connector.statements.literals import chunk_of
from destination_writer.connector.statements.model import PlaceholderKind, SqlUse
from destination_writer.connector.statements.reading import Around
from destination_writer.connector.statements.values import Chunk, Text, Value
from destination_writer.kotlin.declarations import Body, Class, Function, KotlinFile, Property
from destination_writer.kotlin.tokens import TokenKind
from destination_writer.sql.tokens import PLAIN, Habits
from destination_writer.text.places import Span

_HINT = re.compile(rf"(?:{'|'.join([*SINKS, *LOGS])})\s*\(")
"""Whatever stands in front of a name: an expression that begins with its letters is searched far faster."""
_GENERATOR = re.compile(r"SqlGenerator$|SQLGenerator$")
_TEXTS = re.compile(r"^(?:String|(?:Mutable)?(?:List|Collection|Set|Iterable|Sequence)<String>|Array<String>)\??$")


@dataclass(frozen=True)
class _Page:
    """A text to read. Its declarations follow from it: to hash the thousands of a long file takes longer than to find
    out that nothing has changed."""

    text: str
    path: str
    habits: Habits
    declared: KotlinFile = field(compare=False)


@dataclass(frozen=True)
class _Surroundings:
    """What functions of a file share: helpers by what they make, constants and types by name."""

    helpers: Mapping[str, PlaceholderKind]
    constants: Mapping[str, tuple[str, int]]
    """Initializer as written and its offset in the file."""
    types: Mapping[str, str]


def sql_uses(source: SourceFile, habits: Habits = PLAIN) -> tuple[SqlUse, ...]:
    """All SQL of a file, in the order of the text. Only functions whose text has changed are read again."""
    return uses_of(source.text, source.declared, source.path, habits)


def uses_of(text: str, declared: KotlinFile, path: str, habits: Habits = PLAIN) -> tuple[SqlUse, ...]:
    """The same of a text; `declared` are its declarations, `path` says which part its classes play."""
    return _uses_on(_Page(text, path, habits, declared)) if '"' in text else ()


@lru_cache(maxsize=64)
def _uses_on(page: _Page) -> tuple[SqlUse, ...]:
    text, declared, path, habits = page.text, page.declared, page.path, page.habits
    generators = _generators(declared, path)
    found: list[SqlUse] = []
    surroundings: _Surroundings | None = None
    for owner, function in _functions(declared):
        gives_sql = owner is not None and owner.span in generators and _gives_text(function, text)
        if function.body is None or not _is_worth_it(text, function.body.span, gives_sql):
            continue
        surroundings = surroundings or _surroundings(text, declared)
        found += _of_function(text, owner, function, gives_sql, surroundings, habits)
    return tuple(sorted(found, key=lambda use: use.span))


def _generators(declared: KotlinFile, path: str) -> frozenset[Span]:
    """The classes whose functions give SQL."""
    return frozenset(one.span for one in declared.all_classes() if _is_generator(one, path))


def _is_generator(one: Class, path: str) -> bool:
    if _GENERATOR.search(one.name):
        return True
    parents = [parent.name for parent in one.supertypes]
    return role_of(one.name, parents, [a.name for a in one.annotations], path) is Role.SQL_GENERATOR


def _functions(declared: KotlinFile) -> Iterator[tuple[Class | None, Function]]:
    yield from ((None, function) for function in declared.functions)
    for owner in declared.all_classes():
        yield from ((owner, function) for function in owner.functions)


def _gives_text(function: Function, text: str) -> bool:
    if function.return_type is not None:
        return _TEXTS.match(function.return_type) is not None
    body = function.body
    return body is not None and text[body.span.start] == "="


def _is_worth_it(text: str, span: Span, gives_sql: bool) -> bool:
    """Whether there can be SQL in a body: a text, and somebody who uses it."""
    if text.find('"', span.start, span.end) < 0:
        return False
    return gives_sql or _HINT.search(text, span.start, span.end) is not None


def _of_function(
    text: str, owner: Class | None, function: Function, gives_sql: bool, known: _Surroundings, habits: Habits
) -> Iterator[SqlUse]:
    assert function.body is not None
    start, end = function.span.start, function.span.end
    own = text[start:end]
    body = Body(function.body.kind, Span(function.body.span.start - start, function.body.span.end - start))
    constants = tuple((name, *known.constants[name]) for name in _named(own, known.constants))
    relative = tuple((name, written, at - start) for name, written, at in constants)
    helpers = tuple((name, known.helpers[name]) for name in _named(own, known.helpers))
    types = tuple((name, known.types[name]) for name in _named(own, known.types))
    parameters = tuple((one.name, one.type) for one in function.parameters)
    owner_name = owner.name if owner else ""
    found = _kept(own, body, parameters, function.name, owner_name, gives_sql, habits, relative, helpers, types)
    return (moved(use, start) for use in found)


def _named(code: str, names: Iterable[str]) -> list[str]:
    """Those of the names that stand in a text, by the alphabet."""
    return sorted(name for name in names if name in code and _word(name).search(code))


@lru_cache(maxsize=2048)
def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(name)}(?<!\w{'.' * len(name)})(?!\w)")


@lru_cache(maxsize=1024)
def _kept(
    text: str,
    body: Body,
    parameters: tuple[tuple[str, str], ...],
    name: str,
    owner: str,
    gives_sql: bool,
    habits: Habits,
    constants: tuple[tuple[str, str, int], ...],
    helpers: tuple[tuple[str, PlaceholderKind], ...],
    types: tuple[tuple[str, str], ...],
) -> tuple[SqlUse, ...]:
    values: dict[str, Value] = {}
    for constant, written, at in constants:
        value = constant_text(written, at)
        if value is not None:
            values[constant] = value
    around = Around(dict(helpers), values, dict(types))
    return uses_in(Asked(text, body, parameters, name, owner, gives_sql, habits, around))


def constant_text(written: str, at: int) -> Text | None:
    """A property's initializer that is nothing but one string without templates; `at` is its offset."""
    code = Code(written)
    if not code.tokens or code.tokens[0].kind is not TokenKind.STRING_START:
        return None
    end = code.ends.get(0)
    if end is None or (len(code.tokens) > end + 1 and code.words[end + 1 : end + 3] != [".", "trimIndent"]):
        return None
    parts: list[Chunk] = []
    for token in code.tokens[1:end]:
        if token.kind is not TokenKind.STRING_TEXT:
            return None
        piece = written[token.start : token.end]
        parts.append(chunk_of(piece, at + token.start, at, code.words[0].endswith('"""')))
    return Text(tuple(parts))


def _surroundings(text: str, declared: KotlinFile) -> _Surroundings:
    classes = declared.all_classes()
    properties = [*declared.properties, *(one for owner in classes for one in owner.properties)]
    functions = [*declared.functions, *(one for owner in classes for one in owner.functions)]
    constants: dict[str, tuple[str, int]] = {}
    for one in properties:
        if not one.is_var and one.initializer and one.initializer.startswith('"'):
            constants[one.name] = (one.initializer, _initializer_at(text, one))
    parameters = [parameter for owner in classes for parameter in owner.constructor]
    types = {one.name: one.type for one in properties if one.type}
    types |= {one.name: one.type for one in parameters if one.type}
    helpers = {f.name: kind for f in functions if (kind := _made_by(f, text)) is not None}
    return _Surroundings(helpers, constants, types)


def _initializer_at(text: str, one: Property) -> int:
    return text.rfind(one.initializer or "", one.span.start, one.span.end)


_QUOTING = re.compile(r"""[=\s(](?:"\\?["`\[]|"\\"|'["`\[]'|"\$\{?[A-Za-z_]*[qQ]uote)""")
_LITERAL = re.compile(r"""[=\s(]"[NE]?'(?:"|\$)|'\\''""")
_TWO_NAMES = re.compile(r"\.(?:name|namespace)\b.*\.|namespace\.\w+\(\).*\.\$?\{?name|namespace\b.*\}\.\$\{", re.DOTALL)


def _made_by(function: Function, text: str) -> PlaceholderKind | None:
    """What a short function of the connector makes of a text: a quoted name, a literal, a qualified table."""
    if function.body is None or function.body.span.end - function.body.span.start > 400:
        return None
    body = text[function.body.span.start : function.body.span.end]
    takes_table = "TableName" in (function.receiver or "") or any("TableName" in p.type for p in function.parameters)
    if takes_table:
        is_pair = "namespace" in body and "name" in body and "." in body
        return PlaceholderKind.TABLE if is_pair and '"' in body and "SELECT" not in body.upper() else None
    takes_text = function.receiver == "String" or (
        len(function.parameters) == 1 and function.parameters[0].type.rstrip("?") == "String"
    )
    if not takes_text:
        return None
    if _LITERAL.search(body):
        return PlaceholderKind.LITERAL
    return PlaceholderKind.IDENTIFIER if _QUOTING.search(body) and "replace(" in body else None


__all__ = ["SqlUse", "sql_uses", "uses_of"]
