"""Decision trees: which way to go for one database, from its facts and a person's own word (`knowledge/decisions/`)."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from destination_writer.knowledge.dialects import Dialect, StrategyKind
from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.text.files import Files

FOLDER = "decisions/"


class Question(Strict):
    """`capability` names what a dialect says (any of several); `fact` a path into it, true where it says something;
    `known` something that the situation tells. `has` and `lacks` name a question or an end."""

    id: str
    ask: str
    has: str
    lacks: str
    capability: str | tuple[str, ...] = ()
    fact: str = ""
    known: str = ""
    short: str = ""
    """What it asks for, as a noun."""

    @property
    def capabilities(self) -> tuple[str, ...]:
        return (self.capability,) if isinstance(self.capability, str) else self.capability


class End(Strict):
    """`ways` are slugs of strategies, `*` for all that the database has; `options` names a condition whose general
    options are offered besides; `simple_first` orders from the easiest."""

    id: str
    says: str
    ways: tuple[str, ...] | Literal["*"] = ()
    options: str = ""
    simple_first: bool = False


class Tree(Strict):
    slug: str
    title: str
    kind: StrategyKind | None = None
    phase: int = Field(ge=0, le=11)
    words: tuple[str, ...] = Field(min_length=1)
    passages: tuple[str, ...] = Field(min_length=1)
    facts: str = ""
    """The group of a dialect's facts that belongs to the answer: `connection`, `types`."""
    shows: tuple[str, ...] = ()
    """Words of the lines of that group that are told; all are where it is empty."""
    start: str
    questions: tuple[Question, ...] = Field(min_length=1)
    ends: tuple[End, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        names = [one.id for one in (*self.questions, *self.ends)]
        twice = sorted({name for name in names if names.count(name) > 1})
        named = {self.start, *(name for one in self.questions for name in (one.has, one.lacks))}
        missing = sorted(named - set(names))
        if twice or missing:
            text = "ids that stand there twice or not at all: {names}"
            raise PydanticCustomError("tree", text, {"names": ", ".join((*twice, *missing))})
        return self

    def node(self, name: str) -> Question | End:
        return next(one for one in (*self.questions, *self.ends) if one.id == name)


@dataclass(frozen=True, slots=True)
class Decided:
    """One step of the walk: a question, its answer, and how that is known."""

    question: Question
    holds: bool
    source: str


@dataclass(frozen=True, slots=True)
class Walk:
    """How far the facts lead: to an end, or to a question that nobody answered."""

    tree: Tree
    steps: tuple[Decided, ...]
    end: End | None
    open: Question | None


UNSEEN = "no connector at hand tells otherwise"
_UNSEEN = frozenset({"append_done"})
"""What is taken for not done as long as no connector shows that it is."""
Known = Callable[[Question], tuple[bool, str] | None]
"""What is known of a question, with how it is known; None where a person must say."""


def walk(tree: Tree, known: Known) -> Walk:
    """From the start to an end, or to the first question without an answer. A tree without an end in reach stops at
    the first question that comes twice."""
    steps: list[Decided] = []
    seen: set[str] = set()
    at = tree.node(tree.start)
    while isinstance(at, Question) and at.id not in seen:
        seen.add(at.id)
        answer = known(at)
        if answer is None:
            return Walk(tree, tuple(steps), None, at)
        steps.append(Decided(at, *answer))
        at = tree.node(at.has if answer[0] else at.lacks)
    return Walk(tree, tuple(steps), at if isinstance(at, End) else None, None)


Path = tuple[tuple[Question, bool], ...]


def ends_below(tree: Tree, start: Question, known: Mapping[str, bool]) -> Iterator[tuple[Path, End]]:
    """Every end that can be reached from a question, with the answers that lead there. `known` are answers given
    already, by question; a question about the same capabilities as an earlier one has its answer."""

    def below(name: str, path: Path) -> Iterator[tuple[Path, End]]:
        node = tree.node(name)
        if isinstance(node, End):
            yield path, node
            return
        told = next((holds for one, holds in path if one.capabilities and one.capabilities == node.capabilities), None)
        told = known.get(node.id, told)
        for holds in (True, False):
            if told is None or told is holds:
                further = (*path, (node, holds)) if told is None else path
                yield from below(node.has if holds else node.lacks, further)

    yield from below(start.id, ())


def known_of(
    dialect: Dialect | None, told: Mapping[str, object], said: Mapping[str, bool], situation: Mapping[str, bool]
) -> Known:
    """The person's word in this conversation first, then what the state file remembers (`has_merge`), then the
    database's facts."""

    def known(question: Question) -> tuple[bool, str] | None:
        for name in (question.id, *question.capabilities):
            if name in said:
                return said[name], "you said so"
            if told.get(f"has_{name}") is not None:
                return bool(told[f"has_{name}"]), "your answer in .destination-writer/state.yaml"
        if question.known in situation:
            return situation[question.known], "as the connector stands"
        if question.known in _UNSEEN:
            return False, UNSEEN
        return fact_of(question, dialect) if dialect else None

    return known


def fact_of(question: Question, dialect: Dialect) -> tuple[bool, str] | None:
    """What the database's own facts answer; None where they are silent."""
    if question.known == "json_type":
        return _has_json(dialect), dialect.type_map.proof.label
    if question.fact == "alter.rename":
        return bool(dialect.alter.rename), dialect.alter.proof.label
    if question.capabilities == ("jdbc",):
        return dialect.connection.client == "jdbc", dialect.connection.proof.label
    facts = [dialect.capabilities[name] for name in question.capabilities if name in dialect.capabilities]
    able = next((fact for fact in facts if fact.supported), None)
    if able is not None:
        since = f", since {able.since}" if able.since else ""
        return True, able.proof.label + since
    return (False, facts[0].proof.label) if facts else None


_JSON = re.compile(r"json|variant|super|object", re.IGNORECASE)


def _has_json(dialect: Dialect) -> bool:
    """Whether objects have a type of their own."""
    return not dialect.is_sql or _JSON.search(dialect.type_for("ObjectType").ddl) is not None


def load_trees(files: Files) -> tuple[Tree, ...]:
    """Raises KnowledgeError for a file that does not fit."""
    paths = sorted(path for path in files.list() if path.startswith(FOLDER) and path.endswith(".yaml"))
    return tuple(load_model(files, path, Tree) for path in paths)
