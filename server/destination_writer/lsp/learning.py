"""What the editor asks to be remembered, and the report: made here, applied by the client."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from destination_writer.checkpoints.applying import append, changes_of
from destination_writer.checkpoints.changelog import Maker, record_of_change
from destination_writer.checkpoints.figures.api import figures_of
from destination_writer.checkpoints.figures.gathering import recorded_of
from destination_writer.checkpoints.figures.page import render_page
from destination_writer.checkpoints.history import HISTORY_PATH, read_history
from destination_writer.checkpoints.mended import Known, NoneMended, mended_failures, mended_of
from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.connector.model import Connector
from destination_writer.generate.learning.fixes import LEARNED_PATH, MendedFailure, learn_fix
from destination_writer.generate.learning.methods import is_news, learn_method, template_path
from destination_writer.lsp.convert import Target
from destination_writer.lsp.homes import Home
from destination_writer.lsp.offers import templates
from destination_writer.lsp.uris import uri_of
from destination_writer.text.changes import Change, NoChange
from destination_writer.text.document import Document
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.historyfile import read_text
from destination_writer.toolchain.machine import private_names

if TYPE_CHECKING:
    from destination_writer.knowledge.store import Knowledge
    from destination_writer.lsp.session import Session
    from destination_writer.lsp.views import View

WORDS_MISSING = "what mends it"
"""What a maker of rules lacks that only the person can say."""


def fix_change(folder: Path, knowledge: "Knowledge", order: Mapping[str, Any]) -> Change | NoChange:
    """The Change that remembers how a test was mended. `order` may hold `test`, `fix`, `cause` and `match`."""
    try:
        mended = mended_of(known_of(folder), _word(order, "test") or None)
    except NoneMended as error:
        return NoChange(str(error))
    present = DiskFiles(folder)
    failure = MendedFailure(
        mended.said, _word(order, "fix"), _word(order, "cause"), mended.changes, _word(order, "match")
    )
    text = present.read(LEARNED_PATH) if present.exists(LEARNED_PATH) else None
    made = learn_fix(failure, knowledge.failure_rules, text, private_names())
    return made if isinstance(made, NoChange) else made.change


def known_of(folder: Path) -> Known:
    """The failures on record that were mended, and what still fails."""
    return mended_failures(read_history(read_text(folder, HISTORY_PATH)), changes_of(folder))


def method_change(
    folder: Path, connector: Connector, knowledge: "Knowledge", roots: tuple[Path, ...], name: str, strategy: str | None
) -> Change | NoChange:
    """The Change that makes a template of the method that `CLASS.FUNCTION` names."""
    known = templates(roots)
    try:
        path = template_path(connector, knowledge, known, name, strategy=strategy)
        files = DiskFiles(folder)
        present = files.read(path) if path and files.exists(path) else None
        made = learn_method(connector, knowledge, known, name, strategy=strategy, present=present)
    except LookupError as error:
        return NoChange(str(error.args[0]))
    return made if isinstance(made, NoChange) else made.change


def target(session: "Session", folder: Path, path: str) -> Target:
    """A file below `.destination-writer/`: as it is on the screen, else on the disk."""
    full = folder / path
    document = session.documents.at(full)
    if document is not None and document.waiting is None:
        return Target(document.uri, document.document, document.version)
    files = DiskFiles(folder)
    return Target(uri_of(full), Document(files.read(path)) if files.exists(path) else None)


def note(folder: Path, change: Change, texts: Mapping[str, str]) -> str:
    """Note the applied Change in the connector's log. Returns why that was not possible; empty when it was."""
    return append(folder, record_of_change(change, texts, at=time.time(), maker=Maker.LEARNING))


def report_page(folder: Path) -> str:
    """The report on the connector in a folder, as one HTML page. Raises UnusablePath and KnowledgeError."""
    workspace = open_workspace(folder)
    root = workspace.only_connector()
    return render_page(figures_of(recorded_of(workspace, root), time.time()), private_names())


async def remember_actions(view: "View", line: int) -> list[tuple[str, str, dict[str, str]]]:
    """What can be remembered of the function whose name stands on a line: title, command and its argument."""
    home, connector = view.home, await view.connector()
    source = connector.source(view.path)
    if home is None or source is None:
        return []
    document = view.document.document
    found: list[tuple[str, str, dict[str, str]]] = []
    for component in source.components:
        for function in component.declaration.functions:
            if function.body is None or document.position(function.name_span.start).line != line:
                continue
            name = f"{component.declaration.name}.{function.name}"
            if "TODO(" in source.text[function.body.span.start : function.body.span.end]:
                continue
            if not source.is_test and await view.session.work.run(_is_news, view, home, connector, name):
                argument = {"uri": view.document.uri, "name": name}
                found.append((f"Remember {function.name} as a template", "rememberMethod", argument))
            if source.is_test and name in await view.session.work.run(_mended_names, home):
                argument = {"uri": view.document.uri, "test": name}
                found.append((f"Remember the fix of {function.name}", "rememberFix", argument))
    return found


def _is_news(view: "View", home: Home, connector: Connector, name: str) -> bool:
    """Whether the method is none that a stub would get anyway."""
    return is_news(connector, view.knowledge, templates(view.session.library.roots(home.folder)), name)


def _mended_names(home: Home) -> frozenset[str]:
    known = known_of(home.folder)
    return frozenset(one.test for one in known.mended) - known.failing


def _word(order: Mapping[str, Any], key: str) -> str:
    value = order.get(key)
    return value if isinstance(value, str) else ""
