"""Names of columns that reach SQL as they are: lambdas and lists over what the CDK calls the columns by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.analysis.rule import FileSubject
from destination_writer.analysis.sqlediting import literal_start
from destination_writer.connector.roles import Role
from destination_writer.kotlin.calls import Call
from destination_writer.text.places import Span

_ROLES = frozenset({Role.SQL_GENERATOR, Role.CLIENT})
_LISTS = re.compile(
    r"\bCOLUMN_NAMES\b|[mM]apping\.values\b|\.keys\b|[pP]rimaryKeys?\b|\bcursor\b|[gG]etCursor\b|[mM]apping\["
)
"""What is a name of a column, or a list of them, as the CDK gives it."""
_MAPS = re.compile(r"\bcolumnsTo(?:Add|Drop|Change)\b|\bfinalSchema\b|\basColumns\b")
"""What is a map by such names."""
_KEYS = re.compile(r"\.keys(?:\s*[.?]+\w+\s*(?:\{[^{}]*\}|\([^()]*\)))*\s*$")
_QUOTED = re.compile(r"(?i)quot|escape|ident|joinToString|\"")
_LAMBDAS = ("map", "flatMap", "mapNotNull", "joinToString", "mapIndexed", "associateWith", "let")
_PARAMETERS = re.compile(r"\{\s*(?:\(\s*(?P<first>\w+)\s*,[^()]*\)|(?P<only>\w+))\s*->")
_ALIAS = r"\bval\s+(?P<alias>\w+)\s*=\s*(?P<way>\w+\[{0}\]\s*\?:\s*)?(?P<name>{0})[ \t]*$"
_SQL = re.compile(
    r"\b(?:ADD|DROP|ALTER|MODIFY|RENAME|COLUMN|SELECT|SET|TO|INTO|TABLE|NULL|VALUES|AND|DESC|ARRAY)\b"
    r"|\b[A-Z][A-Z0-9_]{2,}\(| = |\w+Type\(|\.type\b"
)
_SEPARATOR = re.compile(r'\(\s*(?:separator\s*=\s*)?"\s*(?:,|AND|OR)\s*"')
_HOPS = 3
"""Local values behind which a source is looked for."""


@dataclass(frozen=True)
class RawName:
    """`expression` is the Kotlin of the name, `whole` what a call of the quoting function takes the place of."""

    expression: str
    whole: Span
    in_template: bool
    lambda_for: str = ""
    """What is put behind the place where a list is joined without a lambda."""


def raw_names(subject: FileSubject) -> tuple[RawName, ...]:
    """Those in the functions of the file's generator and client that write SQL."""
    found: dict[Span, RawName] = {}
    for one in subject.functions:
        if one.body is None:
            continue
        of_names = _of_function(subject, one.body) if one.role in _ROLES else ()
        for raw in (*of_names, *_half_quoted(subject, one.body)):
            found.setdefault(raw.whole, raw)
    return tuple(found[span] for span in sorted(found))


def _of_function(subject: FileSubject, body: Span) -> Iterator[RawName]:
    local = _local_values(subject.text[body.start : body.end])
    for call in subject.calls(*_LAMBDAS, within=body):
        source = _source(subject, call, local)
        if source is None:
            continue
        if call.body is None:
            if call.name == "joinToString" and call.receiver and _LISTS.search(source) and _joins(subject, call):
                yield RawName(call.words(call.receiver).split("\n")[0].strip(), call.name_span, False, "{}")
            continue
        name = _parameter(subject, call.body, source)
        if name is not None:
            yield from _in_lambda(subject, call, name)


def _local_values(body: str) -> dict[str, str]:
    """Local values by name, with the lines that they are made in."""
    found = re.finditer(
        r"^([ \t]*)va[lr]\s+(\w+)(?:\s*:[^=\n]+)?\s*=\s*([^\n]*(?:\n\1[ \t]+[^\n]*|\n\1\}[^\n]*)*)", body, re.MULTILINE
    )
    return {match[2]: match[3] for match in found}


def _source(subject: FileSubject, call: Call, local: dict[str, str]) -> str | None:
    """What a lambda goes over, with the local values in it; None where that is no list or map by bare names."""
    if call.receiver is None:
        return None
    text = subject.text[call.receiver.start : call.receiver.end]
    for _ in range(_HOPS):
        if _QUOTED.search(text):
            return None
        root = re.match(r"\(?\s*(\w+)", text)
        if root is None or root[1] not in local:
            break
        text = local[root[1]] + text[root.end() :]
    if _QUOTED.search(text) or not (_LISTS.search(text) or _MAPS.search(text)):
        return None
    return text


