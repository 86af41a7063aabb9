"""What this tool's own facts add to a diagnosis: the database's capabilities, and the troubles of the test's phase."""

import re
from dataclasses import replace

from destination_writer.agent.knowing.desk import Desk
from destination_writer.agent.knowing.intents import Subject
from destination_writer.agent.knowing.replies.looking import quoted
from destination_writer.agent.values import Passage
from destination_writer.results.diagnosis import Diagnosis

_NEAR = re.compile(r"syntax error (?:at or )?near \"?'?(?P<word>\w+)", re.IGNORECASE)
_EXISTS = re.compile(r"\balready exists\b", re.IGNORECASE)
_LOOKED_AT = 12


def sharpened(desk: Desk, one: Diagnosis, subject: Subject | None) -> tuple[list[Passage], list[str], list[str]]:
    """Passages to cite, what is said in place of the diagnosis' own cause and fix, and what is said besides."""
    passages, said = _by_facts(desk, one)
    if said:
        return passages, said, []
    near = _of_phase(desk, one, subject)
    if near and _EXISTS.search(one.message):
        return near, [_trouble(passage) for passage in near], []
    often = [f"Often behind it in phase {subject.phase}: {_in_one_line(p)}" for p in near] if subject else []
    if subject is not None and one.category == "assertion":
        guide = desk.passages((f"knowledge/guides/{subject.guide}",)) if subject.guide and subject.tests else ()
        often = [proves(desk, subject), *(f"**{p.title}**\n\n{quoted(p)}" for p in guide), *often]
        passages = [*passages, *guide]
    return [*passages, *near], [], often


def proves(desk: Desk, subject: Subject) -> str:
    """What the suite's tests of a member are about; empty where it has none."""
    phase = desk.knowledge.phase(subject.phase)
    tests = (test for group in (*phase.tests, *phase.recommended) for test in group.tests)
    return "\n".join(f"What `{one.name}` proves: {one.proves}" for one in tests if one.name in subject.tests)


def _in_one_line(passage: Passage) -> str:
    return f"{passage.title}. {' '.join(passage.text.split())}"


def _of_phase(desk: Desk, one: Diagnosis, subject: Subject | None) -> list[Passage]:
    """The trouble of the test's phase that fits best, if one does: of a failed assertion, which names no cause, and of
    what exists already, where the clean-up is at fault."""
    if subject is None or (one.category != "assertion" and not _EXISTS.search(one.message)):
        return []
    asked = f"{one.message.split(chr(10))[0]} {subject.subject}"
    found = desk.library.search(asked, replace(desk.context, phase=subject.phase), _LOOKED_AT)
    return [p for p in found if p.anchor.startswith(f"knowledge/phases.yaml#{subject.phase}/trouble/")][:1]


def _by_facts(desk: Desk, one: Diagnosis) -> tuple[list[Passage], list[str]]:
    """What the phases' own troubleshooting and the database's facts say about a message of SQL."""
    near = _NEAR.search(one.message)
    if one.category != "sql-syntax" or near is None:
        return [], []
    word = near["word"].upper()
    troubles = _troubles(desk, word)
    parts = [_trouble(passage) for passage in troubles]
    if word == "MERGE":
        facts, more = _without_merge(desk)
        return [*troubles, *facts], [*(more or parts)]
    return troubles, parts


def _trouble(passage: Passage) -> str:
    """`Cause: … Fix: …` of a phase's own troubleshooting, as the answer writes causes and fixes."""
    return passage.text.replace("Cause: ", "**Root cause:** ").replace("\nFix: ", "\n\n**Fix:** ")


def _troubles(desk: Desk, word: str) -> list[Passage]:
    found = desk.library.search(f"syntax error at or near {word}", desk.context, 6)
    return [one for one in found if "/trouble/" in one.anchor and word.lower() in one.title.lower()][:1]


def _without_merge(desk: Desk) -> tuple[list[Passage], list[str]]:
    subject = desk.intents.by_name("upsertTable")
    fact = desk.dialect.capabilities.get("merge") if desk.dialect else None
    if desk.dialect is None or subject is None or subject.kind is None or fact is None:
        return [], []
    denied = [way for way in desk.dialect.strategies_of(subject.kind) if "merge" not in way.requires]
    if not denied:
        return [], []
    way = denied[0]
    has = (
        f"has MERGE since version {fact.since}, so this server is older"
        if fact.supported and fact.since
        else "has MERGE"
    )
    name = desk.dialect.name
    cause = f"{name} has no MERGE. {fact.note}" if not fact.supported else f"{name} {has}."
    parts = [
        f"**Root cause:** the statement is a MERGE. {cause} ({fact.proof.label})",
        f"**Fix:** write `upsertTable` another way: **{way.title}** (`{way.slug}`). {way.trade_off} "
        f"{way.ahead_because}".rstrip(),
    ]
    example = desk.examples.of(subject, desk.dialect.slug, desk.context.era, way.slug)
    if example:
        parts.append(f"`{example.place}`, corrected:\n\n{example.markdown}")
    own = f"knowledge/dialects/{desk.dialect.slug}.yaml#"
    return list(desk.passages((f"{own}capabilities/merge", f"{own}upsert/{way.slug}"))), parts
