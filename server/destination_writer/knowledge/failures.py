"""Failure rules: what a message means, and what mends it."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property, lru_cache

from pydantic import Field, ValidationError, ValidationInfo, field_validator

from destination_writer.knowledge.loading import KnowledgeError, Strict, load_model
from destination_writer.knowledge.phrases import Phrase, phrase
from destination_writer.text.files import Files

FOLDER = "failures/"


class Category(StrEnum):
    """What a developer has to remove. The categories exclude one another: the deepest cause decides."""

    COMPILATION = "compilation"
    BUILD = "build-and-dependencies"
    INJECTION = "dependency-injection"
    CONFIGURATION = "configuration"
    CONNECTION = "connection"
    AUTHENTICATION = "authentication"
    PERMISSION = "permission"
    SQL_SYNTAX = "sql-syntax"
    MISSING_OBJECT = "missing-object"
    CASE = "case-sensitivity"
    TYPE_MISMATCH = "type-mismatch"
    CONSTRAINT = "constraint-violation"
    ASSERTION = "assertion"
    TIMEOUT = "timeout"
    MEMORY = "out-of-memory"
    CONTAINER = "container-environment"
    CDK_CONTRACT = "cdk-contract"
    RUNTIME = "runtime-exception"


class Depth(StrEnum):
    """How much a match explains. A deeper match hides the shallower ones of the same failure."""

    CAUSE = "cause"
    """What has to be removed: a missing table, a rejected password."""
    WRAPPER = "wrapper"
    """True, but the consequence of something else whenever that something is in the text: a pool timeout."""
    GUESS = "guess"
    """What a driver's own words or its package suggest, where no rule knows the message."""
    GENERIC = "generic"
    """Only the kind of exception is known."""
    WORDS = "words"
    """Ordinary words without a tool's structure; the last resort."""


class Scope(StrEnum):
    """Which texts a rule reads."""

    TEXT = "text"
    """Exceptions, logs and build output."""
    COMPILER = "compiler"
    """Messages that a compiler placed in a source file."""
    ANY = "any"


class PlaceHint(StrEnum):
    """Which place of a trace the mending happens at."""

    FRAME = "frame"
    """The topmost frame of the project."""
    TEST = "test"
    """The test that set the scene up wrongly."""
    NONE = "none"
    """Nothing in the project's sources is at fault."""


class Example(Strict):
    """A text that the rule must explain; `found` are named parts that it must find in it."""

    text: str
    found: dict[str, str] = Field(default_factory=dict[str, str])


class FailureRule(Strict):
    """Pattern -> category -> cause -> fix.

    It matches when one of `patterns` or `phrases` is found, or the exception's class is in `exceptions`, or the text
    states one of `sqlstates`. `when`, if given, must also be found somewhere in the same failure. `cause` and `fix` may
    name what the pattern found: `{table}`, or `{table|the table}` with words for when it found nothing.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    category: Category
    cause: str
    fix: str
    depth: Depth = Depth.CAUSE
    scope: Scope = Scope.TEXT
    place: PlaceHint = PlaceHint.FRAME
    patterns: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    """Messages as they are printed, `{name}` for a part that is kept, `{}` for one that is passed over."""
    exceptions: tuple[str, ...] = ()
    """Class names, simple (`NoSuchBeanException`) or qualified; a nested class by its own name."""
    sqlstates: tuple[str, ...] = ()
    """Five characters, or a class such as `28` followed by `***`."""
    when: str = ""
    """A pattern over the whole failure, class and message and trace."""
    only_thrown: bool = False
    """Patterns are read in exceptions alone, not in plain lines that also say such things when all is well."""
    examples: tuple[Example, ...] = Field(min_length=1)
    next_steps: tuple[str, ...] = ()
    """What to do next, in order; where a rule has none, its category's are filled in when the rules are loaded."""
    learned: bool = False
    """It was learned in this workspace from a failure that was mended; of rules that explain alike, it goes first."""

    @field_validator("patterns", "when")
    @classmethod
    def _compiles(cls, value: tuple[str, ...] | str, info: ValidationInfo) -> tuple[str, ...] | str:
        for pattern in (value,) if isinstance(value, str) else value:
            try:
                _compiled(pattern)
            except re.error as error:
                raise ValueError(f"{info.field_name}: {pattern!r} is not a regular expression: {error}") from None
        return value

    @field_validator("phrases")
    @classmethod
    def _can_be_searched(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for text in value:
            phrase(text)
        return value

    @cached_property
    def spoken(self) -> tuple[Phrase, ...]:
        return tuple(phrase(text) for text in self.phrases)

    @cached_property
    def compiled(self) -> tuple[re.Pattern[str], ...]:
        return tuple(_compiled(pattern) for pattern in self.patterns)

    @cached_property
    def condition(self) -> re.Pattern[str] | None:
        return _compiled(self.when) if self.when else None

    def explain(self, found: Mapping[str, str]) -> tuple[str, str]:
        """Cause and fix as sentences, with the parts that were found put in."""
        return render(self.cause, found), render(self.fix, found)

    def names(self, found: Mapping[str, str]) -> bool:
        """True when the cause names something that was found, so that it speaks of this failure and no other."""
        return any(found.get(part[1], "").strip() for part in _PART.finditer(self.cause))


class RuleFile(Strict):
    """One file of rules; `about` says in a line what they have in common."""

    about: str
    rules: tuple[FailureRule, ...]
    also: dict[str, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])
    """Further phrases for rules of any file, by id: what a product says in other languages."""
    next_steps: dict[Category, tuple[str, ...]] = Field(default_factory=dict[Category, tuple[str, ...]])
    """What to do next for rules without steps of their own, by category."""


