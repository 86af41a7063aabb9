"""A test that fails: the output is read, the cause named, the fix shown. A failure is a blocker until it is mended."""

import re
from collections.abc import Iterator, Sequence

from destination_writer.agent.knowing.desk import Desk, written
from destination_writer.agent.knowing.dialogue import Answer, Asked, Suggestion
from destination_writer.agent.knowing.intents import Subject
from destination_writer.agent.knowing.replies.causes import proves, sharpened
from destination_writer.agent.knowing.yesno import is_no, is_yes
from destination_writer.agent.values import Passage
from destination_writer.knowledge.failures import Depth
from destination_writer.results.diagnose import diagnose
from destination_writer.results.diagnosis import Diagnosis

OUTPUT = "output"
_CLASS = re.compile(r"^(?:[A-Za-z_$][\w$]*\.)+(?=\S)")
"""The class in front of a test's name."""
_MESSAGE = 400
_PASSES = re.compile(r"\b(?:passe[sd]?|pass(?:ing)? now|green|works(?: now)?|fixed|solved|succeed\w*)\b", re.IGNORECASE)
_STILL = re.compile(
    r"\b(?:still|again|same (?:error|message)|not (?:fixed|passing|green)|does(?:n't| not) (?:pass|work))\b",
    re.IGNORECASE,
)
_BUILD = re.compile(r"\b(?:build|compil\w*|gradle)\b", re.IGNORECASE)
_QUOTED = re.compile(
    r"[\"“`']([\w ]{3,80})[\"”`'] (?:\w+ )?(?:test|suite)|\b(?:tests?|suite) [\"“`']([\w ]{3,80})[\"”`']",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"\b(?:my|the) ([\w ]{3,40}?) tests? (?:is|are|keeps?|still|fails?|failed)\b", re.IGNORECASE)
MOST = 3
"""Causes that are explained in one answer."""
_OUTPUT_SIGNS = re.compile(
    r"^\s+at [\w.$]+\(|\b[\w.]+(?:Exception|Error)\b(?::|$)|^e: |^> Task|FAILED\b|BUILD FAILED|^ERROR:|Caused by:|"
    r"<testsuite|AssertionError|SQLSTATE|ORA-\d{5}|\bsyntax error (?:at or )?near\b",
    re.MULTILINE,
)
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
    paste = (
        "Paste the whole output of the build, from the first line that begins with `e:` or names a failed task."
        if not test and _BUILD.search(desk.text)
        else "Paste the whole output of the test: the exception with every `Caused by`, and the lines around it."
    )
    parts = [blocker, proves(desk, subject) if subject and test else "", paste]
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


def after_fix(desk: Desk) -> Answer | None:
    """What a person says to `run the test again`; None where it is something else."""
    subject = desk.intents.by_name(desk.topic.subject)
    path = desk.situation.path
    if _STILL.search(desk.text) or is_no(desk.text):
        words = "Then the cause is not removed yet, and it stays a blocker. Paste the whole output of the newest run."
        asked = Asked(OUTPUT, "What does the output say now?")
        return written(desk.going(intent="debug"), (words,), (), _rerun(desk, subject), asked)
    if _PASSES.search(desk.text):
        phase = subject.phase if subject else desk.context.phase
        words = (
            "✓ Good. What counts now is the whole checkpoint: all tests of the phase, and those of the phases before."
        )
        command = ("checkpoint", path, *(("--phase", str(phase)) if phase is not None else ()))
        offers = (Suggestion("Run the checkpoint", command),)
        return written(desk.going(intent="next", subject="", test=""), (words,), (), offers)
    if is_yes(desk.text):
        words = "I write nothing into your files from here. This command shows the change and writes it when you agree:"
        fix = Suggestion("Mend it", ("diagnose", "OUTPUT.txt", "--connector", path, "--fix"))
        asked = Asked(OUTPUT, "Run the test again after the fix. What does it say?")
        return written(desk.going(intent="debug"), (words,), (), (fix, *_rerun(desk, subject)), asked)
    return None


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
    facts, sharper, often = sharpened(desk, found[0], subject)
    parts += _told(found[0], 1 if count > 1 else 0, sharper)
    for number, one in enumerate(found[1:MOST], 2):
        parts += _told(one, number, [])
    if count > MOST:
        parts.append(f"{count - MOST} more follow; mend these first, the others often come from them.")
    parts += often
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
        cause, _, said = one.cause.partition(" The text says: ")
        yield f"**Root cause:** {cause if said and said in ' '.join(message.split()) else one.cause}"
        yield f"**Fix:** {one.fix}"


def _rule_passages(desk: Desk, found: Sequence[Diagnosis]) -> list[Passage]:
    anchors = {
        piece.partition("#")[2]: piece for piece in desk.library.anchors() if piece.startswith("knowledge/failures/")
    }
    rules = (one.rule for one in found[:MOST] if one.rule in anchors)
    return list(desk.passages(anchors[rule] for rule in rules))


def _named(text: str) -> str:
    quoted = _QUOTED.search(text)
    if quoted:
        return quoted[1] or quoted[2]
    plain = _PLAIN.search(text)
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
