"""A mended failure becomes a rule that finds its like; what would explain other failures too is refused."""

import pytest

from destination_writer.generate.learning.fixes import LEARNED_PATH, LearnedFix, MendedFailure, learn_fix
from destination_writer.generate.learning.wording import Breadth, phrase_of
from destination_writer.knowledge.failures import FailureRule, load_failure_rules
from destination_writer.knowledge.store import Knowledge
from destination_writer.results.diagnose import diagnose
from destination_writer.text.changes import NoChange, apply_change
from destination_writer.text.files import MemoryFiles, OverlayFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

BUNDLED = DiskFiles(bundled("knowledge"))
RULES = load_failure_rules(BUNDLED)
SHARD = 'com.acme.AcmeException: AcmeDB cannot widen shard 17 of "orders" beyond 12.5 MB'


def learned(
    text: str, *, present: str | None = None, rules: tuple[FailureRule, ...] = RULES, **more: str
) -> LearnedFix:
    found = learn_fix(MendedFailure(text, **{"fix": "Split the shard first", **more}), rules, present)  # type: ignore[arg-type]  # words by name
    assert isinstance(found, LearnedFix), found
    return found


def refused(text: str, **more: str) -> str:
    found = learn_fix(MendedFailure(text, **{"fix": "Split the shard first", **more}), RULES, None)  # type: ignore[arg-type]  # words by name
    assert isinstance(found, NoChange)
    return found.reason


@pytest.mark.parametrize(
    ("message", "names", "numbers"),
    [
        ('table "orders" has 3 parts', 'table "{name}" has {} parts', 'table "orders" has {} parts'),
        ("a 'x' and a `y`", "a '{name}' and a `{name2}`", "a 'x' and a `y`"),
        ("can't read, don't ask", "can't read, don't ask", "can't read, don't ask"),
        ("at /srv/x/A.kt: no", "at {}: no", "at {}: no"),
        ("id 0f8fad5b-d9cb-469f-a165-70867728950e gone", "id {} gone", "id {} gone"),
        ("java.lang.X$YError: broken pipe end", "broken pipe end", "broken pipe end"),
        ("No bean of type [a.b.C] here", "No bean of type [{name}] here", "No bean of type [a.b.C] here"),
        ("first line\nsecond line", "first line", "first line"),
        ("braces {x} stay apart", "braces (x) stay apart", "braces (x) stay apart"),
    ],
)
def test_what_varies_becomes_a_part(message: str, names: str, numbers: str) -> None:
    assert phrase_of(message, Breadth.NAMES) == names
    assert phrase_of(message, Breadth.NUMBERS) == numbers


def test_the_rule_finds_the_next_failure_with_other_names() -> None:
    rule = learned(SHARD).rule
    (found,) = diagnose(
        'com.acme.AcmeException: AcmeDB cannot widen shard 4 of "customers" beyond 9 MB', (*RULES, rule)
    )
    assert found.rule == rule.id
    assert found.fix == "Split the shard first."


def test_what_is_written_loads_beside_the_bundled_rules_and_keeps_what_was_there() -> None:
    own = "about: Ours.\nrules:\n  # kept\n"
    first = learned(SHARD, present=own)
    text = apply_change(first.change, {LEARNED_PATH: own})[LEARNED_PATH]
    assert text.startswith(own)
    upper = MemoryFiles({"failures/learned.yaml": text})
    knowledge = Knowledge(OverlayFiles(upper, BUNDLED))
    assert first.rule in knowledge.failure_rules or first.rule.id in {rule.id for rule in knowledge.failure_rules}
    assert not knowledge.problems_so_far()
    second = learned("AcmeDB lost the ledger of 'x'", present=text, rules=knowledge.failure_rules)
    both = apply_change(second.change, {LEARNED_PATH: text})[LEARNED_PATH]
    again = Knowledge(OverlayFiles(MemoryFiles({"failures/learned.yaml": both}), BUNDLED))
    assert {first.rule.id, second.rule.id} <= {rule.id for rule in again.failure_rules}
    assert not again.problems_so_far()


def test_a_learned_rule_goes_before_a_bundled_one_of_the_same_depth() -> None:
    message = 'ERROR: relation "raw.orders" does not exist in shard group blue'
    rule = learned(message, match="does not exist in shard group").rule
    assert diagnose(message, RULES)[0].rule == "pg-relation-missing"
    assert diagnose(message, (*RULES, rule))[0].rule == rule.id


def test_names_are_kept_where_the_wide_phrase_would_explain_too_much() -> None:
    found = learned("e: A.kt:3:4 Unresolved reference 'Frobnicator'.")
    assert found.rule.phrases == ("Unresolved reference 'Frobnicator'.",)
    assert "wrong-singleton-import" in found.narrowed
    assert found.rule.category.value == "compilation"


@pytest.mark.parametrize(
    ("text", "more", "reason"),
    [
        ("expected: <2> but was: <1>", {}, "expected-but-was"),
        ('ERROR: column "_airbyte_meta" of relation "orders" does not exist', {}, "pg-column-missing"),
        ("17 42", {}, "--match"),
        (SHARD, {"match": "what it does not say"}, "would not find its own example"),
        (SHARD, {"fix": ""}, "made by hand"),
        ("", {}, "no text"),
    ],
)
def test_what_would_not_help_is_refused_with_the_reason(text: str, more: dict[str, str], reason: str) -> None:
    assert reason in refused(text, **more)


def test_the_same_words_are_remembered_once() -> None:
    rule = learned(SHARD).rule
    found = learn_fix(MendedFailure(SHARD, fix="Again"), (*RULES, rule), None)
    assert isinstance(found, NoChange)
    assert f"the rule {rule.id} has the same words" in found.reason


def test_nothing_private_goes_into_a_rule() -> None:
    text = learned("AcmeDB cannot widen shard of /Users/ann/acme.db at 10.9.8.7, ask ann@acme.io").change.files[0]
    assert not any(part in str(text) for part in ("/Users", "10.9.8.7", "ann@"))


def test_causes_speak_of_the_next_failure_too() -> None:
    cause = learned(SHARD, cause="The shard of orders is full").rule.cause
    assert cause == "The shard of {name} is full."
