"""Which way to go: a decision tree walked by facts, with a question back where they are silent."""

from collections.abc import Iterator, Mapping, Sequence

from destination_writer.agent.knowing.decisions import (
    UNSEEN,
    Decided,
    End,
    Question,
    Tree,
    Walk,
    ends_below,
    known_of,
    walk,
)
from destination_writer.agent.knowing.desk import YOURS, Desk, dialect_named, written
from destination_writer.agent.knowing.dialogue import Answer, Asked, Suggestion
from destination_writer.agent.knowing.intents import Subject
from destination_writer.checkpoints.status import PhaseState
from destination_writer.knowledge.bulklevels import BulkLevels, load_bulk_levels
from destination_writer.knowledge.conditions import Condition, Option, load_conditions
from destination_writer.knowledge.dialects import Strategy, StrategyKind

YES_NO = ("Yes", "No", "Not sure, help me check")
PREFIX = "tree:"
OPTIONS = "options:"
_APPEND = 5
_LIKE = 3
"""Databases that are named as examples."""
_REFERENCES = ("postgres", "clickhouse", "snowflake", "sqlite", "mysql")
"""Databases whose code is shown where the database at hand is not known, the most usual SQL first."""


def tree_for(desk: Desk, text: str, subject: Subject | None) -> Tree | None:
    """The tree that a text speaks of: that of its subject's kind, else the one with the longest word in it."""
    if subject and subject.kind:
        found = next((tree for tree in desk.trees if tree.kind == subject.kind), None)
        if found:
            return found
    plain = text.lower()
    named = [(len(word), number) for number, tree in enumerate(desk.trees) for word in tree.words if word in plain]
    return desk.trees[max(named)[1]] if named else None


def decide(desk: Desk, tree: Tree, said: Mapping[str, bool], lead: str = "") -> Answer:
    """Walks a tree: an end with its ways, or the question that has to be answered first."""
    told = desk.situation.connector.state.database_characteristics if desk.situation.connector else {}
    found = walk(tree, known_of(desk.dialect, told, said, _standing(desk)))
    topic = desk.going(intent="choose", subject=tree.slug, said=dict(said), question=_standalone(tree))
    steps = "\n".join(f"- {_told(desk, step)}" for step in found.steps if step.source != UNSEEN)
    if found.open is not None:
        ask = Asked(PREFIX + found.open.id, _filled(found.open.ask, desk), YES_NO)
        why = "I do not assume what a database can do, so your answer decides where this leads:"
        parts = (lead or f"**{tree.title}.**", steps, why, _outlook(desk, tree, found.open, found.steps))
        return written(topic, parts, desk.passages(tree.passages[:1]), (), ask)
    if found.end is None:
        return written(topic, (lead or f"**{tree.title}.**", steps), desk.passages(tree.passages))
    return _ended(desk, tree, found, found.end, said, lead, steps)


def _ended(desk: Desk, tree: Tree, found: Walk, end: End, said: Mapping[str, bool], lead: str, steps: str) -> Answer:
    topic = desk.going(intent="choose", subject=tree.slug, said=dict(said), question=_standalone(tree))
    ways = possible(desk, tree, end, said)
    fits = not ways or end.ways == "*" or ways[0].slug in end.ways
    says = end.says if fits else _own_way(desk, found)
    if desk.dialect is not None and not desk.dialect.is_sql and any(step.question.capabilities for step in found.steps):
        steps, says = "", f"{desk.name} has no SQL, so its own operations decide."
    parts = [lead or f"**{tree.title}{_for(desk)}.**", steps, says]
    asked = None
    if ways:
        parts += [_listed(desk, tree, ways), _fastest(desk, end, ways), _example(desk, tree, ways[0], end)]
    elif desk.dialect is None:
        parts.append(_reference(desk, tree, end))
    if end.options and not ways:
        options = options_of(desk, end.options)
        parts.append("\n".join(f"{n}. **{one.title}.** {one.text}" for n, one in enumerate(options, 1)))
        asked = Asked(
            f"{OPTIONS}{end.options}", "Which approach fits your database best?", tuple(o.title for o in options)
        )
    facts = desk.fact(tree.facts) if tree.facts else None
    if facts:
        parts.append(_limited(facts.text, tree.shows))
    cited = [*desk.passages(_cited(desk, tree, ways)), *([facts] if facts else [])]
    return written(topic, parts, cited, _commands(desk, tree, ways), asked)


