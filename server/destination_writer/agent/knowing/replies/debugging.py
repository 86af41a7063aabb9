"""A test that fails: the output is read, the cause named, the fix shown. A failure is a blocker until it is mended."""

import re
from collections.abc import Iterator, Sequence

from destination_writer.agent.knowing.desk import Desk, written
from destination_writer.agent.knowing.dialogue import Answer, Asked, Suggestion
from destination_writer.agent.knowing.intents import Subject
from destination_writer.agent.values import Passage
from destination_writer.knowledge.failures import Depth
from destination_writer.results.diagnose import diagnose
from destination_writer.results.diagnosis import Diagnosis

OUTPUT = "output"
_CLASS = re.compile(r"^(?:[A-Za-z_$][\w$]*\.)+(?=\S)")
"""The class in front of a test's name."""
_MESSAGE = 400
MOST = 3
"""Causes that are explained in one answer."""
_OUTPUT_SIGNS = re.compile(
    r"^\s+at [\w.$]+\(|\b[\w.]+(?:Exception|Error)\b(?::|$)|^e: |^> Task|FAILED\b|BUILD FAILED|^ERROR:|Caused by:|"
    r"<testsuite|AssertionError|SQLSTATE|ORA-\d{5}|\bsyntax error (?:at or )?near\b",
    re.MULTILINE,
)
_NEAR = re.compile(r"syntax error (?:at or )?near \"?'?(?P<word>\w+)", re.IGNORECASE)
_SURE = (Depth.CAUSE, Depth.WRAPPER)
LONGEST = 200_000
"""Characters of output that are read."""


def looks_like_output(text: str) -> bool:
    """Whether somebody pasted what a tool printed."""
    return _OUTPUT_SIGNS.search(text[:LONGEST]) is not None


def debug(desk: Desk) -> Answer:
    """`My "upsert tables" test is failing`: with the newest results at hand they are explained, else the output is
    asked for."""
    subject = desk.intents.by_test(desk.text) or desk.intents.subject(desk.text)
    test = _named(desk.text)
    mine = _of_test(desk.situation.latest, test)
    if mine:
        return explained(desk, mine, subject, "Your newest results say:")
    blocker = (
        f"{f'The test `{test}` fails' if test else 'It fails'}, and that is a blocker: we go on when it "
        "passes, not before. Let's debug it now."
    )
    parts = [
        blocker,
        "Paste the whole output of the test: the exception with every `Caused by`, and the lines around it.",
    ]
    if desk.situation.latest:
        parts.append("The newest results at hand do not hold that failure.")
    passages = _expected(desk, subject)
    topic = desk.going(intent="debug", subject=subject.subject if subject else "", test=test)
    path = desk.situation.path
    offers = (
        Suggestion("Or let its report be read", ("diagnose", "REPORT.xml", "--connector", path)),
        *_rerun(desk, subject),
    )
    return written(topic, parts, passages, offers, Asked(OUTPUT, "What does the output say?"))


def from_output(desk: Desk, text: str) -> Answer:
    """What was pasted, explained."""
    topic = desk.topic
    packages = (desk.situation.connector.package,) if desk.situation.connector else ()
    found = diagnose(text[:LONGEST], desk.knowledge.failure_rules, packages)
    subject = desk.intents.by_name(topic.subject) or desk.intents.by_test(text) or desk.intents.subject(text)
    if not found:
        words = (
            "I read the output and find no failure stated in it. Paste all of it, from the first line of the "
            "failing test to the "
            "end; the report's `system-out` often holds the true cause alone."
        )
        return written(
            desk.going(intent="debug"), (words,), (), (), Asked(OUTPUT, "What does the whole output say?"), known=False
        )
    return explained(desk, found, subject, "")


