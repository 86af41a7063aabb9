"""A connector to work on, and editors of two kinds: one that pulls diagnostics, in UTF-8, and one that does not, in
UTF-16."""

import os
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsp_editor import SERVER, Editor, make_client
from lsprotocol import types as lsp
from pytest_lsp import client_capabilities

from destination_writer.text.encodings import Encoding

EXAMPLE = Path(__file__).parents[2] / "examples" / "destination-postgres"


@dataclass(frozen=True)
class Profile:
    """A kind of client."""

    name: str
    recorded: str
    pulls: bool
    encoding: Encoding
    talks: bool = False


PULLING = Profile("pulls-utf8", "neovim", True, Encoding.UTF_8)
PUSHED = Profile("pushed-utf16", "visual-studio-code", False, Encoding.UTF_16)
TALKING = Profile("talks-utf16", "visual-studio-code", False, Encoding.UTF_16, talks=True)


def capabilities(profile: Profile) -> lsp.ClientCapabilities:
    """The recorded capabilities of a real editor, with what the profile is about."""
    found = client_capabilities(profile.recorded)
    assert found.text_document and found.workspace
    found.general = found.general or lsp.GeneralClientCapabilities()
    found.general.position_encodings = [lsp.PositionEncodingKind(profile.encoding.value)]
    found.text_document.diagnostic = lsp.DiagnosticClientCapabilities() if profile.pulls else None
    found.workspace.diagnostics = lsp.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    own = {
        "pages": not profile.pulls,
        "status": True,
        "runs": True,
        "choices": not profile.pulls,
        "conversations": profile.talks,
    }
    found.experimental = {"destinationWriter": own}
    return found


Start = Callable[..., Coroutine[Any, Any, Editor]]


@pytest_asyncio.fixture
async def start() -> AsyncIterator[Start]:
    """Starts editors; each has a server process of its own, which must end well."""
    editors: list[Editor] = []

    async def begin(
        profile: Profile,
        *folders: Path,
        settings: Any = None,
        options: Any = None,
        environment: Mapping[str, str] | None = None,
    ) -> Editor:
        client = make_client()
        editor = Editor(client, pulls=profile.pulls, encoding=profile.encoding)
        client.editor = editor  # pyright: ignore[reportAttributeAccessIssue]
        client.set_configuration({"destinationWriter": settings})
        await client.start_io(*SERVER, env=os.environ | {"ANTHROPIC_API_KEY": "", **(environment or {})})
        editors.append(editor)
        roots = [lsp.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders]
        params = lsp.InitializeParams(capabilities(profile), workspace_folders=roots, initialization_options=options)
        editor.result = await client.initialize_session(params)
        return editor

    yield begin
    for editor in editors:
        await editor.client.shutdown_session()
        process = editor.client._server
        assert process is not None and process.returncode == 0
        await editor.client.stop()


@pytest.fixture(params=[PULLING, PUSHED], ids=lambda profile: profile.name)
def profile(request: pytest.FixtureRequest) -> Profile:
    return request.param


@pytest.fixture
def connector(tmp_path: Path) -> Path:
    """A copy of the example connector, in which stubs of every phase are open."""
    folder = tmp_path / "destination-postgres"
    shutil.copytree(EXAMPLE, folder)
    return folder


@pytest_asyncio.fixture
async def editor(start: Start, profile: Profile, connector: Path) -> Editor:
    """Each kind of editor on the connector."""
    return await start(profile, connector)


def source(connector: Path, name: str) -> Path:
    """A file of the connector by its name."""
    (found,) = connector.rglob(name)
    return found


@pytest.fixture
def client_file(connector: Path) -> Path:
    return source(connector, "PostgresAirbyteClient.kt")
