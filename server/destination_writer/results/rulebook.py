"""Failure rules, ready to be asked: which rule explains an exception, a line, a compiler's message."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from destination_writer.knowledge.failures import Category, Depth, FailureRule, Scope
from destination_writer.results.builtin import BY_PACKAGE, REFUSED, UNKNOWN_EXCEPTION
from destination_writer.results.libraries import is_library

SAID = 200
"""Characters of a message that are quoted in a cause."""
JOINED_UP_TO = 400_000
"""Characters of a text in which messages that are wrapped over lines are looked for too."""
_WEIGHT = {Depth.CAUSE: 60, Depth.WRAPPER: 40, Depth.GUESS: 30, Depth.GENERIC: 20, Depth.WORDS: 10}
_STATE = re.compile(
    r"(?i:sql[ _]?state)\W{0,4}(?P<a>[0-9A-Z]{5})\b"
    r"|\[(?P<b>[0-9A-Z]{5})\](?= |$|:)"
    r"|\b[Cc]ode['\"]?\s*[:=]\s*['\"](?P<e>[0-9A-Z]{5})['\"]"
    r"|\bERROR:\s+(?P<c>[0-9][0-9A-Z]{4}):"
    r"|\b\d{3,6} \((?P<d>[0-9A-Z]{5})\)"
)
_STATE_SHAPE = re.compile(r"(?=.*\d)[0-9A-Z]{5}")


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that explains a text; `found` are its named parts, `weight` orders matches, `at` is where it was found."""

    rule: FailureRule
    found: dict[str, str] = field(default_factory=dict[str, str])
    at: int = 0

    @property
    def weight(self) -> int:
        return _WEIGHT[self.rule.depth] + self.rule.learned

    @property
    def is_cause(self) -> bool:
        return self.rule.depth is Depth.CAUSE


class Rulebook:
    """`rules` narrowed to those that can match in one text, so that a long log is searched once per rule."""

    def __init__(self, rules: Iterable[FailureRule], whole: str | None = None) -> None:
        self.rules = tuple(rules if whole is None else _possible(rules, whole))
        self._by_class: dict[str, list[FailureRule]] = {}
        for rule in self.rules:
            for name in rule.exceptions:
                self._by_class.setdefault(name, []).append(rule)
        self._known: dict[tuple[str, str, Scope], Match | None] = {}
        self._steps = _usual_steps(self.rules) if whole is None else {}

    def narrowed(self, whole: str) -> "Rulebook":
        """The same book with the rules alone that can match somewhere in `whole`."""
        narrow = Rulebook(self.rules, whole)
        narrow._steps = self._steps
        return narrow

    def next_steps(self, category: str) -> tuple[str, ...]:
        """What to do next, in order, for a failure of this category that no rule knows more of."""
        return self._steps.get(category, ())

    def explain(self, text: str, class_name: str = "", scope: Scope = Scope.TEXT, around: str = "") -> Match | None:
        """The best rule for one exception or line; `around` is the whole failure, for rules with a condition.

        Rules of ordinary words are left to `guess`.
        """
        key = (text, class_name, scope)
        if key in self._known and not around:
            return self._known[key]
        rules = (rule for rule in self.rules if rule.depth is not Depth.WORDS)
        matches = [m for rule in rules if (m := _match(rule, text, class_name, scope, around or text)) is not None]
        best = max(matches, key=lambda m: (m.weight, _specific(m)), default=None)
        if not around:
            self._known[key] = best
        return best

    def guess(self, text: str) -> Match | None:
        """What ordinary words suggest; for texts that no other rule explains."""
        rules = [rule for rule in self.rules if rule.depth is Depth.WORDS]
        match = next((m for rule in rules if (m := _match(rule, text, "", Scope.TEXT, text)) is not None), None)
        if match is None and (apart := _TOKEN.sub(_apart, text)) != text:
            match = next((m for rule in rules if (m := _match(rule, apart, "", Scope.TEXT, apart)) is not None), None)
            match = Match(match.rule, match.found, min(match.at, len(text))) if match else None
        if match is None:
            return None
        start = text.rfind("\n", 0, match.at) + 1
        line = text[start:].partition("\n")[0].strip()
        return Match(match.rule, {"said": line[:SAID], **match.found}, match.at)

    def suggested(self, class_name: str, text: str) -> Match | None:
        """What the words of an exception's name suggest, and for a driver's or a server's those of its message.

        The message of a project's own exception speaks of the project's own matters, so its words prove nothing.
        """
        if not class_name:
            return None
        words = _HUMPS.sub(" ", re.split(r"[.$]", class_name)[-1])
        speaks = is_library(class_name) or _FOREIGN.search(class_name) or "." not in class_name or _CODED.search(text)
        found = self.guess(words) or (self.guess(text[len(class_name) :]) if speaks else None)
        if found is None or found.rule.category is Category.ASSERTION:
            return None
        return Match(found.rule.model_copy(update={"depth": Depth.GUESS}), {**found.found, "said": _said(text)}, -1)

    def hinted(self, class_name: str, text: str) -> Match | None:
        """What the message says where only the kind of exception is known.

        A driver's message is trusted in all matters, a general exception's only about the world outside: a time limit,
        a login, a connection.
        """
        if _OF_THE_MACHINE.search(class_name):
            return None
        driver = _FOREIGN.search(class_name)
        if ": " not in text or not (driver or _GENERAL.search(class_name)):
            return None
        found = self.guess(text.partition(": ")[2])
        if found is None or found.rule.category not in (_OF_DRIVERS if driver else _OF_ANYBODY):
            return None
        return Match(found.rule.model_copy(update={"depth": Depth.GUESS}), {**found.found, "said": _said(text)}, -1)