def explained(desk: Desk, found: Sequence[Diagnosis], subject: Subject | None, lead: str) -> Answer:
    """Each cause with its fix; the first one with what the database's own facts add."""
    count = len(found)
    causes = "one cause" if count == 1 else f"{count} causes"
    parts = [lead, f"🚫 **This is a blocker**: {causes} to mend. All tests must pass before the next phase."]
    facts, sharper = _by_facts(desk, found[0])
    parts += _told(found[0], 1 if count > 1 else 0, sharper)
    for number, one in enumerate(found[1:MOST], 2):
        parts += _told(one, number, [])
    if count > MOST:
        parts.append(f"{count - MOST} more follow; mend these first, the others often come from them.")
    steps = () if sharper else found[0].next_steps
    if steps:
        parts.append("If that does not mend it:\n\n" + "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1)))
    known = found[0].depth in _SURE
    if not known:
        parts.append(
            "No rule of mine knows this very message, so the cause is told by its kind alone. Read the innermost "
            "`Caused by`."
        )
    path = desk.situation.path
    offers = (
        Suggestion(
            "See the failing place and the changes that mend it",
            ("diagnose", "OUTPUT.txt", "--connector", path, "--fix"),
        ),
        *_rerun(desk, subject),
    )
    passages = [*_rule_passages(desk, found), *facts]
    topic = desk.going(intent="debug", subject=subject.subject if subject else desk.topic.subject)
    asked = Asked(OUTPUT, "Run the test again after the fix. What does it say?")
    return written(topic, parts, passages, offers, asked, known=known)


def _told(one: Diagnosis, number: int, sharper: list[str]) -> Iterator[str]:
    """Category, message, cause and fix; where the database's facts say more than the message, they say the cause."""
    where = f" in `{one.file}{f':{one.line}' if one.line else ''}`" if one.file else ""
    test = f", test `{_CLASS.sub('', one.test).removesuffix('()')}`" if one.test else ""
    kind = one.category.replace("-", " ").replace("sql", "SQL").replace("cdk", "CDK")
    yield f"{f'{number}. ' if number else ''}Error type: **{kind}**{test}{where}"
    message = one.message.strip().split("\n")[0]
    yield f"> {message if len(message) <= _MESSAGE else message[: _MESSAGE - 1] + '…'}"
    if sharper:
        yield from sharper
    else:
        yield f"**Root cause:** {one.cause.removesuffix(f' The text says: {message}')}"
        yield f"**Fix:** {one.fix}"


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


def _rule_passages(desk: Desk, found: Sequence[Diagnosis]) -> list[Passage]:
    anchors = {
        piece.partition("#")[2]: piece for piece in desk.library.anchors() if piece.startswith("knowledge/failures/")
    }
    rules = (one.rule for one in found[:MOST] if one.rule in anchors)
    return list(desk.passages(anchors[rule] for rule in rules))


def _named(text: str) -> str:
    quoted = re.search(r"[\"“`']([\w ]{3,80})[\"”`'] (?:test|suite)", text)
    if quoted:
        return quoted[1]
    plain = re.search(r"\bmy ([\w ]{3,40}?) tests? (?:is|are|keeps?|still)\b", text, re.IGNORECASE)
    return plain[1].strip() if plain else ""


def _of_test(latest: Sequence[Diagnosis], test: str) -> list[Diagnosis]:
    if not test:
        return list(latest)
    key = re.sub(r"[^a-z0-9]", "", test.lower())
    return [
        one
        for one in latest
        if any(key in re.sub(r"[^a-z0-9]", "", name.lower()) for name in (one.test or "", *one.tests))
    ]


def _expected(desk: Desk, subject: Subject | None) -> tuple[Passage, ...]:
    phase = subject.phase if subject else desk.context.phase
    return desk.passages((f"knowledge/phases.yaml#{phase}/tests",)) if phase is not None else ()


def _rerun(desk: Desk, subject: Subject | None) -> Iterator[Suggestion]:
    phase = subject.phase if subject else desk.context.phase
    if phase is not None:
        command = ("checkpoint", desk.situation.path, "--phase", str(phase))
        yield Suggestion("Run it again when it is mended", command)
