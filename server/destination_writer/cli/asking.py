"""Questions on the terminal: one line each, a default in capitals, `q` leaves at any time."""

import sys
from collections.abc import Sequence

import click


class Left(Exception):
    """The person left: by `q`, Ctrl+C or the end of the input. What was written stays, and nothing is half done."""


def ask(question: str, choices: Sequence[str], *, default: str = "") -> str:
    """One of `choices`, by its name or its beginning. An empty answer takes the default. Raises Left."""
    shown = "/".join(choice.upper() if choice == default else choice for choice in choices)
    while True:
        said = read(f"{question} [{shown}/q] ").lower()
        if not said and default:
            return default
        found = _meant(said, choices)
        if found is not None:
            return found
        click.echo(f"Answer {', '.join(choices)}, or q to leave.")


def agreed(question: str, *, default: bool = True) -> bool:
    """Raises Left."""
    return ask(question, ("y", "n"), default="y" if default else "n") == "y"


def pick(question: str, options: Sequence[str], *, default: int = 1) -> int:
    """The number of an option, from 1; the options are shown before. Raises Left."""
    numbers = [str(number) for number in range(1, len(options) + 1)]
    for number, option in zip(numbers, options, strict=True):
        click.echo(f"  {number}. {option}")
    return int(ask(question, numbers, default=str(default)))


def read(prompt: str) -> str:
    """A line that the person types. Raises Left at the end of the input, on Ctrl+C and for `q`."""
    click.echo(prompt, nl=False)
    sys.stdout.flush()
    try:
        line = sys.stdin.readline()
    except KeyboardInterrupt:
        click.echo()
        raise Left from None
    if not line:
        click.echo()
        raise Left
    if not sys.stdin.isatty():
        click.echo(line.rstrip("\n"))  # a transcript shows what was answered
    said = line.strip()
    if said.lower() in ("q", "quit"):
        raise Left
    return said


def _meant(said: str, choices: Sequence[str]) -> str | None:
    words = {"yes": "y", "no": "n"}
    said = words.get(said, said)
    if said in choices:
        return said
    found = [choice for choice in choices if said and choice.startswith(said)]
    return found[0] if len(found) == 1 else None
