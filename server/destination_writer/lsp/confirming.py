"""A person's word on a change of several files, before the editor gets it.

Editors that know change annotations show an edit that wants confirmation in a preview whose boxes are all empty: one
click for each file. So the question comes first, and the preview is for those who ask for it.
"""

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from destination_writer.lsp.settings import When
from destination_writer.text.changes import Change, FileCreation

if TYPE_CHECKING:
    from destination_writer.lsp.session import Session

INFO = 3
LOOK = "Look at Each First"
NOT_WANTED = "Nothing was written."


class Word(StrEnum):
    WRITE = "write"
    LOOK = "look"
    NO = "no"


def asks_first(session: "Session", change: Change) -> bool:
    """Whether the person is asked: the change wants it, the editor would open its preview, no setting demands that."""
    able, always = session.abilities, session.settings.generation.confirm is When.ALWAYS
    return change.needs_confirmation and able.confirms_changes and not always


async def word_on(session: "Session", change: Change) -> Word:
    """What the person wants; LOOK where nobody is asked, which leaves it to the editor. Raises ClientError."""
    if not asks_first(session, change):
        return Word.LOOK
    count = len(change.files)
    write = f"Write {count} File{'' if count == 1 else 's'}"
    question = {"type": INFO, "message": _question(change), "actions": [{"title": write}, {"title": LOOK}]}
    answer = await session.wire.ask("window/showMessageRequest", question)
    title = answer.get("title") if isinstance(answer, dict) else None
    return {write: Word.WRITE, LOOK: Word.LOOK}.get(str(title), Word.NO)


def agreed(change: Change) -> Change:
    """The change that a person has said yes to."""
    return replace(change, needs_confirmation=False)


def _question(change: Change) -> str:
    """`Implement phase 3 for DuckDB? Changes A.kt and B.kt, creates C.kt.`"""
    new = [file.path for file in change.files if isinstance(file, FileCreation)]
    old = [file.path for file in change.files if not isinstance(file, FileCreation)]
    parts = [f"changes {_named(old)}"] if old else []
    parts += [f"creates {_named(new)}"] if new else []
    told = ", ".join(parts)
    return f"{change.title}? It {told}." if told else f"{change.title}?"


def _named(paths: list[str]) -> str:
    names = [path.rpartition("/")[2] for path in paths]
    if len(names) > 6:
        return f"{len(names)} files"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
