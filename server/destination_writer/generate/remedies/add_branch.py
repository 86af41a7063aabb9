"""A `when` over the CDK's types without a branch for each of them: the compiler names those that are missing."""

import re

from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.kotlintext import kotlin_string
from destination_writer.generate.lines import indent_at, indent_unit, newline_of, offset_of
from destination_writer.generate.masking import mask
from destination_writer.generate.remedies.case import Case, Mending, importing, own_file
from destination_writer.knowledge.dialects import AirbyteTypeName

_QUOTED = re.compile(r"'(is )?([\w.]+)'")
_WHEN = re.compile(r"\bwhen\b\s*(?:\([^{}]*\)\s*)?\{")
_STRING_BRANCH = re.compile(r"->\s*\"")
_NAMES = {name.value for name in AirbyteTypeName}


def make(case: Case) -> Mending:
    """Raises CannotGenerate when the `when` gives no column types, or the compiler does not say what it lacks."""
    source = case.demand_source()
    missing = _missing(case.said)
    if not missing:
        raise CannotGenerate("the compiler does not name one of the CDK's types", ("the branches that are missing",))
    opening, closing = _when_at(source.text, case.line)
    if not _STRING_BRANCH.search(source.text, opening, closing):
        raise CannotGenerate("the `when` on that line does not give column types as strings")
    body = source.text[opening:closing]
    missing = [(is_class, name) for is_class, name in missing if not _has_branch(body, name)]
    if not missing:
        raise CannotGenerate("the `when` has a branch for every type that the compiler named")
    dialect = case.dialect()
    names = [name for _, name in missing]
    text = _with_branches(case, source.text, opening, closing, missing)
    return Mending(
        title=f"Give {', '.join(names)} a column type in {own_file(source)}",
        why=f"The `when` says nothing of {', '.join(names)}, and every type of the CDK needs a column type. "
        f"{dialect.name} has these for it.",
        texts={source.path: text},
        alternative="end the `when` with an `else` branch that throws, so that no type is guessed.",
        provenance=dialect.type_map.proof.label,
    )


def _with_branches(case: Case, text: str, opening: int, closing: int, missing: list[tuple[bool, str]]) -> str:
    """The text with a branch for each type in front of the `else` or the closing brace, and the imports they need."""
    dialect, newline = case.dialect(), newline_of(text)
    indent = indent_at(text, closing) + indent_unit(text)
    added = ""
    for is_class, name in missing:
        full = case.library(name)
        shown = name if full is None else importing(text, full)[0]
        given = kotlin_string(dialect.type_for(name).catalogue)
        added += f"{newline}{indent}{'is ' if is_class else ''}{shown} -> {given}"
    start = len(text[: _else_at(text, opening, closing)].rstrip())
    text = text[:start] + added + text[start:]
    for _, name in missing:
        full = case.library(name)
        text = importing(text, full)[1] if full else text
    return text


def _else_at(text: str, opening: int, closing: int) -> int:
    """Where the `when`'s own `else` begins; its closing brace where it has none."""
    masked, depth = mask(text), 0
    for found in re.finditer(r"[{}]|\belse\s*->", masked[opening:closing]):
        depth += (found[0] == "{") - (found[0] == "}")
        if depth == 0 and found[0] not in "{}":
            return opening + found.start()
    return closing


def _has_branch(body: str, name: str) -> bool:
    """Whether the type is a condition, alone or in a list."""
    return re.search(rf"\b{name}\b(?:\s*,\s*(?:is\s+)?[\w.]+)*\s*,?\s*->", body) is not None


def _missing(said: str) -> list[tuple[bool, str]]:
    """(whether it is a class, name) of each type that the compiler names, in its order."""
    found = dict.fromkeys((bool(is_class), name.rpartition(".")[2]) for is_class, name in _QUOTED.findall(said))
    return [(is_class, name) for is_class, name in found if name in _NAMES]


def _when_at(text: str, line: int) -> tuple[int, int]:
    """The braces of the `when` that the line opens. Raises CannotGenerate when it opens none."""
    masked = mask(text)
    start = offset_of(text, max(line - 1, 0), 0)
    found = _WHEN.search(masked, start)
    if line < 1 or found is None or text.count("\n", start, found.start()) > 1:
        raise CannotGenerate("no `when` begins on the line that the compiler names", ("the line of the `when`",))
    depth, at = 1, found.end()
    while at < len(masked) and depth:
        depth += (masked[at] == "{") - (masked[at] == "}")
        at += 1
    return found.end(), at - 1
