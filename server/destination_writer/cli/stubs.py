"""`stubs PATH`: the TODO stubs of a file or folder."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

import click

from destination_writer.cli.stubscan import FoundStub, UnreadablePath, scan
from destination_writer.cli.usage import give_up, tell


@click.command()
@click.argument("path", default=".")
@click.option("--json", "as_json", is_flag=True, help="One JSON array on stdout.")
def command(path: str, as_json: bool) -> None:
    """List the TODO stubs of a Kotlin file, or of all Kotlin files below a folder."""
    try:
        stubs = scan(path, tell)
    except UnreadablePath as error:
        give_up(str(error))
    if as_json:
        click.echo(to_json(stubs))
        return
    for line in render(stubs, path):
        click.echo(line)


def to_json(stubs: list[FoundStub]) -> str:
    """An array with one stub on a line. Lines and columns count from 1."""
    rows = [json.dumps(record(stub), ensure_ascii=False) for stub in stubs]
    return "[" + ",\n ".join(rows) + "]"


def record(stub: FoundStub) -> dict[str, str | int | None]:
    call = stub.call
    return {
        "file": stub.file,
        "line": call.range.start.line + 1,
        "column": call.range.start.column + 1,
        "end_line": call.range.end.line + 1,
        "phase": call.phase,
        "class": call.class_name,
        "function": call.function,
        "role": stub.role.value if stub.role else None,
        "text": call.text,
    }


def render(stubs: list[FoundStub], path: str) -> Iterator[str]:
    """What a person reads: the files, the stubs in each, and how many there are of which phase."""
    if not stubs:
        yield f"No TODO stubs in {path}."
        return
    for file, group in groupby(stubs, key=lambda stub: stub.file):
        yield click.style(file, bold=True)
        yield from map(_line, group)
    phases = Counter(stub.call.phase for stub in stubs)
    known = sorted(phase for phase in phases if phase is not None)
    parts = [f"phase {phase}: {phases[phase]}" for phase in known]
    parts += [f"without a phase: {phases[None]}"] if None in phases else []
    yield ""
    yield f"{len(stubs)} {'stub' if len(stubs) == 1 else 'stubs'} ({', '.join(parts)})"


def _line(stub: FoundStub) -> str:
    call = stub.call
    place = f"{call.range.start.line + 1}:{call.range.start.column + 1}"
    phase = "no phase" if call.phase is None else f"Phase {call.phase}"
    owner = ".".join(name for name in (call.class_name, call.function) if name)
    role = f" [{stub.role.value}]" if stub.role else ""
    text = " ".join(call.text.split())
    phase = click.style(f"{phase:<9}", fg="yellow")
    return f"  {place:>8}  {phase} {owner or '(top level)'}{role}  {click.style(text, dim=True)}"
