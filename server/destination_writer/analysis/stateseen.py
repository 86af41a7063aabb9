"""What is seen of the world where the state file says something: what hovers set against the file's own words."""

import re
from collections.abc import Iterator

from destination_writer.analysis.stateclaims import listed
from destination_writer.analysis.statefacts import CHARACTERISTICS, StateFacts, is_said
from destination_writer.connector.preflighttext import written
from destination_writer.connector.yamlparts import KeyPath
from destination_writer.knowledge.dialect_facts import StrategyKind
from destination_writer.knowledge.phases import Phase

_GROUPS = re.compile(r" \(\d+ fact groups?\)$")


def seen(facts: StateFacts, path: KeyPath) -> tuple[str, ...]:
    """Sentences of Markdown, most important first; none where nothing can be seen."""
    match path:
        case ("state", "database"):
            return tuple(_database(facts))
        case ("state", "cdk_version"):
            built = facts.connector.cdk_version
            return (f"gradle.properties says `{built}`." if built else "gradle.properties names no version.",)
        case ("state", "connector_path"):
            return (f"This file lies in `{facts.connector.root or facts.connector.name}`.",)
        case ("state", "current_phase" | "completed_checkpoints" | "skipped_phases", *_):
            return tuple(_phase(facts, path))
        case ("state", key, name) if key == CHARACTERISTICS:
            return tuple(_characteristic(facts, name))
        case ("state", "components_implemented", name, *_):
            return tuple(_component(facts, name))
        case ("state", "strategies", kind):
            return tuple(_strategy(facts, kind))
        case _:
            return tuple(_choice(facts, path))


def _database(facts: StateFacts) -> Iterator[str]:
    part = facts.parts.find("state", "database")
    if facts.dialect is not None:
        first, *more = facts.dialect.proof_label.split("; ")
        others = f", and in {len(more)} other ways" if len(more) > 1 else ", and in another way" if more else ""
        yield f"{facts.dialect.name}. How it is known: {_GROUPS.sub('', first)}{others}."
    elif part is not None and part.text:
        yield f"Nothing is known of `{part.text}`: answer the preflight, or write a dialect file of your own."
    asked = facts.preflight.database
    if asked:
        yield f"The preflight file is about `{asked}`."


def phase_at(facts: StateFacts, path: KeyPath) -> Phase | None:
    """The phase that a value speaks of: the one worked on, one that was reached, one that is left out."""
    match path:
        case ("state", "current_phase"):
            part = facts.parts.find(*path)
            return facts.phase(part.value) if part else None
        case ("state", "completed_checkpoints", _):
            part = facts.parts.find(*path)
            return facts.checkpoint(part.text) if part else None
        case ("state", "skipped_phases", number, *_):
            item = facts.parts.find("state", "skipped_phases", number)
            named = (item.child("phase") if item.is_map else item) if item else None
            return facts.phase(named.value) if named else None
        case _:
            return None


def _phase(facts: StateFacts, path: KeyPath) -> Iterator[str]:
    phase = phase_at(facts, path)
    if phase is None:
        return
    about = {"current_phase": phase.goal, "completed_checkpoints": phase.checkpoint}.get(path[1], phase.skip_means)
    yield f"Phase {phase.number}: {phase.title}. {about}".rstrip()
    left_out = (
        "It may be left out. " if phase.may_skip(facts.can) else "It cannot be left out: its tests are asked for. "
    )
    yield (left_out if path[1] == "skipped_phases" else "") + _open_in(facts, phase.number)


def _open_in(facts: StateFacts, number: int) -> str:
    stubs = [stub for stub in facts.connector.stubs if stub.phase == number]
    count = "1 stub of it stands" if len(stubs) == 1 else f"{len(stubs)} stubs of it stand"
    return f"In the code {count} open." if stubs else "In the code no stub of it stands open."


def _characteristic(facts: StateFacts, name: str) -> Iterator[str]:
    question = next((q for q in facts.knowledge.checklist.questions if q.characteristic == name), None)
    told = facts.characteristics().get(name)
    if told:
        yield told
    known = facts.known_of(name)
    if known is not None and facts.dialect is not None:
        proof = facts.dialect.capabilities[name.removeprefix("has_")].proof.label
        yield f"{facts.dialect.name} is known to say {'yes' if known else 'no'} ({proof})."
    answer = facts.preflight.answer(question.id) if question else None
    if answer is not None and question is not None:
        stands = "" if answer.confirmed else ", not confirmed"
        yield f"The preflight file answers {question.id} with `{written(answer.value)}`{stands}."


def _component(facts: StateFacts, name: str) -> Iterator[str]:
    classes = facts.components(name)
    if not classes:
        yield "No class of this connector plays this part."
    for component in classes:
        still = list(dict.fromkeys(stub.call.function or "a part of it" for stub in facts.stubs_of(component)))
        said = f"`{component.declaration.name}` in {component.path}"
        yield f"{said}: {listed(f'`{one}`' for one in still)} stand open." if still else f"{said}: nothing stands open."
    done = facts.written_functions(name)
    if done:
        yield f"Written: {listed(f'`{one}`' for one in done)}."


def _strategy(facts: StateFacts, kind: str) -> Iterator[str]:
    part = facts.parts.find("state", "strategies", kind)
    way = facts.way(kind, part.text) if part else None
    if way is not None:
        needs = f" It needs {listed(need.replace('_', ' ') for need in way.requires)}." if way.requires else ""
        yield f"{way.title}. {way.trade_off}{needs}"
    if facts.dialect is not None and kind in {one.value for one in StrategyKind}:
        default = facts.dialect.strategy(StrategyKind(kind))
        if default is not None and (way is None or default.slug != way.slug):
            yield f"Without a decision: `{default.slug}`, {default.title}."


def _choice(facts: StateFacts, path: KeyPath) -> Iterator[str]:
    part = facts.parts.find(*path)
    means = next((legal.means for legal in facts.legal(path) if part and is_said(part, legal)), "")
    if means:
        yield f"`{part.text if part else ''}`: {means}"