_GENERAL = re.compile(
    r"^(?:java\.lang|java\.util|java\.util\.concurrent|java\.io|kotlin)\.\w+$|^\w*(?:Runtime|IllegalState|IO)Exception$"
)
"""Exceptions that say nothing by their class, so that any code may wrap anything in them."""
_OF_THE_MACHINE = re.compile(
    r"(?:^|\.)(?:NullPointer|ClassCast|\w*IndexOutOfBounds|NoSuchElement|NumberFormat|UninitializedPropertyAccess)Exception$"
)
"""Exceptions whose message is made of names in the code: they are not the world's words."""
_OF_ANYBODY = frozenset(
    {
        Category.TIMEOUT,
        Category.AUTHENTICATION,
        Category.CONNECTION,
        Category.PERMISSION,
        Category.MEMORY,
        Category.CDK_CONTRACT,
        Category.CONFIGURATION,
    }
)
_OF_DRIVERS = frozenset(Category) - {Category.ASSERTION, Category.CONFIGURATION}


def _usual_steps(rules: Sequence[FailureRule]) -> dict[str, tuple[str, ...]]:
    counted: dict[str, Counter[tuple[str, ...]]] = {}
    for rule in rules:
        if rule.next_steps:
            counted.setdefault(rule.category.value, Counter())[rule.next_steps] += 1
    return {category: steps.most_common(1)[0][0] for category, steps in counted.items()}


_FOREIGN = re.compile(
    r"(?i:sql|jdbc|database|driver|query|psycopg|mongo|snowflake|\bgoogle\.|\bboto|\berrors\.)|(?:Server|Client|Api|Service|DB)(?:Exception|Error)|BatchUpdate|Trino"
    r"|^[A-Z]\w*\.[A-Z]"
)
_HUMPS = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


_CODED = re.compile(r"(?:^|\s)(?:[\w$]+\.)+[\w$]+: \W?[A-Z]{2,}(?:_[A-Z]{2,})+\b")
"""A message that begins with a server's own code for it: `BUCKET_NOT_FOUND: ...`."""
_TOKEN = re.compile(r"\b(?:[A-Z]+[a-z\d]+){2,}[A-Z]*\b|\b[A-Za-z\d]+(?:_[A-Za-z\d]+)+\b")
"""What a program calls an error: `BucketNotFound`, `BUCKET_NOT_FOUND`."""


def _apart(token: re.Match[str]) -> str:
    return _HUMPS.sub(" ", token[0]).replace("_", " ")


def _specific(match: Match) -> int:
    """Among rules of one depth, one with a condition or a pattern knows more than a bare class or state."""
    return 2 * bool(match.rule.when) + (match.at >= 0)


def _possible(rules: Iterable[FailureRule], whole: str) -> list[FailureRule]:
    states = stated(whole)
    texts = [whole, " ".join(whole.split())] if "\n" in whole and len(whole) <= JOINED_UP_TO else [whole]
    return [
        rule
        for rule in rules
        if rule.scope is Scope.COMPILER
        or rule.depth is Depth.WORDS
        or any(pattern.search(text) for text in texts for pattern in rule.compiled)
        or any(spoken.word in whole for spoken in rule.spoken)
        or any(name.rpartition(".")[2] in whole for name in rule.exceptions)
        or any(_has_state(state, states) for state in rule.sqlstates)
    ]


def stated(text: str) -> list[str]:
    """The SQLSTATEs that a text states, in order."""
    found = (next(group for group in match.groups() if group) for match in _STATE.finditer(text))
    return [state for state in found if _STATE_SHAPE.fullmatch(state)]


def _has_state(wanted: str, states: Sequence[str]) -> bool:
    return any(state == wanted or (wanted.endswith("***") and state.startswith(wanted[:2])) for state in states)


def _match(rule: FailureRule, text: str, class_name: str, scope: Scope, around: str) -> Match | None:
    if rule.scope not in (scope, Scope.ANY):
        return None
    if rule.condition is not None and not rule.condition.search(around):
        return None
    if not rule.only_thrown or class_name:
        for pattern in (*rule.compiled, *rule.spoken):
            found = pattern.search(text)
            if found:
                return Match(rule, {k: v for k, v in found.groupdict().items() if v}, found.start())
    if class_name and any(_is_class(name, class_name) for name in rule.exceptions):
        return Match(rule, {"exception": class_name.rpartition(".")[2]}, -1)
    if rule.sqlstates:
        state = next((s for s in stated(text) if any(_has_state(w, [s]) for w in rule.sqlstates)), None)
        if state:
            return Match(rule, {"state": state}, -1)
    return None


def _is_class(wanted: str, class_name: str) -> bool:
    return class_name == wanted or re.split(r"[.$]", class_name)[-1] == wanted


def fallback(class_name: str, text: str) -> Match | None:
    """What is left to say about an exception that no rule knows."""
    if not class_name:
        return None
    known = next((rule for prefix, rule in BY_PACKAGE.items() if class_name.startswith(prefix)), None)
    known = known or REFUSED.get(re.split(r"[.$]", class_name)[-1])
    if known is not None:
        return Match(known, {"exception": class_name.rpartition(".")[2], "said": _said(text)}, -1)
    return Match(UNKNOWN_EXCEPTION, {"exception": class_name.rpartition(".")[2], "said": _said(text)}, -1)


def _said(text: str) -> str:
    first = text.strip().split("\n", 1)[0]
    return first.partition(": ")[2][:SAID]