def possible(desk: Desk, tree: Tree, end: End, said: Mapping[str, bool]) -> tuple[Strategy, ...]:
    """The database's own ways of the tree's kind, without those that need what the person said it lacks."""
    if tree.kind is None or desk.dialect is None:
        return ()
    denied = {name for name, holds in said.items() if not holds}
    ways = tuple(way for way in desk.dialect.strategies_of(tree.kind) if denied.isdisjoint(way.requires))
    if not end.simple_first:
        levels = _levels(desk)
        return tuple(sorted(ways, key=lambda way: -levels.rank(way))) if end.ways == "*" else ways
    levels = _levels(desk)
    return tuple(sorted(ways, key=levels.rank))


def options_of(desk: Desk, capability: str) -> tuple[Option, ...]:
    condition = condition_of(desk, capability)
    return condition.without.options if condition else ()


def condition_of(desk: Desk, capability: str) -> Condition | None:
    return next((one for one in load_conditions(desk.knowledge.files) if one.capability == capability), None)


def _standing(desk: Desk) -> dict[str, bool]:
    status = desk.situation.status
    return {"append_done": status.phases[_APPEND].state is PhaseState.DONE} if status is not None else {}


def _standalone(tree: Tree) -> str:
    return f"Which strategy should I use: {tree.title.lower()}?"


def _told(desk: Desk, step: Decided) -> str:
    question = _filled(step.question.ask, desk)
    return f"{question} **{'Yes' if step.holds else 'No'}** ({step.source})."


def _filled(text: str, desk: Desk) -> str:
    return text.replace("{database}", desk.name)


def _for(desk: Desk) -> str:
    return f": {desk.name}" if desk.name != YOURS else ""


def _own_way(desk: Desk, found: Walk) -> str:
    """Where the tree leads elsewhere than the database's own facts: those facts."""
    notes = [desk.fact(f"capabilities/{name}") for step in found.steps for name in step.question.capabilities]
    told = " ".join(passage.text.replace("\n", " ") for passage in notes if passage)
    return f"The usual way does not fit {desk.name}, whose facts come first: {told}"


def _listed(desk: Desk, tree: Tree, ways: Sequence[Strategy]) -> str:
    return "\n".join(_way_lines(desk, tree, ways))


def _way_lines(desk: Desk, tree: Tree, ways: Sequence[Strategy]) -> Iterator[str]:
    levels = _levels(desk)
    for number, way in enumerate(ways, 1):
        title = levels.words(way) if tree.kind is StrategyKind.BULK_LOAD else way.title
        yield f"{number}. **{title}** (`{way.slug}`). {way.trade_off} {way.ahead_because}".rstrip()


def _example(desk: Desk, tree: Tree, way: Strategy, end: End) -> str:
    subject = _subject(desk, tree)
    if subject is None or desk.dialect is None:
        return ""
    found = desk.examples.of(subject, desk.dialect.slug, desk.context.era, way.slug)
    if found is None:
        return ""
    which = "the first, to begin with" if end.simple_first else "the first"
    return f"`{found.place}` as it is generated ({which}):\n\n{found.markdown}"


def _fastest(desk: Desk, end: End, ways: Sequence[Strategy]) -> str:
    if not end.simple_first or len(ways) < 2:
        return ""
    best, rank = fastest(desk, ways), _levels(desk).rank
    others = [way for way in ways if way is not best and rank(way) == rank(best)]
    if len(others) == len(ways) - 1:
        return ""
    equals = f" (or {', '.join(f'`{way.slug}`' for way in others)}, of the same level)" if others else ""
    return f"**The fast way in the end:** `{best.slug}`{equals}. Take it when append is green, and measure both."


