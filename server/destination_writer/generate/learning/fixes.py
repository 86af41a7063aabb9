"""A failure that was mended becomes a failure rule of the workspace, which must find its own example and no other's."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from destination_writer.generate.learning.wording import Breadth, first_line, has_words, phrase_of
from destination_writer.generate.learning.yamltext import appended_rule
from destination_writer.knowledge.failures import Category, Depth, Example, FailureRule, Scope
from destination_writer.knowledge.phrases import phrase
from destination_writer.results.diagnose import Diagnosis, diagnose
from destination_writer.text.changes import Change, FileCreation, FileEdit, NoChange, TextEdit, fingerprint
from destination_writer.text.places import Span
from destination_writer.text.redaction import redacted

LEARNED_PATH = ".destination-writer/knowledge/failures/learned.yaml"
_SLUG_WORD = re.compile(r"[a-z][a-z0-9]*")
_SLUG_WORDS = 5
_RECOGNISED = 30
"""Characters of a message by which its line is found again."""
_CERTAIN = (Depth.CAUSE, Depth.WRAPPER)


@dataclass(frozen=True, slots=True)
class MendedFailure:
    """A failure and what mended it. `text` is what the run said; `fix` and `cause` are a person's words, or empty;
    `mended_by` are titles of the Changes that mended it, `match` a phrase in place of the one made from the text."""

    text: str
    fix: str = ""
    cause: str = ""
    mended_by: tuple[str, ...] = ()
    match: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class LearnedFix:
    """The rule and the Change that writes it. `narrowed` says why the phrase keeps the names, empty where it does
    not."""

    rule: FailureRule
    change: Change
    narrowed: str = ""


def learn_fix(
    mended: MendedFailure, rules: Sequence[FailureRule], present: str | None, names: Sequence[str] = ()
) -> LearnedFix | NoChange:
    """`rules` are all that hold now, `present` the text of LEARNED_PATH (None without one), `names` those of this
    machine, which go into no rule. NoChange says why nothing is written: a rule that would explain other failures too
    is worse than none."""
    text = redacted(mended.text.strip(), names)
    if not text:
        return NoChange("the failure has no text to learn from", ("the failure's message",))
    fix = mended.fix.strip() or "; ".join(mended.mended_by)
    if not fix:
        return NoChange(
            "nothing on record says what mended it, for the change was made by hand; say it in a sentence",
            ("what mends it",),
        )
    found = _diagnosed(text, rules)
    refused = ""
    narrowed = ""
    for breadth in Breadth:
        made = _rule(mended, text, redacted(fix, names), found, breadth, rules)
        if isinstance(made, NoChange):
            return made
        same = next((rule for rule in rules if rule.learned and rule.phrases == made.phrases), None)
        if same is not None:
            return NoChange(f"this is remembered already: the rule {same.id} has the same words")
        refused = _objection(made, text, rules)
        if not refused:
            return LearnedFix(made, _change(made, present), narrowed if breadth else "")
        narrowed = refused
        if mended.match:
            break
    return NoChange(refused)


def _diagnosed(text: str, rules: Sequence[FailureRule]) -> Diagnosis | None:
    return next(iter(diagnose(text, rules)), None)


def _rule(
    mended: MendedFailure,
    text: str,
    fix: str,
    found: Diagnosis | None,
    breadth: Breadth,
    rules: Sequence[FailureRule],
) -> FailureRule | NoChange:
    words = mended.match.strip() or phrase_of(_stated(found, text), breadth)
    if not has_words(words):
        return NoChange(
            f"{words!r} says too little to know such a failure by; give the words yourself with --match",
            ("two words that only such a failure says",),
        )
    known = found is not None and found.depth in _CERTAIN
    cause = mended.cause.strip() or (
        found.cause if found and known else "It failed like this before and was mended here"
    )
    try:
        parts = _parts(words, text)
        return FailureRule(
            id=_free_id(mended.id or words, rules),
            category=Category(found.category) if found else Category.RUNTIME,
            cause=_general(_plain(cause), parts),
            fix=_general(_plain(fix), parts),
            scope=Scope.COMPILER if found and _is_compilers(found) else Scope.TEXT,
            phrases=(words,),
            examples=(Example(text=text),),
            learned=True,
        )
    except ValueError as error:
        return NoChange(_reason(error), ("a phrase that can be searched for",))


def _is_compilers(found: Diagnosis) -> bool:
    """Whether a compiler placed the message in a source file."""
    return found.key[:1] == ("compiler",)


def _stated(found: Diagnosis | None, text: str) -> str:
    """The line of the text that the diagnosis rests on, as it was printed."""
    if found is None:
        return text
    if _is_compilers(found):
        return found.message
    start = first_line(found.message)[:_RECOGNISED]
    return next((line for line in text.split("\n") if start and start in line), found.message)


def _parts(words: str, text: str) -> dict[str, str]:
    """What the named parts of a phrase are in the text. Raises ValueError for what is no phrase."""
    match = phrase(words).search(text)
    return {name: value for name, value in match.groupdict().items() if value} if match else {}


def _general(sentence: str, parts: Mapping[str, str]) -> str:
    """The sentence with the parts in place of what they were this time, so that it speaks of the next failure too."""
    for name, value in sorted(parts.items(), key=lambda item: -len(item[1])):
        if len(value) > 1:
            sentence = re.sub(rf"(?<![\w{{]){re.escape(value)}(?![\w}}])", f"{{{name}}}", sentence)
    return sentence


def _objection(rule: FailureRule, text: str, rules: Sequence[FailureRule]) -> str:
    """Why the rule must not be written; empty when it may."""
    explained = _diagnosed(text, (*rules, rule))
    if explained is None or explained.rule != rule.id:
        instead = f"{explained.rule} explains it instead" if explained else "it is not found"
        return f"the rule would not find its own example: {instead}; give its words with --match"
    for other in rules:
        for example in other.examples:
            if any(pattern.search(example.text) for pattern in rule.spoken):
                quoted = first_line(example.text)[:120]
                return (
                    f"the words {rule.phrases[0]!r} would also explain failures that the rule {other.id} is for "
                    f"({quoted!r}); give narrower ones with --match"
                )
    return ""


def _reason(error: ValueError) -> str:
    return (
        str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        if isinstance(error, ValidationError)
        else str(error)
    )


def _free_id(words: str, rules: Sequence[FailureRule]) -> str:
    """`learned-` and the first words, with a number where that is taken."""
    plain = re.sub(r"\{\w*\}", " ", words.lower().removeprefix("learned-"))
    base = "-".join(["learned", *_SLUG_WORD.findall(plain)[:_SLUG_WORDS]])
    taken, number, free = {rule.id for rule in rules}, 2, base
    while free in taken:
        free, number = f"{base}-{number}", number + 1
    return free


def _plain(sentence: str) -> str:
    """A full sentence on one line."""
    text = " ".join(sentence.split())
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _change(rule: FailureRule, present: str | None) -> Change:
    title, purpose = (
        f"Remember the fix as the rule {rule.id}",
        "The next failure like it is explained by what mended this.",
    )
    new = appended_rule(present, rule)
    if present is None:
        return Change(title, (FileCreation(LEARNED_PATH, new),), purpose, needs_confirmation=True)
    edit = TextEdit(Span(0, len(present)), new)
    return Change(title, (FileEdit(LEARNED_PATH, fingerprint(present), (edit,)),), purpose, needs_confirmation=True)
