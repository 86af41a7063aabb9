"""DW702: `.destination-writer/state.yaml` cannot be used."""

from collections.abc import Iterable, Iterator

from destination_writer.analysis.rule import ConnectorSubject, Rule, as_sentence
from destination_writer.analysis.stateclaims import claims_of, on
from destination_writer.analysis.stateedits import in_brackets, in_quotes, remedy, revalued
from destination_writer.analysis.statefacts import StateFacts
from destination_writer.connector.model import Defect, DefectKind
from destination_writer.connector.statetext import StateProblem, read_state
from destination_writer.connector.yamlparts import Part
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Location, Span

MANY = 6
"""Legal values that are offered."""


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    for defect in subject.connector.defects:
        if defect.kind == DefectKind.STATE:
            facts = claims_of(subject)
            problem = read_state(facts.text).problem if facts else None
            part = facts.parts.find(*problem.keys) if facts and problem and problem.keys else None
            yield Finding(
                code=RULE.code,
                severity=RULE.severity,
                message=f"This state file is not used: {_as_clause(defect.reason)}. "
                "Decisions in it, skipped phases among them, do not count until it is mended.",
                location=_place(subject, facts, part, defect),
                fix=as_sentence(defect.remedy),
                remedies=tuple(_remedies(facts, part, problem)) if facts and part and problem else (),
            )


def _place(subject: ConnectorSubject, facts: StateFacts | None, part: Part | None, defect: Defect) -> Location:
    """The value that does not fit, else the line without which the rest could be read."""
    if facts is not None and part is not None:
        return subject.location(defect.path, _words_of(facts, part))
    if facts is not None and facts.parts.left_out:
        return subject.location(defect.path, facts.parts.left_out[0])
    return subject.line(defect.path, defect.line)


def _words_of(facts: StateFacts, part: Part) -> Span:
    """The value where it stands on one line, else its key; of an item that is a map, its first key."""
    if "\n" in facts.text[part.at.start : part.at.end].rstrip():
        return part.children[0].key if part.is_item and part.children else part.key
    return on(part)


def _as_clause(reason: str) -> str:
    return f"it {reason}" if reason.startswith(("is ", "has ", "cannot ")) else reason


def _remedies(facts: StateFacts, part: Part, problem: StateProblem) -> Iterator[Remedy]:
    """What makes a single word fit."""
    if part.is_map or part.is_list or part.is_empty:
        return
    why = f"{part.name} takes it so."
    if problem.kind == "string_type":
        yield remedy(facts.parts, "Put it in quotes", why, in_quotes(facts.parts, part), preferred=True)
    elif problem.kind == "tuple_type":
        yield remedy(facts.parts, "Make it a list", why, in_brackets(facts.parts, part), preferred=True)
    else:
        named = facts.checkpoint(part.text)
        key = facts.key(part.path)
        values = [choice.value for choice in key.choices] if key else []
        for value in [str(named.number)] if named else values[:MANY]:
            word = _word(value)
            yield remedy(facts.parts, f"Write {value}", why, revalued(facts.parts, part, word), preferred=bool(named))


def _word(value: str) -> object:
    if value in ("true", "false"):
        return value == "true"
    return int(value) if value.isdigit() else value


RULE = Rule(
    "DW702",
    "state-file",
    Severity.ERROR,
    "The state file is not valid.",
    check_connector=_check,
)
