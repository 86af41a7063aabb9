"""`explain CODE`: a rule's page."""

import re

import click

from destination_writer.cli.usage import give_up
from destination_writer.text.files import UnreadableFile
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

_PAGE = re.compile(r"rules/(DW\d+)\.md")


@click.command()
@click.argument("code")
def command(code: str) -> None:
    """Explain a rule by its code: why it is, a bad and a good example, how to mend what it finds."""
    files = DiskFiles(bundled("knowledge"))
    codes = [match[1] for path in files.list() if (match := _PAGE.fullmatch(path))]
    if code.upper() not in codes:
        give_up(f"there is no rule {code}; the rules are {', '.join(codes)}")
    try:
        click.echo(files.read(f"rules/{code.upper()}.md").rstrip())
    except UnreadableFile as error:
        give_up(str(error))
