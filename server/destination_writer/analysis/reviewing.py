"""What is shown of a connector: everything that the rules find, without what comments suppress."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from destination_writer.analysis.catalogue import dw790_suppression, dw791_unused_suppression, dw799_rule_failed
from destination_writer.analysis.rule import ConnectorSubject, FileSubject
from destination_writer.analysis.rules import ADVICE, RULES, Kept, by_place, find, judge_file
from destination_writer.analysis.selection import Codes
from destination_writer.analysis.suppression import Suppression, Suppressions, suppressions_in
from destination_writer.connector.model import Connector
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.document import Document
from destination_writer.text.findings import Finding, Remedy
from destination_writer.text.places import Location

NAMES: Mapping[str, str] = {rule.code: rule.name for rule in (*RULES, *ADVICE)}
"""Of every rule, by code."""
CODES = Codes(NAMES)

REMOVE = "remove-suppression"
"""The remedy that takes a comment away, or a code out of it."""


@dataclass(frozen=True)
class Review:
    """`findings` are to be shown, by place; `suppressed` are those that a comment hides. Paths are the workspace's."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...] = ()


def review(
    connector: Connector,
    knowledge: Knowledge,
    kept: Kept | None = None,
    *,
    advice: bool = False,
    more: Iterable[Finding] = (),
) -> Review:
    """All rules over a connector; with `advice` also how it could be faster. `more` is what judges outside of this room
    have found, with paths of the workspace: comments suppress it as they do the rest."""
    subject = (kept or Kept()).subject(connector, knowledge)
    elsewhere = list(more)
    found = [*find(subject, advice=advice), *elsewhere]
    comments = dict(_comments(connector))
    shown, hidden, used = _divided(found, comments)
    shown += [one for path, said in comments.items() for one in _flaws(path, _text(connector, path), said)]
    unjudged = (*_unjudged(subject, found, advice=advice), *(() if elsewhere else _BY_PARSERS))
    for path, said in comments.items():
        unused = [s for s in said.known if s not in used[path] and not s.selector.startswith(unjudged)]
        shown += [_unused(path, _text(connector, path), one) for one in unused]
    return Review(tuple(sorted(shown, key=by_place)), tuple(sorted(hidden, key=by_place)))


def review_file(subject: FileSubject) -> Review:
    """The file's own rules alone. Paths are the connector's. Whether a suppression is needed is known only when all
    rules have run."""
    path, text = subject.source.path, subject.text
    said = suppressions_in(path, text, NAMES)
    shown, hidden, _ = _divided(judge_file(subject), {path: said})
    return Review(tuple(sorted([*shown, *_flaws(path, text, said)], key=by_place)), tuple(hidden))


_BY_PARSERS = ("DW401",)
"""What a parser outside of this room may find: where none has, nobody can say whether one was asked."""


def is_of_file(code: str) -> bool:
    """Whether findings of this code are known from their file alone: `review_file` gives them."""
    return code in _OF_FILE


_OF_FILE = frozenset({dw790_suppression.RULE.code, *(rule.code for rule in RULES if rule.check_file)})


def _comments(connector: Connector) -> Iterator[tuple[str, Suppressions]]:
    """Files that have suppressions, by their path in the workspace."""
    texts = [(source.path, source.text) for source in connector.sources]
    for path, text in (*texts, *connector.texts.items()):
        found = suppressions_in(path, text, NAMES)
        if found.known or found.flaws:
            yield connector.workspace_path(path), found


def _text(connector: Connector, path: str) -> str:
    inside = path.removeprefix(f"{connector.root}/") if connector.root else path
    source = connector.source(inside)
    return source.text if source else connector.texts.get(inside, "")


def _divided(
    found: Iterable[Finding], comments: Mapping[str, Suppressions]
) -> tuple[list[Finding], list[Finding], dict[str, set[Suppression]]]:
    """What is shown, what is hidden, and the suppressions of each file that hid something."""
    shown: list[Finding] = []
    hidden: list[Finding] = []
    used: dict[str, set[Suppression]] = {path: set() for path in comments}
    for finding in found:
        path, line = finding.location.path, finding.location.range.start.line
        known = comments[path].known if path in comments else ()
        covering = [one for one in known if one.covers(str(finding.code), line)]
        if covering:
            used[path].update(covering)
            hidden.append(finding)
        else:
            shown.append(finding)
    return shown, hidden, used


def _unjudged(subject: ConnectorSubject, found: Iterable[Finding], *, advice: bool) -> Iterator[str]:
    """Rules that did not run, or could not know enough: nobody can say that a suppression of theirs is not needed."""
    yield "DW2"
    if not advice:
        yield "DW8"
    if subject.contract is None:
        yield from ("DW3", "DW5")
    if subject.dialect is None:
        yield "DW4"
    for finding in found:
        if finding.code == dw799_rule_failed.RULE.code:
            yield finding.data["rule"]


def _flaws(path: str, text: str, said: Suppressions) -> Iterator[Finding]:
    rule = dw790_suppression.RULE
    for flaw in said.flaws:
        location = Location(path, Document(text).range_of(flaw.place))
        yield Finding(rule.code, rule.severity, flaw.message, location, fix=flaw.fix)


def _unused(path: str, text: str, one: Suppression) -> Finding:
    rule, place = dw791_unused_suppression.RULE, Document(text).range_of(one.place)
    where = "in this file" if one.lines is None else "here"
    name = f" ({NAMES[one.selector]})" if one.selector in NAMES else ""
    arguments = {"file": path, "line": str(place.start.line + 1), "code": text[one.place.start : one.place.end]}
    return Finding(
        code=rule.code,
        severity=rule.severity,
        message=f"{one.selector}{name} finds nothing {where}: the suppression is not needed.",
        location=Location(path, place),
        fix="Remove it, so that it does not hide what comes later.",
        remedies=(Remedy(REMOVE, f"Remove the suppression of {one.selector}", arguments, preferred=True),),
    )
