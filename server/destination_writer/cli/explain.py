"""`explain CODE`: a rule's page; without a code, all rules by family."""

import json
import re

import click

from destination_writer.analysis.selection import BadSelector
from destination_writer.checkpoints.rulelist import RuleInfo, all_rules, by_family, codes, page_text, rule_info
from destination_writer.cli.usage import give_up
from destination_writer.text.files import UnreadableFile
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles


@click.command()
@click.argument("code", required=False)
@click.option("--json", "as_json", is_flag=True, help="The list of rules, or the page, as JSON.")
def command(code: str | None, as_json: bool) -> None:
    """Explain a rule: why it is, a bad and a good example, how to mend what it finds. CODE is its code or its name.

    The beginning of a code (DW4) lists its family; without CODE all rules are listed.
    """
    chosen = _chosen(code)
    if code is None or len(chosen) != 1:
        _list(chosen, as_json)
        return
    try:
        page = page_text(chosen[0], DiskFiles(bundled("knowledge")))
    except (UnreadableFile, FileNotFoundError) as error:
        give_up(f"the page of {chosen[0].code} cannot be read ({error}); install destination-writer again")
    if as_json:
        click.echo(json.dumps(_entry(chosen[0]) | {"page": page}, ensure_ascii=False, indent=2))
    else:
        _print(page)


def _chosen(word: str | None) -> tuple[RuleInfo, ...]:
    if word is None:
        return all_rules()
    try:
        code = codes().resolve(word)
    except BadSelector as error:
        give_up(str(error))
    exact = rule_info(code)
    return (exact,) if exact else tuple(info for info in all_rules() if info.code.startswith(code))


def _list(rules: tuple[RuleInfo, ...], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_entry(info) for info in rules], ensure_ascii=False, indent=2))
        return
    width = max(len(info.name) for info in rules)
    shown_before = False
    for family, mine in by_family():
        shown = [info for info in mine if info in rules]
        if not shown:
            continue
        if shown_before:
            click.echo()
        shown_before = True
        click.secho(f"{family.prefix}xx {family.title}", bold=True)
        click.echo(f"  {family.about}")
        for info in shown:
            click.echo(f"  {info.code}  {info.name:<{width}}  {info.severity.value:<7}  {info.summary}")


def _entry(info: RuleInfo) -> dict[str, str]:
    return {
        "code": info.code,
        "name": info.name,
        "severity": info.severity.value,
        "family": info.family.title,
        "summary": info.summary,
    }


_HEADING = re.compile(r"^#+ ")


def _print(page: str) -> None:
    """As it is written; a terminal gets headings in bold and examples indented by their colour."""
    is_code = False
    for line in page.rstrip().split("\n"):
        if line.startswith("```"):
            is_code = not is_code
            click.secho(line, dim=True)
        elif is_code:
            click.secho(line, fg="cyan")
        else:
            click.secho(line, bold=_HEADING.match(line) is not None)
