"""What a person types in the chat: a line, several that were pasted, or a block between quotes."""

import contextlib
import select
import sys

import click

from destination_writer.cli.asking import Left

PROMPT = "› "
BLOCK = '"""'
PASTED = 0.06
"""Seconds in which the next line of a pasted text is there."""
LONGEST = 2_000_000
"""Characters; what is pasted beyond is left out, and the person is told."""


class Interrupted(Exception):
    """Ctrl+C while a line was typed."""


def read_line() -> str:
    """The next message. Raises Left at the end of the input, Interrupted for Ctrl+C."""
    lines = [_one(PROMPT)]
    if lines[0].strip() == BLOCK:
        return _limited("\n".join(_block()))
    while lines[-1].endswith("\\"):
        lines[-1] = lines[-1][:-1]
        lines.append(_one("  "))
    while _more_is_there():
        lines.append(_one(""))
    return _limited("\n".join(lines))


def _block() -> list[str]:
    lines: list[str] = []
    while (line := _one("  ")).strip() != BLOCK:
        lines.append(line)
    return lines


def _one(prompt: str) -> str:
    click.echo() if prompt == PROMPT else None
    try:
        if sys.stdin.isatty() and sys.stdout.isatty():
            with contextlib.suppress(ImportError):
                import readline  # noqa: F401 - gives `input` its editing of lines

            return input(prompt)
        click.echo(prompt, nl=False)
        line = sys.stdin.readline()
    except KeyboardInterrupt:
        click.echo()
        raise Interrupted from None
    except EOFError:
        click.echo()
        raise Left from None
    if not line:
        click.echo()
        raise Left
    click.echo(line.rstrip("\n"))  # a transcript shows what was asked
    return line.rstrip("\n")


def _more_is_there() -> bool:
    """Whether a person pasted more lines than one; nobody types the next one so quickly."""
    if not sys.stdin.isatty():
        return False
    try:
        return bool(select.select([sys.stdin], [], [], PASTED)[0])
    except (OSError, ValueError):  # no terminal that can be asked, as on Windows
        return False


def _limited(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    click.echo(f"Only the first {LONGEST:,} characters are taken.")
    return text[:LONGEST]
