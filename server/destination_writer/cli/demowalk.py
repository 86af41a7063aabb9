"""The demo's story: what an editor asks of the server, in order, and what a person would see of it."""

import re
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import quoteattr

import click
from lsprotocol import types as lsp

from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.cli import paint
from destination_writer.cli.democlient import DemoEditor
from destination_writer.cli.status import render

GENERATOR = "PostgresSqlGenerator.kt"
CLIENT = "PostgresAirbyteClient.kt"
SUITE = "PostgresTableOperationsTest.kt"
SPEC_TEST = "PostgresSpecTest.kt"
CONNECTIVITY, NAMESPACES = 1, 2
CONNECT, NAMESPACE_TEST = "connect to database()", "create and drop namespaces()"
RESULTS = "build/test-results/integrationTestNonDocker"


class WalkFailed(Exception):
    """The server did not answer as it must; the message says which answer is missing."""


async def walk(folder: Path) -> None:
    """Walk the example in `folder`. Raises WalkFailed when an answer does not come."""
    editor = DemoEditor(folder)
    paint.headline("The server starts, as an editor starts it")
    click.echo(f"{await editor.start()} over stdio, on a copy of the example connector {folder.name}")
    try:
        await _walk(editor, folder)
    except TimeoutError as error:
        raise WalkFailed(f"waited in vain for {error}") from error
    finally:
        await editor.stop()


async def _walk(editor: DemoEditor, folder: Path) -> None:
    generator, client = find(folder, GENERATOR), find(folder, CLIENT)
    await show_stubs(editor, generator)
    await show_hover(editor, client)
    show_tracker(folder)
    await implement(editor, generator, folder)
    await generate_phase(editor, client, folder, NAMESPACES)
    await generate_phase(editor, client, folder, CONNECTIVITY)
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
    found = await editor.diagnostics(
        uri, lambda ds: any("It owes" in d.message for d in stubs(ds)), f"the stubs of {path.name}"
    )
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


def show_tracker(folder: Path) -> None:
    workspace = open_workspace(str(folder))
    click.echo()
    for line in render(workspace.status(workspace.only_connector())):
        click.echo(f"  {line}")


async def implement(editor: DemoEditor, path: Path, folder: Path) -> None:
    uri = path.as_uri()
    stub = next(d for d in stubs(editor.published[uri]) if f"Phase {NAMESPACES}" in d.message)
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


async def generate_phase(editor: DemoEditor, path: Path, folder: Path, phase: int) -> None:
    paint.headline(f"You ask for all of phase {phase} at once (a source action)")
    top = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
    where = find_phase(folder, phase) or path
    uri = editor.open(where) if where.as_uri() not in editor.versions else where.as_uri()
    actions = await editor.actions(uri, top, "source.generatePhase")
    action = next((a for a in actions if f"phase {phase}:" in a.title), None)
    if action is None:
        raise WalkFailed(f"no source action for phase {phase}")
    click.echo(f"  {action.title}")
    await apply(editor, action, folder)


def find_phase(folder: Path, phase: int) -> Path | None:
    """A file that holds a stub of the phase: a source action is offered where its phase is open."""
    files = (path for path in sorted(folder.rglob("*.kt")) if f'"Phase {phase}"' in path.read_text(encoding="utf-8"))
    return next(files, None)


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
    write_report(folder, find(folder, SPEC_TEST), {"testSpecOss()": "", "testSpecCloud()": ""})
    write_report(folder, suite, {CONNECT: "", NAMESPACE_TEST: permission_denied(folder, suite)})
    found = await editor.diagnostics(uri, lambda ds: any(map(is_result, ds)), "the failure")
    for diagnostic in filter(is_result, found):
        click.secho(f"  {suite.name}:{diagnostic.range.start.line + 1}  {diagnostic.code}", fg="red", bold=True)
        for line in diagnostic.message.splitlines():
            click.echo(f"      {line}")
        for related in diagnostic.related_information or []:
            place = f"{Path(related.location.uri).name}:{related.location.range.start.line + 1}"
            paint.note(f"      ↳ {place} {related.message}")
    show_tracker(folder)


async def show_passing(editor: DemoEditor, folder: Path) -> None:
    suite = find(folder, SUITE)
    paint.headline("You grant the right and run again: the new report arrives, the failure goes, the phase is done")
    write_report(folder, suite, {CONNECT: "", NAMESPACE_TEST: ""})
    await editor.diagnostics(suite.as_uri(), lambda ds: not any(map(is_result, ds)), "the failure to go")
    show_tracker(folder)


def is_result(diagnostic: lsp.Diagnostic) -> bool:
    return str(diagnostic.code).startswith("DW2")


def permission_denied(folder: Path, suite: Path) -> str:
    """The `<failure>` that JUnit writes when the test's user may not create a schema."""
    client = find(folder, CLIENT)
    lines = client.read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(lines, 1) if "fun createNamespace" in text) + 1
    message = "io.airbyte.cdk.ConfigErrorException: ERROR: permission denied for database test (SQLSTATE 42501)"
    cause = "ERROR: permission denied for database test"
    return (
        f'<failure message={quoteattr(message)} type="io.airbyte.cdk.ConfigErrorException">{message}\n'
        f"\tat {class_name(client)}.createNamespace({client.name}:{line})\n"
        f"\tat {class_name(suite)}.create and drop namespaces({suite.name}:24)\n"
        f"Caused by: org.postgresql.util.PSQLException: {cause}\n"
        "\tat org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2725)\n"
        "\tat org.postgresql.jdbc.PgStatement.execute(PgStatement.java:415)\n"
        f"\tat {class_name(client)}.createNamespace({client.name}:{line})\n\t... 12 more\n</failure>"
    )


def write_report(folder: Path, suite: Path, tests: dict[str, str]) -> None:
    """A JUnit report as Gradle writes it, one `<testcase>` for each test with what it holds."""
    name = class_name(suite)
    cases = "".join(
        f'  <testcase name={quoteattr(test)} classname="{name}" time="0.2">{body}</testcase>\n'
        for test, body in tests.items()
    )
    failures = sum(1 for body in tests.values() if body)
    report = folder / RESULTS / f"TEST-{name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="{name}" tests="{len(tests)}" skipped="0" '
        f'failures="{failures}" errors="0">\n{cases}</testsuite>\n',
        encoding="utf-8",
    )


def class_name(path: Path) -> str:
    package = re.search(r"^package (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return f"{package[1]}.{path.stem}" if package else path.stem
