"""Names in SQL that stand between the wrong quotes for the database, or between none."""

import re
from collections.abc import Iterator

from destination_writer.connector.model import SourceFile
from destination_writer.connector.roles import Role, simple_name
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.remedies.case import Case, Mending
from destination_writer.generate.remedies.literals import VALUE, is_raw, sql_view
from destination_writer.knowledge.dialects import Dialect
from destination_writer.kotlin.declarations import Function
from destination_writer.text.changes import TextEdit, apply_edits
from destination_writer.text.places import Span

_LOWER = re.compile(
    r"[\s\x02]*(?:insert\s+into|select\s|update\s|delete\s+from|merge\s+into|create\s+(?:table|schema)|drop\s+(?:table|schema)"
    r"|alter\s+table|truncate\s)"
)
"""A statement in lower case begins its string; elsewhere such words are prose."""
_HELPER = re.compile(r"(?i)quot|ident|escape")
_SQL = re.compile(r"\b(?:SELECT|INSERT|UPDATE|DELETE|MERGE|CREATE|DROP|ALTER|TRUNCATE|FROM|INTO|TABLE)\b|(?i:\bjoin\b)")
_BARE_TABLE = re.compile(
    r"(?<![`\[])(?<!\\\")\$(?:\{(?P<a>[A-Za-z_][\w.]*\.)?namespace\}|(?P<b>namespace)\b)\."
    r"\$(?:\{(?P<c>[A-Za-z_][\w.]*\.)?name\}|(?P<d>name)\b)(?![`\]\\])"
)
_BARE_COLUMNS = re.compile(
    r"(?:\(\s*Meta\.COLUMN_NAMES\s*\+\s*\w+(?:\.values)?\s*\)|\b\w*[mM]apping\.values)\s*\.joinToString\(\s*\"[^\"]*\"\s*\)"
    r"(?!\s*\{)"
)


def make(case: Case) -> Mending:
    """Wrong quotes first, then none. Raises CannotGenerate when the connector's SQL quotes as its database does."""
    dialect = case.dialect()
    if not dialect.is_sql:
        raise CannotGenerate(f"{dialect.name} has no SQL in which names are quoted")
    wrong = "`" if dialect.quoting.open != "`" else '"'
    found = {s.path: list(_wrong(s, dialect, wrong)) for s in _sources(case) if _tells(case, wrong)}
    found = {path: edits for path, edits in found.items() if edits}
    if found:
        return _mending(case, dialect, found, f"between {_word(wrong)}", _word(dialect.quoting.open))
    if dialect.namespaces.kind != "prefix" and _is_certain(case):
        found = {s.path: [*_bare_tables(s, dialect), *_bare_columns(s)] for s in _sources(case)}
        found = {path: edits for path, edits in found.items() if edits}
    if not found:
        raise CannotGenerate(f"the names in this connector's SQL are quoted as {dialect.name} has it")
    return _mending(case, dialect, found, "between no quotes", _word(dialect.quoting.open))


def _tells(case: Case, wrong: str) -> bool:
    """A database that takes both forms is not at fault: the failure has to show the quote, or to be one of grammar that
    names no place."""
    if wrong in case.said:
        return True
    named = re.search(r"(?i)\b(?:near|unexpected|token)\b:?\s*\S", case.said)
    return named is None and re.search(r"(?i)syntax|parse|unrecognized|illegal", case.said) is not None


def _is_certain(case: Case) -> bool:
    """An object that is missing may just be missing: names are at fault where the connector quotes them elsewhere."""
    if case.arguments.get("category") != "missing-object":
        return True
    return any(_own_quote(source) is not None for source in _sources(case))


def _sources(case: Case) -> Iterator[SourceFile]:
    roles = (Role.SQL_GENERATOR, Role.CLIENT, Role.COLUMN_UTILS, Role.INSERT_BUFFER, Role.CHECKER)
    paths = {c.path for role in roles for c in case.connector.components(role)}
    helpers = {s.path for s in case.connector.sources if any(_HELPER.search(f.name) for f in s.declared.functions)}
    return (s for s in case.connector.sources if s.path in paths | helpers and not s.is_test)


def _mending(case: Case, dialect: Dialect, found: dict[str, list[TextEdit]], how: str, right: str) -> Mending:
    texts: dict[str, str] = {}
    for path, edits in found.items():
        source = case.connector.source(path)
        assert source is not None
        texts[path] = apply_edits(source.text, tuple(dict.fromkeys(edits)))
    places = " and ".join(path.rpartition("/")[2] for path in texts)
    folding = {"lower": "is folded to lower case", "upper": "is folded to upper case"}.get(
        dialect.quoting.folding.value, "reads"
    )
    return Mending(
        title=f"Quote names with {right} in {places}",
        why=f"{places} writes names {how}. {dialect.name} quotes a name with {right}; one without them {folding}, "
        "and cannot be a reserved word or hold a hyphen.",
        texts=texts,
        alternative="write one helper that quotes a name, with the quotes inside of it doubled, and use it everywhere.",
        provenance=dialect.quoting.proof.label,
    )


