"""What the documentation of a connector says of a phase that was left out: one marked section a phase.

The section can be taken out again without touching what else the page says, and tells of a skipped phase when the state
file is gone. Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from destination_writer.knowledge.phases import Phase
from destination_writer.text.files import Files, UnreadableFile

_SECTION = re.compile(
    r"(?P<gap>(?:\r?\n)*)<!-- destination-writer: phase (?P<phase>\d+) is skipped -->"
    r"(?P<text>.*?)<!-- destination-writer: end of phase (?P=phase) -->[ \t]*(?:\r?\n)?",
    re.DOTALL,
)
_REASON = re.compile(r"^Reason: (.*?)[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Told:
    """A skipped phase as a page tells it."""

    phase: int
    reason: str


def page_of(files: Files, root: str, name: str) -> str:
    """The page that users of the connector read, as the workspace sees it: the documentation's own page where the
    workspace holds it, else the connector's README, which may not exist yet. `name` is the connector's folder."""
    plain = name.removeprefix("destination-")
    inside = f"{root}/" if root else ""
    candidates = (
        f"docs/integrations/destinations/{plain}.md",
        f"{inside}docs/integrations/destinations/{plain}.md",
        f"{inside}docs/{plain}.md",
        f"{inside}docs/{name}.md",
    )
    return next((path for path in candidates if files.exists(path)), f"{inside}README.md")


def pages(files: Files, root: str, name: str) -> Iterator[str]:
    """Every page that may hold a section: the one above, and the README."""
    found = (page_of(files, root, name), f"{root}/README.md" if root else "README.md")
    return (path for path in dict.fromkeys(found) if files.exists(path))


def told_in(files: Files, root: str, name: str) -> tuple[Told, ...]:
    """The phases that the documentation calls left out. A page that cannot be read tells nothing."""
    found: dict[int, Told] = {}
    for path in pages(files, root, name):
        try:
            text = files.read(path)
        except (FileNotFoundError, UnreadableFile):
            continue
        for section in _SECTION.finditer(text):
            reason = _REASON.search(section["text"])
            phase = int(section["phase"])
            found.setdefault(phase, Told(phase, reason[1] if reason else ""))
    return tuple(found[phase] for phase in sorted(found))


def with_section(text: str, phase: Phase, reason: str, on: date) -> str:
    """The page with the phase's section at its end, in place of one that is there already."""
    text = without_section(text, phase.number)
    end = "\r\n" if "\r\n" in text else "\n"
    body = (
        f"<!-- destination-writer: phase {phase.number} is skipped -->",
        f"## Not supported: {phase.title}",
        "",
        phase.skip_means,
        "",
        f"Reason: {reason}",
        "",
        f"Decided on {on.isoformat()}. It can be added later.",
        f"<!-- destination-writer: end of phase {phase.number} -->",
        "",
    )
    start = f"{text.rstrip()}{end}{end}" if text.strip() else ""
    return start + end.join(body)


def without_section(text: str, phase: int) -> str:
    """The page without the phase's section; every other character stays."""
    end = "\r\n" if "\r\n" in text else "\n"

    def cut(section: re.Match[str]) -> str:
        if int(section["phase"]) != phase:
            return section[0]
        if section.start() == 0:
            return ""
        return end if section.end() == len(text) else section["gap"]

    return _SECTION.sub(cut, text)
