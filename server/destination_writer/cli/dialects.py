"""`dialects`: the databases, what each can do, and how that is known."""

import json

import click

from destination_writer.cli.usage import give_up, tell
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.dialecttable import LEGEND, Row, as_text, rows_of
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.toolchain.workspace import UnusablePath, open_folder, workspace_knowledge


@click.command()
@click.argument("path", default=".")
@click.option("--json", "as_json", is_flag=True, help="One JSON array on stdout.")
@click.option("--dialect", "only", metavar="SLUG", help="One database with every fact group and its proof.")
def command(path: str, as_json: bool, only: str | None) -> None:
    """List the databases: capabilities, strategies, and the proof behind each fact.

    Databases that the workspace at PATH adds under .destination-writer/knowledge/dialects are listed too. Exit code 1
    when the file of one cannot be used; the others are listed all the same.
    """
    try:
        knowledge = workspace_knowledge(open_folder(path).folder)
        slugs = [only] if only else list(knowledge.dialect_slugs)
    except UnusablePath as error:
        give_up(str(error))
    dialects: list[Dialect] = []
    problems: list[KnowledgeError] = []
    for slug in slugs:
        try:
            dialects.append(knowledge.dialect(slug))
        except KnowledgeError as error:
            problems.append(error)
    problems += [error for error in knowledge.problems_so_far() if str(error) not in map(str, problems)]
    if only and not dialects:
        give_up(str(problems[0]))
    for problem in problems:
        tell(f"{problem}; mend the file, or remove it")
    if only:
        click.echo(json.dumps(detail(dialects[0]), indent=2, ensure_ascii=False) if as_json else page(dialects[0]))
    elif as_json:
        click.echo(json.dumps([record(row) for row in rows_of(dialects)], indent=2, ensure_ascii=False))
    else:
        click.echo(as_text(rows_of(dialects)))
        click.echo(f"\nHow a fact is known: {LEGEND}. The first strategy is the default.")
    raise SystemExit(1 if problems else 0)


def record(row: Row) -> dict[str, object]:
    return {
        "slug": row.slug,
        "name": row.name,
        "extends": row.extends,
        "client": row.client,
        "proof": {kind.value: count for kind, count in row.proofs.items()},
        "engines": list(row.engines),
        "capabilities": {
            name: {"supported": known.supported, "since": known.since, "proof": known.proof.label}
            for name, known in row.capabilities.items()
        },
        "strategies": {kind: list(ways) for kind, ways in row.strategies.items()},
    }


def detail(dialect: Dialect) -> dict[str, object]:
    ways = {
        kind.value: [{"slug": way.slug, "title": way.title, "trade_off": way.trade_off} for way in many]
        for kind, many in dialect.strategies.items()
    }
    facts = {group: proof.label for group, proof in dialect.proofs.items()}
    return {
        "slug": dialect.slug,
        "name": dialect.name,
        "versions": dialect.versions,
        "facts": facts,
        "strategies": ways,
    }


def page(dialect: Dialect) -> str:
    """Every group of facts with its proof, then the strategies with what speaks for and against each."""
    width = max(len(group) for group in dialect.proofs)
    lines = [click.style(f"{dialect.name} ({dialect.slug})", bold=True), f"Versions: {dialect.versions}", ""]
    lines += [f"  {group:<{width}}  {proof.label}" for group, proof in dialect.proofs.items()]
    for kind in dialect.strategies:
        lines += ["", click.style(kind.value.replace("_", " "), bold=True)]
        lines += [f"  {way.slug}: {way.title}. {way.trade_off}" for way in dialect.strategies_of(kind)]
    return "\n".join(lines)