def load_failure_rules(files: Files) -> tuple[FailureRule, ...]:
    """Every rule below `failures/`, in the order of file and place.

    Raises KnowledgeError for a file that does not fit, for two rules of one id, and for phrases of an unknown rule.
    """
    rules: dict[str, FailureRule] = {}
    added: list[tuple[str, str, tuple[str, ...]]] = []
    steps: dict[Category, tuple[str, ...]] = {}
    for path in _rule_files(files.list()):
        file = load_model(files, path, RuleFile)
        steps |= file.next_steps
        added += [(path, known, phrases) for known, phrases in file.also.items()]
        for rule in file.rules:
            if rule.id in rules:
                raise KnowledgeError(path, None, rule.id, "another rule has this id; choose a new one")
            rules[rule.id] = rule
    for path, known, phrases in added:
        rules[known] = _with_phrases(rules, path, known, phrases)
    return tuple(_with_steps(rule, steps.get(rule.category, ())) for rule in rules.values())


def _with_steps(rule: FailureRule, steps: tuple[str, ...]) -> FailureRule:
    return rule if rule.next_steps or not steps else rule.model_copy(update={"next_steps": steps})


def _with_phrases(rules: Mapping[str, FailureRule], path: str, known: str, added: tuple[str, ...]) -> FailureRule:
    rule = rules.get(known)
    if rule is None:
        raise KnowledgeError(path, None, f"also.{known}", "no rule has this id; name one that exists")
    try:
        return FailureRule.model_validate({**dict(rule), "phrases": (*rule.phrases, *added)})
    except ValidationError as error:
        raise KnowledgeError(path, None, f"also.{known}", str(error.errors()[0]["msg"])) from None


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Kept, for checking a rule and searching with it are one compilation, and there are more than `re` keeps."""
    return re.compile(pattern, re.MULTILINE)


_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")
_PART = re.compile(r"\{(\w+)(?:\|([^{}]*))?\}")


def render(template: str, found: Mapping[str, str]) -> str:
    """Puts `found` into `{name}` and `{name|words instead}`; other braces stay.

    The first letter is made a capital, but never that of a name that was found: `orders` is not `Orders`.
    """

    def part(match: re.Match[str]) -> str:
        value = found.get(match[1], "").replace("`", "").strip()
        if value:
            return value
        return match[2] if match[2] is not None else match[0]

    text = _TWO_STOPS.sub(".", " ".join(_PART.sub(part, template).split()))
    opening = _PART.match(template)
    found_first = found.get(opening[1], "").strip() if opening else ""
    return text if found_first and " " not in found_first else text[:1].upper() + text[1:]


def _rule_files(paths: Iterable[str]) -> list[str]:
    return sorted(path for path in paths if path.startswith(FOLDER) and path.endswith(".yaml"))
