"""The command that carries a connector over to a later CDK version, by an edit that the client applies."""

from typing import Any

from destination_writer.connector.decisions import decisions_in
from destination_writer.lsp.confirming import NOT_WANTED, Word, not_applied, word_on
from destination_writer.lsp.convert import UnreachableText
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.handlers.commands import show
from destination_writer.lsp.offers import BadOrder, no_change_text
from destination_writer.lsp.session import INFO, WARNING, Session
from destination_writer.lsp.upgrading import UPGRADE, unreachable_text
from destination_writer.lsp.wire import ClientError
from destination_writer.lsp.workshop import edit_for
from destination_writer.text.changes import Change, FileChange, FileCreation, FileEdit, NoChange


def register(server: FeatureServer) -> None:
    @server.command("destinationWriter.upgrade")
    async def upgrade(ls: FeatureServer, order: dict[str, Any]) -> dict[str, Any]:
        return await carry_over(ls.session, {**order, "make": UPGRADE})


async def carry_over(session: Session, order: dict[str, Any]) -> dict[str, Any]:
    """Answers `{"applied", "reason", "decisions"}`: how many places are left to a person. A reason is also shown."""
    to = order.get("to")
    if to is not None and not isinstance(to, str):
        return _refused(session, f"`to` must be a CDK version such as 1.0.13, not {to!r}")
    word = Word.UNASKED
    try:
        made = await edit_for(session, order)
        if not isinstance(made, NoChange) and session.abilities.applies_edits:
            word = await word_on(session, made[0])
            if word is Word.NO:
                return _refused(session, NOT_WANTED)
            made = await edit_for(session, order, agreed=True) if word is Word.WRITE else made
    except UnreachableText as error:
        return _refused(session, unreachable_text(order, error))
    except (BadOrder, ClientError) as error:
        return _refused(session, str(error))
    if isinstance(made, NoChange):
        return _refused(session, no_change_text(made))
    change, edit = made
    if not session.abilities.applies_edits:
        return _refused(session, "This editor applies no edits of a server; use `destination-writer upgrade`.")
    try:
        answer = await session.wire.ask("workspace/applyEdit", {"label": change.title, "edit": edit})
    except ClientError as error:
        return _refused(session, f"The editor did not apply the edit: {error}")
    if reason := not_applied(answer, "The editor did not apply the edit", looked=word is Word.LOOK):
        return _refused(session, reason)
    session.ledger.applied(change)
    left = _decisions(change)
    ask = f" {left} places are left for you to decide; the list of problems names them." if left != 1 else _ONE
    words = ask if left else " Nothing is left for you to decide."
    show(session, f"{change.title}: done.{words} Run the tests again.", WARNING if left else INFO)
    return {"applied": True, "reason": None, "decisions": left}


_ONE = " One place is left for you to decide; the list of problems names it."


def _decisions(change: Change) -> int:
    """The comments that the Change writes."""
    texts = [text for file in change.files for text in _written(file)]
    return sum(1 for text in texts for _ in decisions_in("", text))


def _written(file: FileChange) -> list[str]:
    if isinstance(file, FileCreation):
        return [file.text]
    return [edit.new_text for edit in file.edits] if isinstance(file, FileEdit) else []


def _refused(session: Session, reason: str) -> dict[str, Any]:
    show(session, reason, WARNING)
    return {"applied": False, "reason": reason, "decisions": 0}
