"""A new connector: the databases to choose from, and the command that has the editor create its files."""

import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from destination_writer.checkpoints.applying import append
from destination_writer.checkpoints.changelog import ChangeRecord, Maker, record_of_change
from destination_writer.checkpoints.scaffolding import (
    Asked,
    CannotScaffold,
    Planned,
    plan_scaffold,
    take_away,
    write_scaffold,
)
from destination_writer.generate.scaffold.surroundings import CONNECTORS
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.lsp import protocol
from destination_writer.lsp.confirming import NOT_WANTED, Word, agreed, not_applied, word_on
from destination_writer.lsp.convert import Target, UnreachableText, to_workspace_edit
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.handlers.commands import show
from destination_writer.lsp.preflightwaiting import waiting_checklists
from destination_writer.lsp.session import INFO, WARNING, Session
from destination_writer.lsp.settings import When
from destination_writer.lsp.uris import path_of, uri_of
from destination_writer.lsp.wire import ClientError
from destination_writer.text.changes import FileCreation, StaleChange
from destination_writer.text.document import Document
from destination_writer.text.files import UnreadableFile
from destination_writer.toolchain.applying import CannotWrite
from destination_writer.toolchain.disk import DiskFiles


class CannotOrder(Exception):
    """An order that cannot be carried out. The message says what to give."""


_REFUSALS = (
    CannotOrder,
    CannotScaffold,
    CannotWrite,
    StaleChange,
    KnowledgeError,
    UnreadableFile,
    UnreachableText,
    ClientError,
)


_FACT_GROUPS = re.compile(r" \(\d+ fact groups?\)$")


def register(server: FeatureServer) -> None:
    @server.feature(protocol.DATABASES)
    async def databases(ls: FeatureServer, params: Any) -> protocol.DatabasesResult:  # noqa: ARG001 - has no content
        knowledge = await ls.session.library.knowledge(None)

        def listed() -> list[protocol.Database]:
            found = [knowledge.dialect(slug) for slug in knowledge.dialect_slugs]
            return [
                {
                    "slug": dialect.slug,
                    "name": dialect.name,
                    "proof": _FACT_GROUPS.sub("", dialect.proof_label.partition(";")[0]),
                    "hasContainer": dialect.connection.test_container is not None,
                }
                for dialect in found
            ]

        place = _default_place(ls.session)
        return {
            "databases": await ls.session.work.run(listed),
            "folder": uri_of(place) if place else None,
            "checklists": await waiting_checklists(ls.session),
        }

    @server.command("destinationWriter.scaffold")
    async def scaffold(ls: FeatureServer, order: dict[str, Any]) -> protocol.ScaffoldResult:
        return await create(ls.session, order)


async def create(session: Session, order: dict[str, Any]) -> protocol.ScaffoldResult:
    """Have a connector's files created. A reason why nothing was created is also shown."""
    try:
        folder = _folder(session, order)
        planned = await session.work.run(plan_scaffold, folder, _asked(order))
        problem = await (_by_edit if _can_create(session) else _by_server)(session, planned)
    except _REFUSALS as error:
        return _refused(session, str(error))
    session.folders_changed()
    show(session, problem or _after(planned), WARNING if problem else INFO)
    created = [uri_of(planned.folder / file.path) for file in planned.change.files]
    return {"applied": True, "reason": None, "folder": uri_of(planned.connector), "files": created}


def _can_create(session: Session) -> bool:
    can = session.abilities
    return can.applies_edits and can.creates_files and can.applies_document_changes


async def _by_edit(session: Session, planned: Planned) -> str:
    """One edit of the client's, which it can show before. Returns why the log of Changes could not be kept. Raises
    CannotOrder when the edit was not applied; what was left of it is then removed."""
    try:
        word = await word_on(session, planned.change)
    except ClientError as error:
        raise CannotOrder(f"The editor did not ask: {error}") from error
    if word is Word.NO:
        raise CannotOrder(NOT_WANTED)
    if word is Word.WRITE:
        planned = replace(planned, made=replace(planned.made, change=agreed(planned.change)))
    edit, record = await _edit(session, planned), await session.work.run(_record, planned)
    try:
        answer = await session.wire.ask("workspace/applyEdit", {"label": planned.change.title, "edit": edit})
    except ClientError as error:
        answer = {"failureReason": str(error)}
    if reason := not_applied(answer, "The editor did not create the files", looked=word is Word.LOOK):
        await session.work.run(take_away, planned)
        raise CannotOrder(reason if "Nothing was written" in reason else f"{reason} Nothing was written.")
    return await session.work.run(append, planned.connector, record)


