"""Ways to end a command."""

import sys
from typing import NoReturn

import click

UNUSABLE = 2
"""Exit code for bad usage and unreadable input."""


def give_up(message: str) -> NoReturn:
    """Say on stderr what cannot be used and what to do, and end with exit code 2."""
    click.echo(f"destination-writer: {message}", err=True)
    sys.exit(UNUSABLE)


def tell(message: str) -> None:
    """A remark for the person, on stderr, so that stdout stays what was asked for."""
    click.echo(f"destination-writer: {message}", err=True)
