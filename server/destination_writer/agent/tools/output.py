"""What tools give back: bounded, with a word on what was cut and how to get it; foreign text marked as material."""

from collections.abc import Iterable, Sequence

from destination_writer.agent.values import ToolResult

LIMIT = 16_000
"""Characters of one result."""
LONGEST_LINE = 1_000


def fault(text: str) -> ToolResult:
    """A wish that cannot be met, with what to do instead."""
    return ToolResult(text, is_error=True, summary=text[:100])


def bounded(text: str, more: str, limit: int = LIMIT) -> str:
    """The text, cut at a line's end where it is too long; `more` says how the rest is had, as a sentence."""
    if len(text) <= limit:
        return text
    kept = text[:limit].rpartition("\n")[0] or text[:limit]
    left = text.count("\n", len(kept)) + 1
    return f"{kept}\n[cut here: {left} more lines. {more}]"


def listed(items: Sequence[str], offset: int, limit: int, what: str) -> str:
    """A page of a list, with its place in the whole: `what` names the items in the plural."""
    page = items[offset : offset + limit]
    end = offset + len(page)
    if not items:
        return f"no {what}"
    if not page:
        return f"{what}: {len(items)}; offset {offset} is behind the last"
    head = f"{what}: {len(items)}" if len(page) == len(items) else f"{what}: {offset + 1} to {end} of {len(items)}"
    tail = f"\n[{len(items) - end} more: ask again with offset={end}]" if end < len(items) else ""
    return f"{head}\n" + "\n".join(page) + tail


def numbered(lines: Iterable[str], first: int) -> str:
    """Lines with their numbers and a tab, as `12\\ttext`; what stands behind the tab is the file's own text."""
    return "\n".join(f"{number}\t{_short(line)}" for number, line in enumerate(lines, first))


def _short(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]} [line cut: {len(line):,} characters]"


def short(text: str, limit: int = 300) -> str:
    """One line of it, cut."""
    plain = " ".join(text.split())
    return plain if len(plain) <= limit else f"{plain[: limit - 1]}…"


def count(number: int, noun: str) -> str:
    """`1 line`, `3 lines`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