def _word(quote: str) -> str:
    return {'"': "double quotes", "`": "backticks", "[": "square brackets"}.get(quote, quote)


def _wrong(source: SourceFile, dialect: Dialect, wrong: str) -> Iterator[TextEdit]:
    yield from _around_values(source, dialect, wrong)
    functions = [*source.declared.functions, *(f for c in source.declared.all_classes() for f in c.functions)]
    for function in functions:
        if function.body is not None and _HELPER.search(function.name):
            yield from _of_helper(source.text, function, dialect, wrong)


def _around_values(source: SourceFile, dialect: Dialect, wrong: str) -> Iterator[TextEdit]:
    """`` `$name` `` and `` `name` `` in strings; double quotes only around values, for else they may be text."""
    view = sql_view(source.text)
    written = re.escape(wrong) if wrong == "`" else rf"\\?{wrong}"
    inside = rf"(?:{VALUE}+|[A-Za-z_]\w*)" if wrong == "`" else rf"{VALUE}+"
    for match in re.finditer(rf"(?P<open>{written})(?P<name>{inside})(?P<close>{written})", view):
        raw = is_raw(source.text, match.start())
        yield TextEdit(Span(*match.span("open")), _in_string(dialect.quoting.open, raw))
        yield TextEdit(Span(*match.span("close")), _in_string(dialect.quoting.close, raw))


def _of_helper(text: str, function: Function, dialect: Dialect, wrong: str) -> Iterator[TextEdit]:
    """Strings of a quoting function that hold nothing but the quote: the ends, and what it is doubled to."""
    assert function.body is not None
    start, end = function.body.span.start, function.body.span.end
    escaped = re.escape(wrong) if wrong == "`" else rf"\\{wrong}"
    quoting = dialect.quoting
    literals = list(re.finditer(rf'"(?P<inside>(?:{escaped}){{1,2}})"', text[start:end]))
    singles = [m for m in literals if m["inside"] == (wrong if wrong == "`" else f"\\{wrong}")]
    for match in literals:
        if match in singles:
            last = match is singles[-1]
            new = quoting.close if last or _is_replaced(text[start:end], match.start()) else quoting.open
        else:
            new = quoting.escape
        at = start + match.start("inside")
        yield TextEdit(Span(at, at + len(match["inside"])), "".join(_in_string(char, False) for char in new))


def _is_replaced(body: str, at: int) -> bool:
    return body[:at].rstrip().endswith("replace(")


def _in_string(quote: str, raw: bool) -> str:
    return f"\\{quote}" if quote in '"\\' and not raw else quote


def _bare_tables(source: SourceFile, dialect: Dialect) -> Iterator[TextEdit]:
    for match in _BARE_TABLE.finditer(source.text):
        if _is_sql(source, match.start()) or _in_helper_of_table(source, match.start()):
            namespace, name = (match["a"] or "") + "namespace", (match["c"] or "") + "name"
            yield TextEdit(Span(*match.span()), _quoted_table(source, match.start(), dialect, namespace, name))


def _quoted_table(source: SourceFile, at: int, dialect: Dialect, namespace: str, name: str) -> str:
    if quote := _own_quote(source):
        return f"${{{quote.format(namespace)}}}.${{{quote.format(name)}}}"
    raw = is_raw(source.text, at)
    opening, closing = _in_string(dialect.quoting.open, raw), _in_string(dialect.quoting.close, raw)
    return f"{opening}${{{namespace}}}{closing}.{opening}${{{name}}}{closing}"


def _own_quote(source: SourceFile) -> str | None:
    """How the file's own function quotes a name: `{}.quote()` or `quote({})`; None when it has none."""
    functions = [*source.declared.functions, *(f for c in source.declared.classes for f in c.functions)]
    for function in functions:
        if not re.fullmatch(r"(?i)(?:double)?quote(?:d|Identifier)?|quoteName", function.name):
            continue
        if function.receiver == "String" and not function.parameters:
            return f"{{}}.{function.name}()"
        if len(function.parameters) == 1 and simple_name(function.parameters[0].type) == "String":
            return f"{function.name}({{}})"
    return None


def _is_sql(source: SourceFile, at: int) -> bool:
    view = sql_view(source.text)
    start, end = view.rfind("\x00", 0, at) + 1, view.find("\x00", at)
    text = view[start : end if end >= 0 else len(view)]
    return _SQL.search(text) is not None or _LOWER.match(text) is not None


def _in_helper_of_table(source: SourceFile, at: int) -> bool:
    functions = [*source.declared.functions, *(f for c in source.declared.all_classes() for f in c.functions)]
    inside = [f for f in functions if f.body and at in f.body.span]
    return any(
        f.receiver == "TableName" or any(simple_name(p.type) == "TableName" for p in f.parameters) for f in inside
    ) and any(re.search(r"(?i)qualified|full|table", f.name) for f in inside)


def _bare_columns(source: SourceFile) -> Iterator[TextEdit]:
    quote = _own_quote(source)
    if quote is None:
        return
    for match in _BARE_COLUMNS.finditer(source.text):
        yield TextEdit(Span(match.end(), match.end()), f" {{ {quote.format('it')} }}")
