"""From the lines of one failure to the rule that explains it best."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from destination_writer.knowledge.failures import Category, Depth
from destination_writer.results.builtin import OTHER_CASE
from destination_writer.results.lettercase import stored_spelling
from destination_writer.results.lines import Line
from destination_writer.results.rulebook import Match, Rulebook, fallback
from destination_writer.results.traces import Thrown, Trace, read_traces

PARAGRAPH = 12
"""Lines of plain text that are read together, since messages span lines."""
AROUND = 60_000
"""Characters of a failure that conditions of rules are looked for in."""

_ASSERTIONS = re.compile(
    r"(?:^|[.$])(?:AssertionError|AssertionFailedError|ComparisonFailure|MultipleFailuresError|AssertionFailure"
    r"|ConditionNotSatisfiedError|AssertionErrorImpl|MultipleFailureException|ArrayComparisonFailure|KotestAssertion\w*"
    r"|WantedButNotInvoked|TooLittleActualInvocations|TooManyActualInvocations|NeverWantedButInvoked|ArgumentsAreDifferent)$"
)
_MENTIONED = re.compile(r"\b(?:[a-z]\w*\.)+\w*(?:Exception|Error)\b|SQLSTATE|ORA-\d{5}|DB::Exception")
_LOUD = re.compile(
    r"\b(?:ERROR|FATAL|SEVERE|WARN|WARNING|CRITICAL)\b|(?:Exception|Error)\b|Caused by:|\bpanic\b|ORA-\d{5}"
)


_SEVERE = re.compile(
    r"\b(?:ERROR|FATAL|SEVERE|CRITICAL|PANIC|panic)\b(?!\s*[=,;])|(?:Exception|Error):\s"
    r"|^\s*(?:[a-z]\w*\.){2,}[A-Z]\w+: \S|^\W{0,3}[Ee]rror\b(?: in [^\n]{0,120})?\s?:"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule that explains one statement of a failure.

    `index` is the exception's place in its trace, -1 for plain text; `lines` are those of the statement, `number` the
    line that shows it.
    """

    match: Match
    message: str
    number: int
    order: int
    trace: Trace | None = None
    index: int = -1
    suppressed: bool = False

    @property
    def key(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Two candidates of one key state one cause."""
        return self.match.rule.id, tuple(sorted(self.match.found.items()))

    @property
    def rank(self) -> tuple[int, bool, int, int]:
        return self.match.weight, not self.suppressed, self.index, -self.order

    @property
    def is_assertion(self) -> bool:
        return self.match.rule.category is Category.ASSERTION


@dataclass(slots=True)
class Reading:
    """Everything that one failure's lines state: the candidates, the traces, the loose lines."""

    candidates: list[Candidate]
    traces: list[Trace]
    loose: list[Line] = field(default_factory=list[Line])

    @property
    def best(self) -> Candidate | None:
        return max(self.candidates, key=lambda c: c.rank, default=None)

    def causes(self) -> list[Candidate]:
        """One candidate for each cause; when no cause is known, the single best statement.

        What an exception says comes before what plain lines say.
        """
        real = [c for c in self.candidates if c.match.is_cause]
        if not real:
            best = self.best
            return [best] if best else []
        per_trace: dict[int, Candidate] = {}
        plain: list[Candidate] = []
        for candidate in real:
            if candidate.trace is None:
                plain.append(candidate)
                continue
            known = per_trace.get(id(candidate.trace))
            if known is None or candidate.rank > known.rank:
                per_trace[id(candidate.trace)] = candidate
        distinct = {c.key: c for c in reversed([*per_trace.values(), *plain])}
        return list(reversed(distinct.values()))

    def echoes(self, candidate: Candidate) -> list[int]:
        """Lines that state the same cause again."""
        return [c.number for c in self.candidates if c.key == candidate.key]


def read_symptom(lines: Iterable[Line], book: Rulebook) -> Reading:
    """Reads exceptions first, then the plain lines between them."""
    lines = list(lines)
    traces, loose = read_traces(lines)
    around = "\n".join(t.text for trace in traces for t in trace.thrown)[:AROUND]
    around += "\n" + "\n".join(f"{f.class_name}.{f.method}" for trace in traces for f in trace.frames)[:AROUND]
    candidates: list[Candidate] = []
    for trace in traces:
        for index, thrown in enumerate(trace.thrown):
            match = _explain(thrown, book, around)
            if match is not None:
                number = _number(thrown.lines, match.at)
                message = _message(thrown)
                order = len(candidates)
                candidates.append(Candidate(match, message, number, order, trace, index, thrown.suppressed))
    candidates += _from_plain(loose, book.explain, len(candidates))
    if not candidates:
        candidates = _from_plain(loose, book.guess, 0)[:1]
    return Reading(list(_respelled(candidates, lines)), traces, loose)


def _respelled(candidates: list[Candidate], lines: list[Line]) -> Iterable[Candidate]:
    """A missing object that the failure itself shows with other letter case is there: its case is the cause."""
    text = ""
    for candidate in candidates:
        if candidate.match.rule.category is not Category.MISSING_OBJECT:
            yield candidate
            continue
        text = text or "\n".join(line.text for line in lines)[:AROUND]
        names = stored_spelling(candidate.match.found, candidate.message, text)
        if names is None:
            yield candidate
        else:
            found = {"asked": names[0], "stored": names[1]}
            yield replace(candidate, match=Match(OTHER_CASE, found, candidate.match.at))


def _from_plain(loose: list[Line], explain: Callable[[str], Match | None], order: int) -> list[Candidate]:
    found: list[Candidate] = []
    for paragraph in _paragraphs(loose):
        match = explain("\n".join(line.text for line in paragraph))
        if match is not None:
            number = _number(paragraph, match.at)
            said = next(line.text for line in paragraph if line.number == number)
            found.append(Candidate(match, " ".join(said.split()), number, order + len(found)))
    return found


def loud(reading: Reading) -> Candidate | None:
    """The best cause that output states as an error, for failures that do not name one themselves."""
    spoken = {line.number for line in reading.loose if _LOUD.search(line.text)}
    causes = [c for c in reading.candidates if c.match.is_cause and (c.trace is not None or c.number in spoken)]
    return max(causes, key=lambda c: (c.match.weight, c.index, -c.order), default=None)


def sounds_loud(text: str) -> bool:
    """True for a line that is logged as an error, or that a failing program leaves."""
    return bool(_SEVERE.search(text))


def _explain(thrown: Thrown, book: Rulebook, around: str) -> Match | None:
    text = thrown.text
    if _ASSERTIONS.search(thrown.class_name) and not _MENTIONED.search(text.partition(":")[2]):
        match = book.explain(text, thrown.class_name)
        if match is not None and match.rule.category is Category.ASSERTION:
            return match
        return book.explain("", thrown.class_name) or fallback(thrown.class_name, text)
    match = book.explain(text, thrown.class_name, around=around)
    if (match is None or not match.is_cause) and len(thrown.lines) > 1:
        joined = book.explain(thrown.message, thrown.class_name, around=around)
        if joined is not None and joined.is_cause:  # the message was wrapped in the middle of a sentence
            match = Match(joined.rule, joined.found, 0)
    if match is not None and match.rule.depth is Depth.GENERIC:
        return book.hinted(thrown.class_name, text) or match
    return match or book.suggested(thrown.class_name, text) or fallback(thrown.class_name, text)


def _message(thrown: Thrown) -> str:
    kept = thrown.message
    return kept if len(kept) <= 1000 else kept[:1000] + "…"


def _number(lines: list[Line], at: int) -> int:
    """The line that holds the character `at` of the joined lines."""
    for line in lines:
        if at <= len(line.text):
            return line.number
        at -= len(line.text) + 1
    return lines[-1].number if lines else 0


def _paragraphs(lines: list[Line]) -> Iterable[list[Line]]:
    for start in range(0, len(lines), PARAGRAPH):
        # Two lines of overlap, so that a message over the seam is still read whole.
        yield lines[start : start + PARAGRAPH + 2]
