"""The methods that are hot: start and end of a session, settings, files, text, and diagnostics for a client that pulls.

Their parameters are read as decoded JSON; the wire answers InvalidParams when a key is missing or of a wrong type.
"""

import logging
import platform
from pathlib import Path
from typing import Any

from destination_writer import __version__
from destination_writer.lsp.abilities import abilities_of
from destination_writer.lsp.capabilities import FEATURES, initialize_result
from destination_writer.lsp.framework_loader import FrameworkLoader
from destination_writer.lsp.session import Session
from destination_writer.lsp.settings import SECTION, read_settings
from destination_writer.lsp.uris import path_of
from destination_writer.lsp.wire import ClientError, Json

log = logging.getLogger(__name__)

WATCHED = (
    "**/*.{kt,kts}",
    "**/gradle.properties",
    "**/metadata.yaml",
    "**/.destination-writer/**",
    "**/build/test-results/**/*.xml",
)


def register(session: Session) -> None:
    """Teach the session's wire the hot methods."""
    lifecycle = Lifecycle(session)
    wire, documents = session.wire, session.documents
    wire.others = FEATURES
    wire.requests |= {
        "initialize": lifecycle.initialize,
        "shutdown": lifecycle.shutdown,
        "textDocument/diagnostic": lifecycle.diagnostic,
        "workspace/diagnostic": lifecycle.workspace_diagnostic,
    }
    wire.notifications |= {
        "initialized": lifecycle.initialized,
        "textDocument/didOpen": documents.did_open,
        "textDocument/didChange": documents.did_change,
        "textDocument/didClose": documents.did_close,
        "textDocument/didSave": lifecycle.did_save,
        "workspace/didChangeConfiguration": lifecycle.did_change_configuration,
        "workspace/didChangeWorkspaceFolders": lifecycle.did_change_folders,
        "workspace/didChangeWatchedFiles": lifecycle.did_change_files,
    }


class Lifecycle:
    """Handlers; each reads its parameters and tells the session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._initialization_options: object = None
        self._loader = FrameworkLoader(session)

    def initialize(self, msg_id: Any, params: Json) -> None:
        session = self._session
        session.take_abilities(abilities_of(params))
        session.homes.set_folders(_folders(params))
        self._initialization_options = params.get("initializationOptions")
        session.wire.answer(msg_id, initialize_result(session.abilities))
        client = params.get("clientInfo") or {}
        log.info(
            "Destination Writer %s, Python %s, for %s; folders: %s",
            __version__,
            platform.python_version(),
            f"{client.get('name', 'an unnamed client')} {client.get('version') or ''}".strip(),
            ", ".join(str(folder) for folder in session.homes.folders) or "none",
        )
        self._loader.expect()

    def initialized(self, params: Json) -> None:  # noqa: ARG002 - has no content
        session = self._session
        session.take_settings(*read_settings(self._initialization_options))
        session.begin()
        session.work.start(self._ask_client(), "asking the client")

    def shutdown(self, msg_id: Any, params: Json) -> None:  # noqa: ARG002 - has no content
        self._session.end()
        self._session.wire.answer(msg_id, None)

    async def _ask_client(self) -> None:
        await self._register()
        if self._session.abilities.answers_configuration:
            await self._pull_settings()

    async def _register(self) -> None:
        """Ask for the notifications that have to be asked for."""
        wanted: list[Json] = []
        if self._session.abilities.registers_watched_files:
            watchers = {"watchers": [{"globPattern": pattern} for pattern in WATCHED]}
            wanted.append(_registration("workspace/didChangeWatchedFiles", watchers))
        if self._session.abilities.registers_configuration:
            wanted.append(_registration("workspace/didChangeConfiguration", {"section": SECTION}))
        if not wanted:
            return
        try:
            await self._session.wire.ask("client/registerCapability", {"registrations": wanted})
        except ClientError as error:
            log.error("the client does not register %s: %s", ", ".join(item["method"] for item in wanted), error)

    async def _pull_settings(self) -> None:
        """Ask the client for the section. Where it has none, `initializationOptions` stay in force."""
        try:
            answer = await self._session.wire.ask("workspace/configuration", {"items": [{"section": SECTION}]})
        except ClientError as error:
            log.error("the client does not tell its settings: %s", error)
            return
        if isinstance(answer, list) and answer and answer[0] is not None:
            self._session.take_settings(*read_settings(answer[0]))

    # -- notifications --------------------------------------------------------------------------------------------

    def did_change_configuration(self, params: Json) -> None:
        if self._session.abilities.answers_configuration:
            self._session.work.start(self._pull_settings(), "asking for the settings")
        else:
            self._session.take_settings(*read_settings(params.get("settings")))

    def did_change_folders(self, params: Json) -> None:
        event = params["event"]
        gone = {path_of(folder["uri"]) for folder in event["removed"]}
        new = [path for folder in event["added"] if (path := path_of(folder["uri"]))]
        homes = self._session.homes
        homes.set_folders([folder for folder in homes.folders if folder not in gone] + new)
        self._session.folders_changed()

    def did_change_files(self, params: Json) -> None:
        for change in params["changes"]:
            if path := path_of(change["uri"]):
                self._session.file_changed(path)

    def did_save(self, params: Json) -> None:
        if path := path_of(params["textDocument"]["uri"]):
            self._session.file_changed(path)

    # -- diagnostics, pulled --------------------------------------------------------------------------------------

    def diagnostic(self, msg_id: Any, params: Json) -> None:
        document = self._session.documents.get(params["textDocument"]["uri"])
        if document is None or document.ready.is_set():
            self._report(msg_id, params)
        else:
            self._session.work.start(self._report_when_ready(msg_id, params), "textDocument/diagnostic")

    async def _report_when_ready(self, msg_id: Any, params: Json) -> None:
        await self._session.documents.ready(params["textDocument"]["uri"])
        self._report(msg_id, params)

    def _report(self, msg_id: Any, params: Json) -> None:
        report = self._session.publisher.report(params["textDocument"]["uri"], params.get("previousResultId"))
        self._session.wire.answer_text(msg_id, report)

    def workspace_diagnostic(self, msg_id: Any, params: Json) -> None:
        previous = {item["uri"]: item["value"] for item in params.get("previousResultIds") or []}
        self._session.wire.answer_text(msg_id, self._session.publisher.workspace_report(previous))


def _folders(params: Json) -> list[Path]:
    """The workspace folders; of an old client, its one root."""
    uris = [folder["uri"] for folder in params.get("workspaceFolders") or []]
    if not uris and params.get("rootUri"):
        uris = [params["rootUri"]]
    if not uris and params.get("rootPath"):
        return [Path(params["rootPath"])]
    return [path for uri in uris if (path := path_of(uri))]


def _registration(method: str, options: Json) -> Json:
    return {"id": method, "method": method, "registerOptions": options}
