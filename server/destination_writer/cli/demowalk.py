"""The demo's story: what an editor asks of the server, in order, and what a person would see of it."""

import re
from collections.abc import Iterable
from pathlib import Path

import click
from lsprotocol import types as lsp

from destination_writer.cli import paint
from destination_writer.cli.democlient import DemoEditor

GENERATOR = "PostgresSqlGenerator.kt"
CLIENT = "PostgresAirbyteClient.kt"
SUITE = "PostgresTableOperationsTest.kt"
PHASE = 2
TEST = "create and drop namespaces"
RESULTS = "build/test-results/integrationTestNonDocker"


class WalkFailed(Exception):
    """The server did not answer as it must; the message says which answer is missing."""


async def walk(folder: Path) -> None:
    """Walk the example in `folder`. Raises WalkFailed when an answer does not come."""
    editor = DemoEditor(folder)
    try:
        await _walk(editor, folder)
    except TimeoutError as error:
        raise WalkFailed(f"waited in vain for {error}") from error
    finally:
        await editor.stop()


async def _walk(editor: DemoEditor, folder: Path) -> None:
    paint.headline("The server starts, as an editor starts it")
    click.echo(f"{await editor.start()} over stdio, on a copy of the example connector {folder.name}")
    generator, client = find(folder, GENERATOR), find(folder, CLIENT)
    await show_stubs(editor, generator)
    await show_hover(editor, client)
    await show_tracker(editor)
    await implement(editor, generator, folder)
    await generate_phase(editor, client, folder)
    await show_failure(editor, folder)
    await show_passing(editor, folder)
    paint.headline("That was the main job")
    click.echo("Generate, validate, debug, repeat. The next phase opens when every test of this one passes.")


def find(folder: Path, name: str) -> Path:
    found = next(iter(sorted(folder.rglob(name))), None)
    if found is None:
        raise WalkFailed(f"the example has no {name}")
    return found


def is_stub(diagnostic: lsp.Diagnostic) -> bool:
    return diagnostic.code == "DW101"


def stubs(found: Iterable[lsp.Diagnostic]) -> list[lsp.Diagnostic]:
    return [d for d in found if is_stub(d)]


async def show_stubs(editor: DemoEditor, path: Path) -> None:
    paint.headline(f"You open {path.name}: the stubs, and what each owes")
    uri = editor.open(path)
    found = await editor.diagnostics(uri, lambda ds: bool(stubs(ds)), f"the stubs of {path.name}")
    for diagnostic in stubs(found):
        line = diagnostic.range.start.line + 1
        click.echo(f"  {click.style(f'{path.name}:{line}', bold=True)}  {click.style(str(diagnostic.code), fg='blue')}")
        click.echo(f"      {diagnostic.message}")


async def show_hover(editor: DemoEditor, path: Path) -> None:
    paint.headline("You rest the mouse on a type of the CDK")
    uri = editor.open(path)
    word = "TableOperationsClient"
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(lines) if re.search(rf"\b{word}\b", text) and "import" not in text)
    text = await editor.hover(uri, lsp.Position(line, lines[line].index(word) + 1))
    if not text:
        raise WalkFailed(f"no hover on {word}")
    paint.markdown(text)


async def show_tracker(editor: DemoEditor) -> None:
    status = await editor.status()
    click.echo()
    click.echo(status)


async def implement(editor: DemoEditor, path: Path, folder: Path) -> None:
    uri = path.as_uri()
    stub = next(d for d in stubs(editor.published[uri]) if f"Phase {PHASE}" in d.message)
    paint.headline(f"You press Ctrl+. on the stub in line {stub.range.start.line + 1}")
    actions = await editor.actions(uri, lsp.Range(stub.range.start, stub.range.start))
    for action in actions:
        mark = click.style("★ ", fg="yellow") if action.is_preferred else "  "
        click.echo(f"  {mark}{action.title}")
    preferred = next((a for a in actions if a.is_preferred), None)
    if preferred is None:
        raise WalkFailed("no preferred action on an open stub")
    paint.headline(f"You take “{preferred.title}”")
    await apply(editor, preferred, folder)


