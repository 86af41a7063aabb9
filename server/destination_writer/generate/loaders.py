"""The loader that a branch of `createStreamLoader` needs, with the arguments that its neighbours are given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from destination_writer.connector.roles import Role
from destination_writer.generate import members
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.masking import mask
from destination_writer.generate.place import Place
from destination_writer.generate.rendering import render
from destination_writer.generate.shadowing import declared_in, fresh_names, renamed
from destination_writer.generate.writing import Writing

if TYPE_CHECKING:
    from destination_writer.generate.branches import Branch

_LOADER = re.compile(r"\bDirectLoadTable(?:Append|Dedup)(?:Truncate)?StreamLoader\s*\(")
_SHARED = 8
"""Arguments that all four loaders take, in the same order."""


def loader_for(writing: Writing, place: Place, branches: list[Branch]) -> str:
    """Kotlin for the branch. Raises CannotGenerate when the branches leave open what kind of load it is."""
    stream = next((p.name for p in place.function.parameters if p.type.endswith("DestinationStream")), "stream")
    truncate, hybrid = _truncates(branches)
    if hybrid:
        return _refusal(writing, stream)
    if truncate is None:
        raise CannotGenerate(
            "the branches around the stub do not say whether the stream is truncated",
            ("a `when` over minimumGenerationId around the stub",),
        )
    arguments = _arguments(place)
    before = "" if arguments else _tables(writing)
    arguments = arguments or (_own_arguments(writing, stream), False)
    loader = _by_import_type(writing, stream, truncate, _dedupes(branches), arguments)
    if _covers_the_rest(branches):
        refusal = _deeper(_refusal(writing, stream))
        before = f"if ({stream}.minimumGenerationId != {stream}.generationId) {{\n{refusal}\n}}\n{before}"
    if not before:
        return loader
    clashing = declared_in(before) & place.locals
    text = before + loader
    if clashing:
        text = renamed(text, fresh_names(clashing, place.locals | declared_in(text)))
    return "{\n" + _deeper(text) + "\n}"


def _tables(writing: Writing) -> str:
    """The lines in front of a loader that no neighbour has written: its tables and what is known about them."""
    templates = writing.request.templates
    path = templates.find("writer/_tables", writing.request.folders)
    assert path is not None
    return render(templates.files, path, writing.values()).strip("\n") + "\n"


def _own_arguments(writing: Writing, stream: str) -> list[str]:
    """The eight arguments that all four loaders take, by their places: names differ between versions."""
    own = [c.declaration.name for c in writing.draft.connector.components(Role.CLIENT)]
    evolution = writing.prop(*own, "TableSchemaEvolutionClient")
    operations = writing.prop(*own, "TableOperationsClient")
    store = writing.prop("StreamStateStore<DirectLoadTableExecutionConfig>", "StreamStateStore")
    return [stream, "initialStatus", "realTable", "tempTable", "columnNames", evolution, operations, store]


def _truncates(branches: list[Branch]) -> tuple[bool | None, bool]:
    """Whether this branch is for truncating; and whether it is for what is left when both kinds have a branch."""
    for branch in branches:
        kind = _generations(branch.subject, branch.condition)
        if kind is not None:
            return kind, False
        if branch.condition == "else":
            others = [_generations(branch.subject, other) for other in branch.others]
            if True in others and False in others:
                return None, True
            if False in others:
                return True, False
            if True in others:
                return False, False
    return None, False


def _generations(subject: str, condition: str) -> bool | None:
    """What a condition says about old rows: True when they go, False when they stay."""
    whole = f"{subject} {condition}"
    if "minimumGenerationId" in subject:
        return False if re.fullmatch(r"0L?", condition) else (True if "generationId" in condition else None)
    if re.search(r"minimumGenerationId\s*==\s*0L?\b", whole):
        return False
    if re.search(r"isSingleGenerationTruncate|shouldBeTruncatedAtEndOfSync|minimumGenerationId\s*==", whole):
        return not re.search(r"!\s*\w+\.(?:isSingle|shouldBe)", whole) and condition != "false"
    return None


def _covers_the_rest(branches: list[Branch]) -> bool:
    """An `else` that stands for truncating stands for streams with several generations as well."""
    for branch in branches:
        if branch.condition == "else" and "minimumGenerationId" in branch.subject:
            return not any("generationId" in other for other in branch.others)
    return False


def _dedupes(branches: list[Branch]) -> bool | None:
    """Whether the branch is for merging by key; None when it is for both kinds of stream."""
    for branch in reversed(branches):
        if "Dedupe" in branch.condition:
            return not branch.condition.startswith("!is")
        if any("Dedupe" in other for other in branch.others):
            return False
    return None


def _by_import_type(
    writing: Writing, stream: str, truncate: bool, dedupe: bool | None, arguments: tuple[list[str], bool]
) -> str:
    if dedupe is not None:
        return _loader(writing, truncate, dedupe, arguments)
    merging, plain = (_loader(writing, truncate, kind, arguments) for kind in (True, False))
    return (
        f"when ({stream}.importType) {{\n"
        f"    is {writing.name('Dedupe')} ->\n{_deeper(merging, 2)}\n"
        f"    else ->\n{_deeper(plain, 2)}\n}}"
    )


def _loader(writing: Writing, truncate: bool, dedupe: bool, arguments: tuple[list[str], bool]) -> str:
    name = f"DirectLoadTable{'Dedup' if dedupe else 'Append'}{'Truncate' if truncate else ''}StreamLoader"
    shared, one_line = arguments
    given = list(shared)
    if truncate and dedupe:
        generator = _generator(writing)
        given.append(f"tempTableNameGenerator = {generator}" if _is_named(shared[-1]) else generator)
    if one_line and sum(map(len, given)) < 60:
        return f"{writing.name(name)}({', '.join(given)})"
    return f"{writing.name(name)}(\n" + "".join(f"    {argument},\n" for argument in given) + ")"


def _generator(writing: Writing) -> str:
    own = [c.declaration.name for c in writing.draft.connector.components(Role.NAME_GENERATOR)]
    found = members.held(writing.owner, "TempTableNameGenerator", *own) if writing.owner else None
    return found or f"{writing.name('DefaultTempTableNameGenerator')}()"


def _arguments(place: Place) -> tuple[list[str], bool] | None:
    """The eight arguments of a loader that the function makes already, and whether they stand on one line."""
    start, end = place.body.span.start, place.body.span.end
    text = place.source.text[start:end]
    masked = mask(text)
    for match in _LOADER.finditer(masked):
        inside = _inside(masked, match.end())
        parts = _split(text[match.end() : match.end() + inside], masked[match.end() : match.end() + inside])
        if len(parts) >= _SHARED:
            shared = [p for p in parts if not p.startswith("tempTableNameGenerator =")][:_SHARED]
            if not _all_in_sight(masked, place.todo.start - start, shared):
                continue
            return shared, "\n" not in text[match.end() : match.end() + inside]
    return None


def _all_in_sight(masked: str, at: int, arguments: list[str]) -> bool:
    """Whether what the arguments name is declared outside of blocks that the stub is not in."""
    for name in {word for argument in arguments for word in re.findall(r"(?<![.\w])\w+", argument)}:
        declared = [m.start() for m in re.finditer(rf"\bval\s+{re.escape(name)}\b", masked)]
        if declared and not any(start < at and _reaches(masked[start:at]) for start in declared):
            return False
    return True


def _reaches(between: str) -> bool:
    depth = 0
    for char in between:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return True


def _inside(masked: str, start: int) -> int:
    depth, at = 1, start
    while at < len(masked) and depth:
        depth += (masked[at] in "([{") - (masked[at] in ")]}")
        at += 1
    return at - 1 - start


def _split(text: str, masked: str) -> list[str]:
    parts, depth, last = [""], 0, 0
    for at, char in enumerate(masked):
        depth += (char in "([{<") - (char in ")]}>")
        if char == "," and depth == 0:
            parts[-1] = text[last:at]
            parts.append("")
            last = at + 1
    parts[-1] = text[last:]
    without_comments = [re.sub(r"//[^\r\n]*|/\*.*?\*/", "", part, flags=re.DOTALL).strip() for part in parts]
    return [part for part in without_comments if part]


def _is_named(argument: str) -> bool:
    return re.match(r"\w+\s*=[^=]", argument) is not None


def _refusal(writing: Writing, stream: str) -> str:
    return (
        f"throw {writing.name('SystemErrorException')}(\n"
        '    "A stream that keeps only some of its generations cannot be loaded: " +\n'
        f'        "minimum ${{{stream}.minimumGenerationId}}, current ${{{stream}.generationId}}"\n)'
    )


def _deeper(text: str, steps: int = 1) -> str:
    return "\n".join("    " * steps + line if line else "" for line in text.split("\n"))
