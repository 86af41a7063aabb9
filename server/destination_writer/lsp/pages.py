"""Pages that the server renders: types of the contract, guides, rules, phases.

A page has a path (`cdk/1.0.13/TableOperationsClient.md`). A client that shows pages gets `destination-writer:/` URIs
and asks for the text by `destinationWriter/page`; for any other, the page is written below the user's cache folder.
"""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from destination_writer.checkpoints.rulelist import page_text, rule_info
from destination_writer.knowledge import hovertext
from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.guides import Guide
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.lsp.library import contract_of
from destination_writer.text.files import UnreadableFile

SCHEME = "destination-writer"
_TYPE = re.compile(r"cdk/([^/]+)/([\w.]+)\.md")
_GUIDE = re.compile(r"guides/([\w-]+)\.md")
_RULE = re.compile(r"rules/(DW\d+)\.md")
_PHASE = re.compile(r"phases/(\d+)\.md")


class NoSuchPage(Exception):
    """A path that names no page. The message names it and what there is."""


@dataclass(frozen=True, slots=True)
class Page:
    path: str
    title: str
    text: str
    """Markdown."""


def page_uri(path: str) -> str:
    return f"{SCHEME}:/{quote(path)}"


def page_path(uri: str) -> str:
    """The path in a page's URI. Raises NoSuchPage for any other URI."""
    scheme, colon, path = uri.partition(":")
    if not colon or scheme != SCHEME:
        raise NoSuchPage(f"{uri} is no page: pages begin with {SCHEME}:/")
    return unquote(path.partition("#")[0].partition("?")[0]).lstrip("/")


def type_path(contract: Contract, type_name: str) -> str:
    return f"cdk/{contract.version}/{type_name}.md"


def render_page(knowledge: Knowledge, path: str) -> Page:
    """Raises NoSuchPage."""
    if found := _TYPE.fullmatch(path):
        return _type_page(knowledge, found[1], found[2])
    if found := _GUIDE.fullmatch(path):
        return _guide_page(_guide(knowledge, found[1]), path)
    if found := _RULE.fullmatch(path):
        return _rule_page(knowledge, path, found[1])
    if (found := _PHASE.fullmatch(path)) and int(found[1]) < len(knowledge.phases):
        phase = knowledge.phase(int(found[1]))
        return Page(path, f"Phase {phase.number}: {phase.title}", hovertext.explain_phase(phase, phase.tests_for(None)))
    raise NoSuchPage(
        f"there is no page {path}; there are cdk/VERSION/TYPE.md, guides/, rules/ and phases/0.md to 11.md"
    )


def _type_page(knowledge: Knowledge, version: str, name: str) -> Page:
    contract = contract_of(knowledge, version)
    item = contract.type(name)
    if item is None:
        raise NoSuchPage(f"CDK {contract.version} has no type {name} that the contract knows")
    return Page(
        type_path(contract, item.name), item.name, hovertext.type_page(item, contract, knowledge.guides, page_uri)
    )


def _guide(knowledge: Knowledge, slug: str) -> Guide:
    try:
        return knowledge.guide(slug)
    except KnowledgeError as error:
        raise NoSuchPage(str(error)) from None


def _guide_page(guide: Guide, path: str) -> Page:
    heading = "" if guide.body.lstrip().startswith("# ") else f"# {guide.title}\n\n"
    return Page(path, guide.title, f"{heading}{guide.body}")


def _rule_page(knowledge: Knowledge, path: str, code: str) -> Page:
    info = rule_info(code)
    if info is None:
        raise NoSuchPage(f"there is no page {path}")
    try:
        text = page_text(info, knowledge.files)
    except (FileNotFoundError, UnreadableFile):
        raise NoSuchPage(f"there is no page {path}") from None
    return Page(path, text.lstrip("# ").partition("\n")[0], text)


def line_of(page: Page, heading: str) -> int:
    """The zero-based line of a heading; 0 when the page has none such."""
    lines = page.text.split("\n")
    return lines.index(heading) if heading in lines else 0


def write_page(page: Page) -> Path:
    """Write a page below the cache folder, for a client that opens files only. Raises OSError."""
    target = place_of_page(page.path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_file() or target.read_text(encoding="utf-8") != page.text:
        fresh = target.with_name(f".{target.name}.{os.getpid()}")
        fresh.write_text(page.text, encoding="utf-8")
        fresh.replace(target)
    return target


def place_of_page(path: str) -> Path:
    """Where `write_page` puts the page of a path."""
    return cache_folder() / "pages" / path


def cache_folder() -> Path:
    """Where this user's caches lie on this system."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "destination-writer"