def _parameter(subject: FileSubject, body: Span, source: str) -> str | None:
    """What the lambda calls the name; None where it takes an entry without taking it apart."""
    found = _PARAMETERS.match(subject.text, body.start, body.end)
    by_name = _MAPS.search(source) is not None and not _KEYS.search(source)
    if by_name:
        return found["first"] if found else None
    return (found["only"] if found else "it") if _LISTS.search(source) else None


def _joins(subject: FileSubject, call: Call) -> bool:
    inside = call.parentheses
    return inside is not None and _SEPARATOR.match(subject.text, inside.start) is not None


def _in_lambda(subject: FileSubject, call: Call, name: str) -> Iterator[RawName]:
    body = call.body
    assert body is not None
    inner = subject.text[body.start + 1 : body.end - 1]
    bare = re.fullmatch(rf"\s*(?:{name}\s*->\s*)?({name})\s*", inner)
    if bare is not None:
        if call.name in ("map", "let") or _joins(subject, call):
            at = body.start + 1 + bare.start(1)
            yield RawName(name, Span(at, at + len(name)), False)
        return
    alias = re.search(_ALIAS.format(name), inner, re.MULTILINE)
    if alias is not None and not alias["way"]:
        if any(True for _ in _templates(subject, call, alias["alias"])):
            yield RawName(name, Span(body.start + 1 + alias.start("name"), body.start + 1 + alias.end("name")), False)
    elif alias is not None:
        yield from _templates(subject, call, alias["alias"])
    yield from _templates(subject, call, name)


def _templates(subject: FileSubject, call: Call, name: str) -> Iterator[RawName]:
    """Where the lambda puts a name into SQL as it is."""
    body = call.body
    assert body is not None
    handed = rf"\$\{{(?P<to>\w+)\((?P<bare>{name})\)\}}"
    for found in re.finditer(rf"\$\{{{name}\}}|\${name}\b(?!\()|{handed}", subject.text[body.start : body.end]):
        at = body.start + found.start()
        if not _innermost(subject, call, at, name) or not _SQL.search(_literal(subject, at)):
            continue
        if found["bare"] is None:
            yield RawName(name, Span(at, at + len(found[0])), True)
        elif re.search(
            rf"\bfun\s+{found['to']}\s*\(\s*\w+\s*:\s*String\s*\)\s*=\s*(?!.*(?i:quot|escape))", subject.text
        ):
            yield RawName(name, Span(body.start + found.start("bare"), body.start + found.end("bare")), False)


def _innermost(subject: FileSubject, call: Call, at: int, name: str) -> bool:
    """Whether no lambda inside of this one gives `it` another meaning."""
    if name != "it":
        return True
    body = call.body
    return body is not None and not any(
        other.body is not None and at in other.body and other.body.start > body.start
        for other in subject.call_index.all(within=body)
    )


def _literal(subject: FileSubject, at: int) -> str:
    """The string around a template, up to the end of its line: the words that tell whether it is SQL."""
    end = subject.text.find("\n", at)
    text = subject.text[literal_start(subject, at) : end if end >= 0 else len(subject.text)]
    closed = re.match(r'"(?:[^"\\$]|\\.|\$\{[^{}]*\}|\$\w+)*"', text)
    return closed[0] if closed else text


def _half_quoted(subject: FileSubject, body: Span) -> Iterator[RawName]:
    """Of a table's two names one is quoted and the other is not."""
    text = subject.text[body.start : body.end]
    pair = r'"\$\{?(?P<a>(?:\w+\.)?namespace)(?P<x>\.\w+\(\))?\}?\.\$\{?(?P<b>(?:\w+\.)?name)(?P<y>\.\w+\(\))?\}?"'
    for found in re.finditer(pair, text):
        if bool(found["x"]) == bool(found["y"]) or not re.search(r"(?i)quot|escape|ident", found["x"] or found["y"]):
            continue
        group = "b" if found["x"] else "a"
        start = body.start + text.rfind("$", 0, found.start(group))
        end = body.start + found.end(group)
        end += subject.text[end : end + 1] == "}"
        yield RawName(found[group], Span(start, end), True)
