"""The checklists of a connector that works, each item ticked by evidence, open by evidence, or left to a person."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from destination_writer.checkpoints.checklistevidence import EVIDENCE, Glance
from destination_writer.checkpoints.status import ConnectorStatus
from destination_writer.checkpoints.workspace import Workspace
from destination_writer.knowledge.checklists import Checklist, ChecklistItem, checklist_slugs, load_checklist
from destination_writer.toolchain.workspace import DiskWorkspace


class Tick(StrEnum):
    SEEN = "seen"
    """Evidence shows it."""
    OPEN = "open"
    """Evidence shows the contrary."""
    ASKED = "asked"
    """Only a person can tell."""


@dataclass(frozen=True, slots=True)
class Item:
    """`detail` is what was seen, for an open item why it is open; empty for one that a person answers."""

    slug: str
    text: str
    how: str
    tick: Tick
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Ticked:
    slug: str
    title: str
    items: tuple[Item, ...]

    def count(self, tick: Tick) -> int:
        return sum(item.tick is tick for item in self.items)


def ticked(
    workspace: Workspace, root: str, wanted: str | None = None, status: ConnectorStatus | None = None
) -> tuple[Ticked, ...]:
    """The checklists, or the one that is wanted, in the order in which they are gone through.

    Raises KnowledgeError, which lists those there are, for an unknown one.
    """
    files = workspace.knowledge(root).files
    lists = [load_checklist(files, slug) for slug in ([wanted] if wanted else checklist_slugs(files))]
    glance = glance_at(workspace, root, status)
    return tuple(_ticked(checklist, glance) for checklist in lists)


def glance_at(workspace: Workspace, root: str, status: ConnectorStatus | None = None) -> Glance:
    """What evidence is read from. The documentation and .gitignore of the repository around are looked at as well."""
    connector = workspace.connector(root)
    around = _repository(workspace.disk.folder / root)
    return Glance(
        connector=connector,
        knowledge=workspace.knowledge(root),
        files=workspace.files,
        status=status or workspace.status(root),
        around=DiskWorkspace(around).files if around else None,
    )


def _repository(folder: Path) -> Path | None:
    """The root of the repository that a connector lies in; None outside of one, and for one that is the connector's."""
    return next((parent for parent in folder.parents if (parent / ".git").exists()), None)


def _ticked(checklist: Checklist, glance: Glance) -> Ticked:
    return Ticked(checklist.slug, checklist.title, tuple(_item(item, glance) for item in checklist.items))


def _item(item: ChecklistItem, glance: Glance) -> Item:
    look: Callable[[Glance], tuple[bool, str]] | None = EVIDENCE.get(item.seen)
    if look is None:
        return Item(item.slug, item.text, item.how, Tick.ASKED)
    is_so, detail = look(glance)
    return Item(item.slug, item.text, item.how, Tick.SEEN if is_so else Tick.OPEN, detail)


SIGNS = {Tick.SEEN: "✓", Tick.OPEN: "✗", Tick.ASKED: "☐"}


def lines(found: Ticked) -> list[str]:
    """For a terminal. The first character of an item is its sign."""
    result = [
        f"{found.title}: {found.count(Tick.SEEN)} seen, {found.count(Tick.OPEN)} open, "
        f"{found.count(Tick.ASKED)} for you to answer"
    ]
    for item in found.items:
        result.append(f"{SIGNS[item.tick]} {item.text}")
        if item.detail:
            result.append(f"    {item.detail}")
        if item.tick is not Tick.SEEN:
            result.append(f"    → {item.how}")
    return result


def markdown(found: tuple[Ticked, ...], boxes: tuple[str, str] = ("[ ]", "[x]")) -> str:
    """For the description of a pull request, and with other `boxes`, open and ticked, for previews that draw none."""
    text: list[str] = []
    for one in found:
        text += [f"# {one.title}", ""]
        for item in one.items:
            box = boxes[item.tick is Tick.SEEN]
            more = f" — {_plain(item.detail)}" if item.detail else ""
            text.append(f"- {box} {_plain(item.text)}{more}")
            if item.tick is not Tick.SEEN:
                text.append(f"  - {_plain(item.how)}")
        text.append("")
    return "\n".join(text)


def _plain(text: str) -> str:
    """Markdown takes `<name>` for a tag and drops it."""
    return text.replace("<", "&lt;")
