"""Notes the Changes that the editor applied in the connector's log, each once.

An edit that was handed to the editor is only *expected*: the person may preview it and decline, and nobody tells the
server. It is noted when every file that it touches has the text that it makes, on the screen or on the disk.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from destination_writer.text.changes import Change, apply_change, fingerprint
from destination_writer.text.files import UnreadableFile

if TYPE_CHECKING:
    from destination_writer.connector.model import Connector
    from destination_writer.lsp.documents import OpenDocument
    from destination_writer.lsp.homes import Home
    from destination_writer.lsp.session import Session

log = logging.getLogger(__name__)

EXPECTED = 48
"""Edits that are waited for at once; clients that resolve nothing get many, of which a person takes one."""
PATIENCE = 900.0
"""Seconds after which an edit is no longer waited for."""
GONE = ""
"""The fingerprint of a file that is not there."""


@dataclass
class _Expected:
    """One edit: `after` are the fingerprints that its files will have, GONE for those that go, `seen` the files
    that have had them."""

    home: "Home"
    connector: "Connector"
    change: Change
    texts: Mapping[str, str]
    order: Mapping[str, Any]
    after: Mapping[Path, str]
    until: float
    seen: set[Path] = field(default_factory=set[Path])


class Ledger:
    """The edits that were handed out, and what became of them."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._expected: list[_Expected] = []

    def expect(
        self, home: "Home", connector: "Connector", change: Change, texts: Mapping[str, str], order: Mapping[str, Any]
    ) -> None:
        """An edit goes to the editor. `texts` are those that it was made for, by path in the connector."""
        marks = {path: fingerprint(text) for path, text in apply_change(change, texts).items()}
        after = {home.folder / path: mark for path, mark in (marks | dict.fromkeys(change.deleted, GONE)).items()}
        now = time.monotonic()
        self._expected = [e for e in self._expected if e.until > now and (e.home, e.after) != (home, after)]
        self._expected.append(_Expected(home, connector, change, dict(texts), dict(order), after, now + PATIENCE))
        del self._expected[:-EXPECTED]

    def applied(self, change: Change) -> None:
        """The editor said that it has applied this Change."""
        for expected in [e for e in self._expected if e.change is change]:
            self._note(expected)

    def edited(self, document: "OpenDocument") -> None:
        """A document has another text, or was opened."""
        path = document.path
        if path is None or document.waiting is not None or document.is_limited:
            return
        waiting = [expected for expected in self._expected if path in expected.after]
        if not waiting:
            return
        mark = fingerprint(document.text)
        for expected in waiting:
            self._look(expected, path, mark)

    def file_changed(self, path: Path) -> None:
        """A file on the disk is new, has changed or is gone; one that is open is known from its document."""
        waiting = [expected for expected in self._expected if path in expected.after]
        if waiting and self._session.documents.at(path) is None:
            for expected in waiting:
                self._look_on_disk(expected, path)

    def catch_up(self, home: "Home") -> None:
        """Look at every file of the edits of a connector that are waited for: not every client tells what it wrote."""
        for expected in [e for e in self._expected if e.home is home]:
            for path in expected.after:
                document = self._session.documents.at(path)
                if document is None:
                    self._look_on_disk(expected, path)
                elif document.waiting is None:
                    self._look(expected, path, fingerprint(document.text))

    def _look_on_disk(self, expected: _Expected, path: Path) -> None:
        try:
            mark = fingerprint(expected.home.disk.read(expected.home.relative(path)))
        except FileNotFoundError:
            mark = GONE
        except (OSError, UnreadableFile):
            return
        self._look(expected, path, mark)

    def _look(self, expected: _Expected, path: Path, mark: str) -> None:
        if expected.after[path] == mark:
            expected.seen.add(path)
        if expected in self._expected and expected.seen >= expected.after.keys():
            self._note(expected)

    def _note(self, expected: _Expected) -> None:
        # other edits that touch the same files were made for texts that are gone now
        gone = expected.after.keys()
        self._expected = [e for e in self._expected if e is not expected and not gone & e.after.keys()]
        self._session.work.start(self._write(expected), "noting a change")

    async def _write(self, expected: _Expected) -> None:
        problem = await self._session.work.run(_append, expected, time.time())
        if problem:
            log.warning("%s", problem)
            self._session.tell(problem)


def _append(expected: _Expected, at: float) -> str:
    """In a worker thread. Why it could not be noted; empty when it was."""
    from destination_writer.checkpoints.applying import append
    from destination_writer.checkpoints.changelog import Maker, record_of_change
    from destination_writer.checkpoints.filled import filled_stubs

    order = expected.order
    maker = _MAKERS.get(str(order.get("make")), Maker.GENERATE)
    filled = filled_stubs(expected.connector, expected.change)
    phase = order.get("phase")
    if not isinstance(phase, int):
        phase = filled.phase if maker == Maker.GENERATE else expected.connector.state.current_phase
        phase = _PHASES.get(maker, phase)
    record = record_of_change(
        expected.change,
        expected.texts,
        at=at,
        maker=Maker(maker),
        phase=phase,
        stubs=filled.names,
        strategies={str(k): str(v) for k, v in (order.get("strategies") or {}).items()},
        root=expected.connector.root,
    )
    return append(expected.home.folder, record)


_PHASES: Mapping[str, int | None] = {"scaffold": 0, "tuning": 11, "upgrade": None}
"""The phase that a Change counts for by its maker, where it is not that of the work at hand; None for the whole
connector."""
_MAKERS = {"remedy": "remedy", "tests": "tests", "scaffold": "scaffold", "tuning": "tuning", "upgrade": "upgrade"}
"""What made a Change, by `make` of its order; everything else was generated."""
