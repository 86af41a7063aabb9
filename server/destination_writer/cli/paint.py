"""Colours for people: headlines, diffs, marks. Plain text where the output is not a terminal."""

import difflib

import click

WIDTH = 100


def headline(text: str) -> None:
    click.echo()
    click.secho(f"── {text} ".ljust(WIDTH, "─"), fg="cyan", bold=True)


def note(text: str) -> None:
    click.secho(text, dim=True)


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
