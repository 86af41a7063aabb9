"""Pages about one connector as it is now: where it stands, and its checklists.

Their address carries the connector's folder: `destination-writer:/resume.md?file:///...`.
"""

import re
from urllib.parse import quote, unquote

from destination_writer.checkpoints.checklist import markdown as checklist_page
from destination_writer.checkpoints.checklist import ticked
from destination_writer.checkpoints.leavingout import inputs_of
from destination_writer.checkpoints.resumetext import markdown as resume_page
from destination_writer.checkpoints.resuming import resume
from destination_writer.checkpoints.skipsection import told_in
from destination_writer.checkpoints.workspace import Workspace
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.lsp.homes import Home
from destination_writer.lsp.pages import NoSuchPage, Page, page_path, page_uri
from destination_writer.lsp.session import Session
from destination_writer.lsp.uris import path_of, uri_of
from destination_writer.toolchain.workspace import DiskWorkspace

RESUME = "resume.md"
_CHECKLIST = re.compile(r"checklists/([\w-]+)\.md")
ALL = "all"
BOXES = ("☐", "☑")
"""Editors' previews show the boxes of task lists as brackets."""


def live_uri(path: str, home: Home) -> str:
    return f"{page_uri(path)}?{quote(uri_of(home.folder), safe='')}"


def is_live(uri: str) -> bool:
    """Whether an address names a page of a connector. Raises NoSuchPage for no address of a page."""
    path = page_path(uri)
    return path == RESUME or _CHECKLIST.fullmatch(path) is not None


def _asked_folder(uri: str) -> str:
    """The URI behind the question mark. VS Code encodes a query that is encoded already once more."""
    folder = uri.partition("?")[2].partition("#")[0]
    while not folder.startswith("file:") and (plain := unquote(folder)) != folder:
        folder = plain
    return folder


async def live_page(session: Session, uri: str) -> Page:
    """Raises NoSuchPage for an address that names no connector, or a checklist that there is none of."""
    folder = path_of(_asked_folder(uri))
    home = await session.homes.at(folder) if folder else None
    if home is None:
        raise NoSuchPage(f"{uri} names no connector: give its folder behind the question mark")
    return await session.work.run(page_of_connector, page_path(uri), workspace_of(home))


def workspace_of(home: Home) -> Workspace:
    """The connector's folder with what is on the screen laid over it. For worker threads."""
    return Workspace(DiskWorkspace(home.folder), home.files())


def page_of_connector(path: str, workspace: Workspace) -> Page:
    """Raises NoSuchPage."""
    if path == RESUME:
        inputs = inputs_of(workspace, "")
        told = told_in(workspace.files, "", inputs.connector.name)
        found = resume(inputs, workspace.status(""), told, str(workspace.disk.folder))
        return Page(path, f"Welcome back: {found.name}", resume_page(found))
    match = _CHECKLIST.fullmatch(path)
    assert match is not None, path
    try:
        lists = ticked(workspace, "", None if match[1] == ALL else match[1])
    except KnowledgeError as error:
        raise NoSuchPage(str(error)) from None
    title = "Checklists" if match[1] == ALL else next((one.title for one in lists), path)
    return Page(path, title, checklist_page(lists, BOXES))
