"""Colours for people: headlines, diffs, marks. Plain text where the output is not a terminal."""

import difflib
import re
import shutil
import sys
import textwrap
from typing import Any

import click

WIDTH = 100


def headline(text: str) -> None:
    click.echo()
    click.secho(f"── {text} ".ljust(WIDTH, "─"), fg="cyan", bold=True)


def note(text: str) -> None:
    say(text, dim=True)


def say(text: str = "", **style: Any) -> None:
    """A sentence or several lines of them. A terminal gets them broken between words; a pipe gets them as they are."""
    if sys.stdout.isatty():
        text = fitted(text, shutil.get_terminal_size().columns)
    click.secho(text, **style)


def fitted(text: str, columns: int) -> str:
    """Lines longer than `columns` broken between words, what follows indented to where the sentence began."""
    return "\n".join(_broken(line, columns) for line in text.split("\n"))


_STYLED = re.compile(r"((?:\x1b\[[\d;]*m)*)([^\x1b]*)((?:\x1b\[0m)*)")


def _broken(line: str, columns: int) -> str:
    whole = _STYLED.fullmatch(line)
    if whole is None or len(whole[2]) < columns:
        return line
    begins = len(whole[2]) - len(whole[2].lstrip(" •-✓✗"))
    lines = textwrap.wrap(
        whole[2],
        columns - 1,
        subsequent_indent=" " * begins,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return whole[1] + "\n".join(lines) + whole[3]


def diff(path: str, before: str, after: str, context: int = 2) -> None:
    """A unified diff of one file, coloured line by line."""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"a/{path}", f"b/{path}", lineterm="", n=context
    )
    for line in lines:
        click.secho(line, fg=colour_of(line), bold=line.startswith(("---", "+++")))


def colour_of(line: str) -> str | None:
    if line.startswith(("---", "+++")):
        return None
    return {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])


def markdown(text: str, limit: int = 14) -> None:
    """Markdown as it reads in a terminal: headings bold, the rest as it is, cut to `limit` lines."""
    lines = text.strip().splitlines()
    for line in lines[:limit]:
        bare = line.lstrip("#").strip()
        click.secho("  " + (bare if line.startswith("#") else line), bold=line.startswith("#"))
    if len(lines) > limit:
        note(f"  … {len(lines) - limit} more lines in the editor's hover")
