"""Softening words are found in an answer as it is written, and never reach the person."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from destination_writer.agent.tone import LEFT_OUT, ToneScreen, load_tone
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

TONE = load_tone(DiskFiles(bundled("knowledge")))


def shown(text: str, *, size: int = 3, omit: bool = False) -> tuple[str, str]:
    """What reaches the person of a text that arrives in deltas of `size`, and the objection."""
    screen = ToneScreen(TONE, omit=omit)
    seen = ""
    for at in range(0, len(text), size):
        part = screen.feed(text[at : at + size])
        seen += part.show
        if part.objection:
            return seen, part.objection
    last = screen.end()
    return seen + last.show, last.objection


SOFT = [
    "This is a minor issue.",
    "It is a minor wiring problem with one of the beans.",
    "That is probably fine.",
    "It's **probably** the quoting.",
    "The MERGE should work on Snowflake.",
    "With that it *should* now work.",
    "should\nwork",
    "Likely just a wiring issue.",
    "This is likely a configuration issue.",
    "This test is not critical.",
    "This test isn’t critical.",
    "The warning is non-critical.",
    "We can fix it later.",
    "You can come back to that later.",
    "It is optional to fix.",
    "Let's continue anyway.",
    "We proceed regardless.",
    "Let's move on and fix it afterwards.",
    "We can skip this test.",
    "You may disable the failing test for now.",
    "It is safe to ignore.",
    "This can be ignored.",
    "It is just a flaky test.",
    "The sync works even with this failure.",
    "This failing test is not a blocker.",
    "pro\u200bbably",
    "It's a cosmetic failure.",
    "There is a small issue with the factory.",
    "It is nothing serious.",
    "With this change it should be fine.",
    "The test should now pass.",
    "Let's leave it open for now.",
    "We defer the fix for now.",
]


@pytest.mark.parametrize("size", [1, 4, 1000])
@pytest.mark.parametrize("sentence", SOFT)
def test_a_softening_sentence_is_stopped_before_it_is_seen(sentence: str, size: int) -> None:
    text = f"The test fails. {sentence} Then go on."
    seen, objection = shown(text, size=size)
    assert seen == "The test fails."
    assert "must not be used" in objection
    assert "blocker" in objection


FIRM = [
    "This is a blocker. We must fix this before proceeding.",
    "You should work on Phase 3 next.",
    "This is not a minor issue: it is a blocker.",
    "We cannot fix it later; we fix it now.",
    "We can't proceed with this failing test, and never continue anyway.",
    "Mending it is not optional. It is not safe to ignore.",
    "It is not just a flaky test: two threads share one connection.",
    "These tests should pass on every version.",
    "Look for that, and leave the statement as it is.",
    "A small table is written with one INSERT.",
    "Pin minor version 1.0.13; the minor release changed the import.",
    "The person may skip Phase 10, which is optional.",
    "Later phases add the upsert.",
    "It works on PostgreSQL 18.6, where it was executed.",
    "The critical section is not shared.",
    "An unlikely value is NULL.",
    "Use `should work` as a key, and `a. b` as a name.",
    "```\nthis should work, probably\n```\nDone.",
    "~~~kotlin\n// minor issue\n~~~\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "1. First.\n2. Second: `x`\n\n   More.\n",
    "One line\nwrapped, and e.g. an abbreviation (i.e. this). “Quoted.” End",
    "",
]


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize("text", FIRM)
def test_all_else_is_shown_as_it_was_written(text: str, size: int) -> None:
    assert shown(text, size=size) == (text, "")


def test_every_phrase_of_the_specification_is_known() -> None:
    for phrase in (
        "Minor issue",
        "Probably fine",
        "Should work",
        "Likely just...",
        "Not critical",
        "Can fix later",
        "Optional to fix",
        "Let's continue anyway",
        "Let's move on and fix later",
        "This test isn't critical",
        "We can skip this test",
        "Should work even with this failure",
        "This is likely a minor wiring issue with one of the new beans.",
    ):
        assert TONE.softened(phrase), phrase


@pytest.mark.parametrize(
    "phrase",
    [
        "This is a blocker",
        "We must fix this before proceeding",
        "All tests must pass",
        "Let's debug this now",
        "This indicates broken functionality",
    ],
)
def test_what_the_specification_wants_said_is_let_through(phrase: str) -> None:
    assert TONE.softened(phrase) is None


def test_the_code_before_a_softening_sentence_is_shown_and_what_follows_is_not() -> None:
    seen, objection = shown("Change it:\n\n```kotlin\nval a = 1\n```\n\nThat should work. More.", size=2)
    assert seen == "Change it:\n\n```kotlin\nval a = 1\n```\n"  # the empty line belongs to what follows
    assert objection


def test_an_answer_that_was_asked_for_often_enough_goes_on_without_the_sentence() -> None:
    seen, objection = shown(
        "It fails.\n\n- That is probably fine. It is probably it.\n- Mend the quoting.\n", omit=True
    )
    assert seen == f"It fails.\n\n- {LEFT_OUT}\n- Mend the quoting.\n"
    assert not objection


def test_a_sentence_without_an_end_is_not_held_back_for_ever() -> None:
    screen = ToneScreen(TONE)
    seen = "".join(screen.feed("word ").show for _ in range(600))
    assert 1500 < len(seen) < 3000
    assert screen.feed("that is pro").objection == ""
    assert screen.feed("bably fine. ").objection


@given(st.text(alphabet="ab .!\n`~-|1)#\"'", max_size=200), st.integers(1, 9))
@settings(max_examples=200, deadline=None)
def test_nothing_is_lost_or_moved(text: str, size: int) -> None:
    assert shown(text, size=size) == (text, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("lead: long enough words\nphrases:\n- {says: abc, pattern: '(abc', why: because}", "is no regular expression"),
        ("lead: long enough words\nphrases:\n- {says: abc, pattern: '(?:)', why: because}", "empty text"),
        ("lead: long enough words\nphrases: []", "at least 1"),
        ("lead: long enough words\nphrase: []", "phrase"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_with_its_place(text: str, reason: str) -> None:
    with pytest.raises(KnowledgeError, match=reason):
        load_tone(MemoryFiles({"prompts/tone.yaml": text}))
