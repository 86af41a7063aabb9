"""Stretches of one file, each replaced where it still stands as a rule has seen it."""

import json

from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.remedies.case import Case, Mending
from destination_writer.text.changes import TextEdit, apply_edits
from destination_writer.text.places import Span


def make(case: Case) -> Mending:
    """Arguments: `file`, `title`, `why`, and `edits`, JSON: a list of `[offset, old, new]` in the text of the file.

    Raises CannotGenerate when the edits cannot be read or what stands there is something else by now.
    """
    source = case.demand_source()
    edits = _edits(case.arguments.get("edits", ""))
    gone = next((e for e, old in edits if source.text[e.span.start : e.span.end] != old), None)
    if gone is not None:
        raise CannotGenerate("the text at this place has changed since the rule looked at it", ("the place",))
    try:
        text = apply_edits(source.text, tuple(edit for edit, _ in edits))
    except ValueError as error:
        raise CannotGenerate(str(error)) from None
    return Mending(
        title=case.arguments.get("title", "Mend the place"),
        why=case.arguments.get("why", ""),
        texts={source.path: text},
    )


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
