"""Stretches of one file, each replaced where it still stands as a rule has seen it."""

import json

from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.remedies.case import Case, Mending
from destination_writer.text.changes import TextEdit, apply_edits
from destination_writer.text.places import Span


def make(case: Case) -> Mending:
    """Arguments: `file`, `title`, `why`, and `edits`, JSON: a list of `[offset, old, new]` in the text of the file, one
    in Kotlin or one that is kept besides (state, settings). With `asks` "no" the title says all there is to look at;
    with `headers` "change" functions may take other types afterwards.

    Raises CannotGenerate when the edits cannot be read or what stands there is something else by now.
    """
    path, before = _file(case)
    edits = _edits(case.arguments.get("edits", ""))
    gone = next((e for e, old in edits if before[e.span.start : e.span.end] != old), None)
    if gone is not None:
        raise CannotGenerate("the text at this place has changed since the rule looked at it", ("the place",))
    try:
        text = apply_edits(before, tuple(edit for edit, _ in edits))
    except ValueError as error:
        raise CannotGenerate(str(error)) from None
    return Mending(
        title=case.arguments.get("title", "Mend the place"),
        why=case.arguments.get("why", ""),
        texts={path: text},
        asks=case.arguments.get("asks") != "no",
        restructures=case.arguments.get("headers") == "change",
    )


def _file(case: Case) -> tuple[str, str]:
    """Path in the connector and text."""
    stated, root = case.arguments.get("file", ""), case.connector.root
    inside = stated.removeprefix(f"{root}/") if root else stated
    if inside in case.connector.texts:
        return inside, case.connector.texts[inside]
    source = case.demand_source()
    return source.path, source.text


def _edits(written: str) -> list[tuple[TextEdit, str]]:
    try:
        read: object = json.loads(written)
    except ValueError:
        read = None
    found: list[tuple[TextEdit, str]] = []
    for item in read if isinstance(read, list) else []:  # pyright: ignore[reportUnknownVariableType]  (judged below)
        match item:
            case [int() as at, str() as old, str() as new]:
                found.append((TextEdit(Span(at, at + len(old)), new), old))
            case _:  # pyright: ignore[reportUnknownVariableType]  (whatever else JSON can hold)
                raise CannotGenerate("the edits of this remedy cannot be read", ("a list of [offset, old, new]",))
    if not found:
        raise CannotGenerate("the remedy names no edits", ("a list of [offset, old, new]",))
    return found
