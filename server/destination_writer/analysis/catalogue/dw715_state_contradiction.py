"""DW715: the state file contradicts itself, the build, or the preflight file."""

from collections.abc import Iterable, Iterator

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.stateclaims import claims_of, on, told
from destination_writer.analysis.stateedits import lines_of, remedy, removed, revalued
from destination_writer.analysis.statefacts import StateFacts
from destination_writer.connector.preflight import PREFLIGHT_PATH
from destination_writer.connector.yamlparts import Part
from destination_writer.knowledge.cdkversions import LOCAL
from destination_writer.text.findings import Finding, Remedy, Severity

_Told = tuple[Part, str, str, list[Remedy]]


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    facts = claims_of(subject)
    if facts is None:
        return
    for check in (_version, _path, _database, _skipped_and_done, _skipped_twice, _twice, _ways):
        for part, message, fix, remedies in check(facts):
            yield told(subject, RULE.code, RULE.severity, message, on(part), fix=fix, remedies=remedies)


def _version(facts: StateFacts) -> Iterator[_Told]:
    part, built = facts.parts.find("state", "cdk_version"), facts.connector.cdk_version
    if part is None or not part.text or not built or LOCAL in (built, part.text) or part.text == built:
        return
    message = f"gradle.properties builds against CDK {built}, which is what counts; this says {part.text}."
    edit = revalued(facts.parts, part, built)
    why = f"The build says {built}."
    yield part, message, f"Write {built}.", [remedy(facts.parts, f"Write {built}", why, edit, preferred=True)]


def _path(facts: StateFacts) -> Iterator[_Told]:
    """Only the connector's own folder is compared: what was opened may lie above or below the repository's."""
    part, root = facts.parts.find("state", "connector_path"), facts.connector.root or facts.connector.name
    if part is None or not part.text or not root.rpartition("/")[2].startswith("destination-"):
        return
    said = [one for one in part.text.replace("\\", "/").strip("/").split("/") if one not in ("", ".")]
    folder = root.rpartition("/")[2]
    if not said or said[-1] == folder or not said[-1].startswith("destination-"):
        return
    wanted = "/".join([*said[:-1], folder])
    message = f"This file lies in {folder}, and says {part.text}."
    edit = revalued(facts.parts, part, wanted)
    why = f"The connector lies in {folder}."
    yield part, message, f"Write {wanted}.", [remedy(facts.parts, f"Write {wanted}", why, edit)]


def _database(facts: StateFacts) -> Iterator[_Told]:
    part, asked = facts.parts.find("state", "database"), facts.preflight.database
    if part is None or not part.text or not asked or facts.connector.database in (None, asked.lower()):
        return
    if asked.lower() == part.text.strip().lower() or facts.connector.state.database != part.value:
        return
    message = f"The preflight file is about {asked}, and this says {part.text}, which is what counts."
    edit = revalued(facts.parts, part, asked)
    made = remedy(facts.parts, f"Write {asked}", f"{PREFLIGHT_PATH} is about {asked}.", edit)
    yield part, message, f"Write {asked}, or correct `preflight.database` in {PREFLIGHT_PATH}.", [made]


def _skipped_and_done(facts: StateFacts) -> Iterator[_Told]:
    done = {p.number: item for item in facts.below("completed_checkpoints") if (p := facts.checkpoint(item.text))}
    for item, number, _ in facts.skipped:
        phase = facts.phase(number.value)
        claim = done.get(phase.number) if phase else None
        if phase is None or claim is None or not phase.may_skip(facts.can):
            continue
        message = (
            f"Phase {phase.number} ({phase.title}) is both left out and listed as completed; left out is what counts."
        )
        remedies = [
            remedy(
                facts.parts,
                f"Take phase {phase.number} up again",
                "Its checkpoint was reached.",
                removed(facts.parts, item),
            ),
            remedy(facts.parts, f"Remove {claim.text}", "The phase is left out.", removed(facts.parts, claim)),
        ]
        yield number, message, "Remove one of the two.", remedies


def _skipped_twice(facts: StateFacts) -> Iterator[_Told]:
    seen: set[object] = set()
    for item, number, _ in facts.skipped:
        if number.value in seen and facts.phase(number.value) is not None:
            message = f"Phase {number.value} is left out twice; the first reason counts."
            title = "Remove the second one"
            made = remedy(facts.parts, title, "The phase is listed above.", removed(facts.parts, item))
            yield number, message, f"{title}.", [made]
        seen.add(number.value)


def _twice(facts: StateFacts) -> Iterator[_Told]:
    for part in facts.parts.twice:
        first = facts.parts.find(*part.path)
        if first is None or first.is_flow:
            continue
        name = ".".join(part.path)
        message = f"`{name}` is there twice. This one counts, and nothing can be written to the file until one goes."
        edit = lines_of(facts.parts, first), ""
        made = remedy(facts.parts, f"Remove the first `{part.name}`", "The last one counts.", edit)
        yield Part(part.path, part.key, part.key), message, "Remove one of the two.", [made]


def _ways(facts: StateFacts) -> Iterator[_Told]:
    """A way that was chosen, and that needs what the same file says the database lacks."""
    for part in facts.below("strategies"):
        way = facts.way(part.name, part.text)
        denied = [need for need in way.requires if facts.told.get(f"has_{need}") is False] if way else []
        if way is not None and denied:
            need = denied[0]
            message = (
                f"{part.text} needs {need.replace('_', ' ')}, and this file says `has_{need}: false`: it is not taken."
            )
            yield part, message, f"Choose another way, or correct `has_{need}`.", list(_other_ways(facts, part))


def _other_ways(facts: StateFacts, part: Part) -> Iterator[Remedy]:
    """Those that need nothing that the database lacks."""
    for legal in facts.legal(part.path):
        way = facts.way(part.name, legal.text)
        if way is not None and all(facts.can(need) for need in way.requires):
            yield remedy(facts.parts, f"Write {way.slug}", legal.means, revalued(facts.parts, part, way.slug))


RULE = Rule(
    "DW715",
    "state-contradiction",
    Severity.WARNING,
    "The state file contradicts itself, the build or the preflight file.",
    check_connector=_check,
)
