"""A person's word on a change of several files, before the editor gets it.

Editors that know change annotations show an edit that wants confirmation in a preview whose boxes are all empty: one
click for each file. So the question comes first, and the preview is for those who ask for it.
"""

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from destination_writer.lsp.settings import When
from destination_writer.text.changes import Change, FileEdit

if TYPE_CHECKING:
    from destination_writer.lsp.session import Session

INFO = 3
LOOK = "Look at Each First"
NOT_WANTED = "Nothing was written."


class Word(StrEnum):
    WRITE = "write"
    LOOK = "look"
    NO = "no"
    UNASKED = "unasked"
    """Nobody was asked: the editor applies it, or asks by itself."""


def asks_first(session: "Session", change: Change) -> bool:
    """Whether the person is asked: the change wants it, the editor would open its preview, no setting demands that."""
    able, always = session.abilities, session.settings.generation.confirm is When.ALWAYS
    return change.needs_confirmation and able.confirms_changes and not always


async def word_on(session: "Session", change: Change) -> Word:
    """What the person wants. Raises ClientError."""
    if not asks_first(session, change):
        return Word.UNASKED
    count = len(change.files)
    write = f"Write {count} File{'' if count == 1 else 's'}"
    question = {"type": INFO, "message": _question(change), "actions": [{"title": write}, {"title": LOOK}]}
    answer = await session.wire.ask("window/showMessageRequest", question)
    title = answer.get("title") if isinstance(answer, dict) else None
    return {write: Word.WRITE, LOOK: Word.LOOK}.get(str(title), Word.NO)


def agreed(change: Change) -> Change:
    """The change that a person has said yes to."""
    return replace(change, needs_confirmation=False)


def not_applied(answer: object, otherwise: str, *, looked: bool = False) -> str:
    """Why the client did not apply an edit, as a sentence; empty when it did. `otherwise` begins the sentence about one
    that could not; `looked` says that the person looked at each file first, and closing that preview has no reason."""
    known: dict[str, object] = cast("dict[str, object]", answer) if isinstance(answer, dict) else {}
    if known.get("applied"):
        return ""
    reason = known.get("failureReason")
    if not reason and looked:
        return "Nothing was written: the preview was closed without applying it."
    return f"{otherwise}: {str(reason or 'it gave no reason').rstrip('.')}."


def _question(change: Change) -> str:
    """`Implement phase 3 for DuckDB? Changes A.kt and B.kt, creates C.kt.`"""
    edited = [file.path for file in change.files if isinstance(file, FileEdit)]
    verbs = {"changes": edited, "creates": list(change.created), "removes": list(change.deleted)}
    parts = [f"{verb} {_named(paths)}" for verb, paths in verbs.items() if paths]
    told = ", ".join(parts)
    return f"{change.title}? It {told}." if told else f"{change.title}?"


def _named(paths: list[str]) -> str:
    names = [path.rpartition("/")[2] for path in paths]
    if len(names) > 6:
        return f"{len(names)} files"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