async def generate_phase(editor: DemoEditor, path: Path, folder: Path) -> None:
    uri = path.as_uri()
    paint.headline(f"You ask for the rest of phase {PHASE} at once (source action)")
    everything = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
    actions = await editor.actions(uri, everything, ["source.generatePhase"])
    action = next((a for a in actions if f"Phase {PHASE}" in a.title or f"phase {PHASE}" in a.title), None)
    if action is None:
        raise WalkFailed(f"no source action for phase {PHASE}")
    await apply(editor, action, folder)


async def apply(editor: DemoEditor, action: lsp.CodeAction, folder: Path) -> None:
    touched = await editor.apply(action)
    if not touched:
        raise WalkFailed(f"“{action.title}” changed nothing")
    for path, (before, after) in touched.items():
        paint.diff(path.relative_to(folder).as_posix(), before, after)


async def show_failure(editor: DemoEditor, folder: Path) -> None:
    suite = find(folder, SUITE)
    paint.headline("You run the checkpoint; a test fails, and Gradle writes its report")
    uri = editor.open(suite)
    write_report(folder, suite, FAILED)
    found = await editor.diagnostics(uri, lambda ds: any(str(d.code).startswith("DW2") for d in ds), "the failure")
    for diagnostic in (d for d in found if str(d.code).startswith("DW2")):
        place = f"{suite.name}:{diagnostic.range.start.line + 1}"
        click.secho(f"  {place}  {diagnostic.code}", fg="red", bold=True)
        for line in diagnostic.message.splitlines():
            click.echo(f"      {line}")
        for related in diagnostic.related_information or []:
            paint.note(f"      ↳ {Path(related.location.uri).name}:{related.location.range.start.line + 1} {related.message}")
    await show_tracker(editor)


async def show_passing(editor: DemoEditor, folder: Path) -> None:
    paint.headline("You mend it and run again; the new report arrives, the failure goes")
    suite = find(folder, SUITE)
    write_report(folder, suite, PASSED)
    await editor.diagnostics(
        suite.as_uri(), lambda ds: not any(str(d.code).startswith("DW2") for d in ds), "the failure to go"
    )
    await show_tracker(editor)


PASSED = ""
FAILED = """<failure message="ERROR: schema &quot;test&quot; already exists" type="org.postgresql.util.PSQLException">\
org.postgresql.util.PSQLException: ERROR: schema "test" already exists
\tat org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2725)
\tat org.postgresql.jdbc.PgStatement.execute(PgStatement.java:415)
\tat {client}.createNamespace({client_file}:{line})
\tat {suite}.{test}({suite_file})
</failure>"""


def write_report(folder: Path, suite: Path, outcome: str) -> None:
    """A JUnit report as Gradle writes it: the connection test passed, and the namespace test as `outcome` says."""
    client = find(folder, CLIENT)
    lines = client.read_text(encoding="utf-8").splitlines()
    body = outcome.format(
        client=class_name(client),
        client_file=client.name,
        line=next(n for n, text in enumerate(lines, 1) if "fun createNamespace" in text) + 1,
        suite=class_name(suite),
        suite_file=suite.name,
        test=TEST,
    )
    name = class_name(suite)
    report = folder / RESULTS / f"TEST-{name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="{name}" tests="2" failures="{int(bool(body))}">\n'
        f'  <testcase name="connect to database()" classname="{name}" time="0.4"/>\n'
        f'  <testcase name="{TEST}()" classname="{name}" time="0.2">{body}</testcase>\n</testsuite>\n',
        encoding="utf-8",
    )


def class_name(path: Path) -> str:
    package = re.search(r"^package (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return f"{package[1]}.{path.stem}" if package else path.stem
