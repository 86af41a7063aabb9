"""Mistakes in the connector's settings and in the files that this tool keeps beside it."""

from collections.abc import Mapping

from seeding import Mistake

STATE = ".destination-writer/state.yaml"
PREFLIGHT = ".destination-writer/preflight.yaml"
SOME = ("postgres-c", "mysql-b")
PROPERTIES = "gradle.properties"


def state(*lines: str) -> Mapping[str, str]:
    return {STATE: "state:\n" + "".join(f"  {line}\n" for line in lines)}


def answers(*lines: str) -> Mapping[str, str]:
    return {PREFLIGHT: "preflight:\n  database: acmedb\nanswers:\n" + "".join(f"  {line}\n" for line in lines)}


def wrong(code: str, title: str, files: Mapping[str, str], at: str) -> Mistake:
    (path,) = files
    return Mistake(code, title, PROPERTIES, "cdkVersion", "cdkVersion", at=((path, at),), bases=SOME, new_files=files)


VERSION = (
    Mistake("DW701", "a version that is none", PROPERTIES, "re:cdkVersion=[\\d.]+", "cdkVersion=latest", bases=SOME),
    Mistake(
        "DW701", "a version before the bulk CDK", PROPERTIES, "re:cdkVersion=[\\d.]+", "cdkVersion=0.0.3", bases=SOME
    ),
    Mistake(
        "DW701",
        "no version",
        PROPERTIES,
        "re:cdkVersion=[\\d.]+",
        "cdkVersoin=1.0.13",
        at=((PROPERTIES, ""),),
        bases=SOME,
    ),
)
STATES = (
    wrong("DW702", "a phase that is no number", state("current_phase: twelve"), "twelve"),
    wrong(
        "DW702",
        "a merge conflict",
        {STATE: "state:\n<<<<<<< ours\n  current_phase: 5\n=======\n  current_phase: 4\n>>>>>>> theirs\n"},
        "<<<<",
    ),
    wrong("DW702", "skipped phases that are no list", state("skipped_phases: 10"), "skipped_phases"),
    wrong("DW702", "a tab as indentation", {STATE: "state:\n\tcurrent_phase: 5\n"}, "current_phase"),
    wrong("DW706", "skipped_phases misspelled", state("current_phase: 5", "skiped_phases: []"), "skiped"),
    wrong("DW706", "another way to write current_phase", state("Current-Phase: 5"), "Current-Phase"),
    wrong("DW706", "database misspelled", state("current_phase: 5", "databse: postgres"), "databse"),
)
CHECKLISTS = (
    wrong("DW711", "MERGE chosen and denied", answers("upsert.merge: false", "upsert.strategy: merge"), "upsert."),
    wrong("DW712", "a word that is no answer", answers("quoting.folding: lowercase"), "lowercase"),
    wrong("DW712", "maybe", answers("upsert.merge: maybe"), "maybe"),
    wrong("DW712", "SQL without its placeholder", answers("namespaces.create: CREATE SCHEMA x"), "CREATE"),
    wrong("DW712", "a length below all bounds", answers("quoting.max_length: 3"), "3"),
    wrong("DW712", "an id that no question has", answers("upsert.merg: true"), "upsert.merg"),
    wrong("DW713", "an id answered twice", answers("types.date: DATE", "types.date: TEXT"), "types.date: TEXT"),
    wrong("DW713", "a quote that is not closed", answers('quoting.escape: "'), "quoting.escape"),
    wrong(
        "DW714",
        "an answer that nobody confirmed",
        answers("types.date: { answer: DATE, source: knowledge, confirmed: false }"),
        "types.date",
    ),
)

MISTAKES = (*VERSION, *STATES, *CHECKLISTS)