async def _by_server(session: Session, planned: Planned) -> str:
    """For an editor that makes no files from an edit: written here, all or nothing, with the person's word.

    Raises CannotOrder without it, and for a file whose text on the screen is not that on the disk.
    """
    for path, text in (await session.work.run(_present_texts, planned)).items():
        document = session.documents.at(planned.folder / path)
        if document is not None and document.text != text:
            raise CannotOrder(f"{path} has changes that are not saved; save it, then ask again.")
    count = len(planned.change.files)
    question = {
        "type": INFO,
        "message": f"{planned.change.title}: {count} files in {planned.connector}. This editor shows no preview of new "
        f"files; `destination-writer scaffold --diff` does. Create them?",
        "actions": [{"title": "Create"}, {"title": "Cancel"}],
    }
    answer = await session.wire.ask("window/showMessageRequest", question)
    if not isinstance(answer, dict) or answer.get("title") != "Create":
        raise CannotOrder("Nothing was created: the question was not answered with Create.")
    _, problem = await session.work.run(write_scaffold, planned)
    return problem


def _asked(order: dict[str, Any]) -> Asked:
    """Raises CannotOrder for a value of another kind than it must have."""
    words: dict[str, str | None] = {}
    for key in ("database", "name", "package", "prefix", "cdk", "testDatabase"):
        value = order.get(key)
        if value is not None and not isinstance(value, str):
            raise CannotOrder(f"`{key}` must be text, not {value!r}")
        words[key] = value.strip() or None if value else None
    tests = words["testDatabase"]
    if tests not in (None, "testcontainers", "local"):
        raise CannotOrder(f"`testDatabase` must be `testcontainers` or `local`, not {tests!r}")
    return Asked(
        words["database"],
        words["name"],
        words["package"],
        words["prefix"],
        words["cdk"],
        tests,
        into=order.get("into") is True,
    )


def _folder(session: Session, order: dict[str, Any]) -> Path:
    """The folder of the new connector, which lies in the workspace, links followed. Raises CannotOrder."""
    folders = session.homes.folders
    if not folders:
        raise CannotOrder("No folder is open: open the one that the connector shall lie in, then ask again.")
    uri = order.get("folder")
    if uri is None:
        place = _default_place(session)
        assert place is not None
        name = str(order.get("name") or order.get("database") or "").strip().lower().removeprefix("destination-")
        return place / f"destination-{name}" if name else place
    path = path_of(uri) if isinstance(uri, str) else None
    if path is None:
        raise CannotOrder(f"`folder` must be the URI of a folder, not {uri!r}")
    roots = [folder.resolve() for folder in folders]
    goal = path.resolve()
    if not any(root == goal or root in goal.parents for root in roots):
        raise CannotOrder(f"{path} lies outside of the open folders; choose one inside, or open that folder first")
    return path


def _default_place(session: Session) -> Path | None:
    """Where connectors lie: the monorepo's folder of them where it is open, else the first open folder."""
    folder = next(iter(session.homes.folders), None)
    return folder / CONNECTORS if folder and (folder / CONNECTORS).is_dir() else folder


async def _edit(session: Session, planned: Planned) -> dict[str, Any]:
    confirm = session.settings.generation.confirm is When.ALWAYS
    texts = await session.work.run(_present_texts, planned)
    return to_workspace_edit(
        planned.change, lambda path: _target(session, planned, texts, path), session.abilities, confirm=confirm
    )


def _present_texts(planned: Planned) -> dict[str, str]:
    files = DiskFiles(planned.folder)
    return {f.path: files.read(f.path) for f in planned.change.files if not isinstance(f, FileCreation)}


def _target(session: Session, planned: Planned, texts: dict[str, str], path: str) -> Target:
    """A file as it is on the screen, else on the disk."""
    full = planned.folder / path
    document = session.documents.at(full)
    if document is not None and document.waiting is None:
        return Target(document.uri, document.document, document.version)
    return Target(uri_of(full), Document(texts[path]) if path in texts else None)


def _record(planned: Planned) -> ChangeRecord:
    """What the connector's log of Changes keeps of it, made before anything is written."""
    texts, root = _present_texts(planned), planned.made.root
    return record_of_change(planned.change, texts, at=time.time(), maker=Maker.SCAFFOLD, phase=0, root=root)


def _after(planned: Planned) -> str:
    """What a person reads when the files are there."""
    count = len(planned.change.files)
    lacks = "; ".join(lack.what for lack in planned.lacks)
    blocker = f" A build cannot run there yet: {lacks}. This is a blocker for phase 0." if lacks else ""
    return f"Created {count} files of {planned.connector.name}. {planned.made.tests_use}{blocker}"


def _refused(session: Session, reason: str) -> protocol.ScaffoldResult:
    show(session, reason, WARNING)
    return {"applied": False, "reason": reason, "folder": None, "files": []}