def fastest(desk: Desk, ways: Sequence[Strategy]) -> Strategy:
    """The way of the highest level, of several the one that the database's facts put first."""
    own = desk.dialect.strategies_of(StrategyKind.BULK_LOAD) if desk.dialect else tuple(ways)
    return max((way for way in own if way in ways), key=_levels(desk).rank)


def _limited(text: str, shows: Sequence[str]) -> str:
    """Of a group of facts the lines that a tree is about; all where it names none."""
    if not shows:
        return text
    return "\n".join(line for line in text.split("\n") if any(word in line for word in shows))


def _outlook(desk: Desk, tree: Tree, open_at: Question, steps: Sequence[Decided]) -> str:
    """Every end that is still open, with the databases that go that way: an answer for who cannot be asked."""
    known = {step.question.id: step.holds for step in steps}
    lines: list[str] = []
    for path, end in ends_below(tree, open_at, known):
        when = ", ".join(f"{'with' if holds else 'without'} {_short(question)}" for question, holds in path)
        like = _goes_so(desk, tree, end)
        lines.append(f"- **{when[:1].upper()}{when[1:]}**{f' (like {like})' if like else ''}: {end.says}")
    return "\n".join(lines)


def _short(question: Question) -> str:
    return question.short or question.id.replace("_", " ")


def _goes_so(desk: Desk, tree: Tree, end: End) -> str:
    """Names of databases whose own facts lead to an end, three at most."""
    found: list[str] = []
    for slug in desk.knowledge.dialect_slugs:
        known = dialect_named(desk.knowledge, slug)
        if known is None or tree.kind is None:
            continue
        there = walk(tree, known_of(known, {}, {}, {})).end
        ways = known.strategies_of(tree.kind)
        if there is end and ways and (end.ways == "*" or ways[0].slug in end.ways):
            found.append(known.name)
    return ", ".join(found[:_LIKE])


def _reference(desk: Desk, tree: Tree, end: End) -> str:
    """How a known database goes the way that an unknown one has to go."""
    subject = _subject(desk, tree)
    for slug in _REFERENCES:
        known = dialect_named(desk.knowledge, slug)
        if known is None or tree.kind is None or subject is None:
            continue
        way = next((one for one in known.strategies_of(tree.kind) if one.slug in end.ways), None)
        found = desk.examples.of(subject, slug, desk.context.era, way.slug) if way else None
        if way and found:
            return f"This is how it is written for {known.name} ({way.title}), as a pattern:\n\n{found.markdown}"
    return ""


def _subject(desk: Desk, tree: Tree) -> Subject | None:
    return next((one for one in desk.intents.file.subjects if one.kind == tree.kind), None)


def _cited(desk: Desk, tree: Tree, ways: Sequence[Strategy]) -> tuple[str, ...]:
    if desk.dialect is None or tree.kind is None:
        return tree.passages
    own = f"knowledge/dialects/{desk.dialect.slug}.yaml#{tree.kind.value}"
    return (*(f"{own}/{way.slug}" for way in ways[:2]), *tree.passages)


def _commands(desk: Desk, tree: Tree, ways: Sequence[Strategy]) -> Iterator[Suggestion]:
    path = desk.situation.path
    if not ways and desk.dialect is None:
        yield Suggestion("List the databases and what each can do", ("dialects",))
        return
    if not ways and desk.dialect is not None:
        yield Suggestion(f"All facts of {desk.dialect.name}", ("dialects", "--dialect", desk.dialect.slug))
    if tree.kind is StrategyKind.BULK_LOAD:
        yield Suggestion("See how this connector writes records, and how it could", ("tune", path))
        yield Suggestion(
            "Take another way and look at the change" if len(ways) > 1 else "Take it and look at the change",
            ("tune", path, "--strategy", fastest(desk, ways).slug),
        )
    elif tree.kind is not None:
        chosen = f"{tree.kind.value}={ways[0].slug}"
        yield Suggestion(
            "Write it and look at the change", ("generate", path, "--phase", str(tree.phase), "--strategy", chosen)
        )
    yield Suggestion(f"Run the tests of phase {tree.phase}", ("checkpoint", path, "--phase", str(tree.phase)))


def _levels(desk: Desk) -> BulkLevels:
    return load_bulk_levels(desk.knowledge.files)
