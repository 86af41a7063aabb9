"""Stubs that are a branch of a `when`: understood where the branches around them say what is owed."""

import re
from dataclasses import dataclass, field

from destination_writer.connector.model import Stub
from destination_writer.connector.roles import Role
from destination_writer.generate import loaders
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.fields import value_for
from destination_writer.generate.lines import indent_at, indent_unit, indented, newline_of
from destination_writer.generate.masking import mask
from destination_writer.generate.place import Place
from destination_writer.generate.writing import Writing
from destination_writer.knowledge.dialects import AirbyteTypeName

_WHEN = re.compile(r"\bwhen\s*(?:\((?P<subject>[^{}]*)\)\s*)?$")


@dataclass
class Branch:
    """A `when` around a stub: its subject, the condition of the entry that the stub is in, and of all the others."""

    subject: str
    condition: str = ""
    others: list[str] = field(default_factory=list[str])


def write_branch(writing: Writing, stub: Stub, place: Place) -> tuple[str, str]:
    """The file's text with the branch written, and what it does. Raises CannotGenerate for one it cannot tell."""
    argument = _argument(place)
    if argument and stub.role == Role.CONFIGURATION_FACTORY:
        return _placed(place, value_for(writing, argument)), f"Passes {argument} on from what the user entered."
    branches = branches_around(place)
    if branches and _is_whole_entry(place):
        if stub.role == Role.WRITER and place.function.name == "createStreamLoader":
            return _placed(
                place, loaders.loader_for(writing, place, branches)
            ), "Makes the loader that this branch needs."
        if stub.role in (Role.COLUMN_UTILS, Role.SCHEMA_MAPPER):
            return _placed(place, _column_type(writing, branches[-1])), "Names the column type of this branch."
    raise CannotGenerate(
        f"the stub is a part of a larger expression in {place.function.name}",
        ("a stub that is the whole body of its function, or a statement of it",),
    )


def _argument(place: Place) -> str | None:
    """The name of the argument whose whole value the stub is."""
    masked = mask(place.source.text)
    before = masked[place.body.span.start : place.todo.start]
    found = re.search(r"[(,]\s*(\w+)\s*=\s*(?:kotlin\.)?$", before)
    return found[1] if found and re.match(r"\s*[,)]", masked[place.todo.end :]) else None


def branches_around(place: Place) -> list[Branch]:
    """Every `when` between the function and the stub, from the outside in."""
    text = place.source.text
    masked = mask(text)
    opened: list[tuple[int, Branch | None]] = []
    for at in range(place.body.span.start, place.todo.start):
        if masked[at] == "{":
            found = _WHEN.search(masked, place.body.span.start, at)
            subject = text[found.start("subject") : found.end("subject")] if found and found["subject"] else ""
            opened.append((at, Branch(subject.strip()) if found else None))
        elif masked[at] == "}" and opened:
            opened.pop()
        elif masked.startswith("->", at) and opened and opened[-1][1] is not None:
            branch = opened[-1][1]
            if branch.condition:
                branch.others.append(branch.condition)
            branch.condition = _condition(text, masked, at)
    branches = [(start, branch) for start, branch in opened if branch is not None]
    for start, branch in branches:
        branch.others += _later_conditions(text, masked, place.todo.end, start)
    return [branch for _, branch in branches]


def _condition(text: str, masked: str, arrow: int) -> str:
    """The text before an arrow: its line, and lines above that end in a comma."""
    start = arrow
    while True:
        line = max(masked.rfind("\n", 0, start), masked.rfind("{", 0, start), masked.rfind("\r", 0, start)) + 1
        above = masked[:line].rstrip()
        if masked[line - 1 : line] == "{" or not above.endswith(","):
            return " ".join(text[line:arrow].split())
        start = len(above)


def _later_conditions(text: str, masked: str, at: int, opening: int) -> list[str]:
    """Conditions of the entries behind the stub, in the `when` whose brace is at `opening`."""
    depth = masked[opening:at].count("{") - masked[opening:at].count("}")
    found: list[str] = []
    while at < len(masked) and depth:
        depth += (masked[at] == "{") - (masked[at] == "}")
        if depth == 1 and masked.startswith("->", at):
            found.append(_condition(text, masked, at))
        at += 1
    return found


def _is_whole_entry(place: Place) -> bool:
    masked = mask(place.source.text)
    before = masked[place.body.span.start : place.todo.start].rstrip()
    after = masked[place.todo.end : place.body.span.end]
    alone = before.endswith("->") or re.search(r"->\s*\{$", before) is not None
    return alone and re.match(r"[ \t]*(?:[\r\n}]|$)", after) is not None


def _placed(place: Place, expression: str) -> str:
    text = place.source.text
    lines = indented(expression, indent_at(text, place.todo.start), indent_unit(text))
    written = newline_of(text).join(lines).lstrip()
    return text[: place.todo.start] + written + text[place.todo.end :]


def _column_type(writing: Writing, branch: Branch) -> str:
    """The literal for the types that an entry of a `when` over `AirbyteType` names; for `else`, those left over."""
    named = _types(branch.condition)
    if branch.condition == "else":
        taken = {name for condition in branch.others for name in _types(condition)}
        contract = writing.request.contract
        named = [n.value for n in AirbyteTypeName if n.value not in taken and contract.type(n.value) is not None]
    columns = {writing.request.dialect.type_for(name).catalogue for name in named}
    if len(columns) != 1:
        raise CannotGenerate(
            f"the branch `{branch.condition}` stands for values of {len(columns)} column types",
            ("a branch for the types of one column type",),
        )
    return f'"{columns.pop()}"'


def _types(condition: str) -> list[str]:
    known = {name.value for name in AirbyteTypeName}
    return [word for word in re.findall(r"\w+", condition) if word in known]
