"""Texts of many tools, languages and wrappings, each with the answer that a careful reader gives."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from rulebook_data import rules
from test_failure_corpus import same_file, same_test

from destination_writer.results.diagnose import Diagnosis, diagnose

SAMPLES = Path(__file__).parent / "samples"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((SAMPLES / "expectations.yaml").read_text(encoding="utf-8"))
SOFT = ("minor", "probably", "should work", "likely", "not critical", "fix later", "optional to fix", "continue anyway")


@cache
def first(name: str) -> Diagnosis:
    found = diagnose((SAMPLES / f"{name}.txt").read_text(encoding="utf-8"), rules())
    assert found, "the text states a failure, and none was found"
    return found[0]


def any_of(expected: Any) -> list[Any]:
    return expected if isinstance(expected, list) else [expected]


def test_every_text_has_an_answer_and_every_answer_a_text() -> None:
    assert {path.stem for path in SAMPLES.glob("*.txt")} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_sample(name: str) -> None:
    expected, got = EXPECTED[name], first(name)
    assert got.category in any_of(expected["category"])
    assert same_file(got.file, expected.get("file")), got.file
    assert got.line in any_of(expected.get("line"))
    assert got.column == expected.get("column")
    assert same_test(got.test, expected.get("test")) or got.test == expected.get("test"), got.test


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_words_of_a_sample(name: str) -> None:
    """Sentences without holes, and none that softens; evidence lies inside of the text."""
    got = first(name)
    lines = (SAMPLES / f"{name}.txt").read_text(encoding="utf-8").count("\n") + 1
    for text in (got.cause, got.fix):
        assert text.endswith((".", ")", "…")) and len(text) > 20, text
        assert "{" not in text.replace("{ }", "") or "{" in got.message or "kotlin {" in text, text
        assert not [word for word in SOFT if word in text.lower()], text
    assert got.evidence and all(1 <= number <= lines for number in got.evidence)


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(sorted(EXPECTED)),
    cut=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    put=st.sampled_from(
        ["", "\x00", "]]>", "<", "&", "\n\n", "\r", "\u2028", '"', "(", "\ufeff", "Caused by: ", "at ", "e: "]
    ),
)
def test_a_mutilated_text_never_breaks_the_reading(name: str, cut: tuple[float, float], put: str) -> None:
    """Cut anywhere, with something strange in the cut: an answer or none, with evidence inside of the text."""
    text = (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")
    start, end = sorted(int(part * len(text)) for part in cut)
    broken = text[:start] + put + text[end:]
    count = len(re.split(r"\r\n|\n|\r", broken))
    for diagnosis in diagnose(broken, rules()):
        assert diagnosis.cause and diagnosis.fix and diagnosis.message
        assert all(1 <= number <= count for number in diagnosis.evidence)
        assert diagnosis.line is None or diagnosis.line > 0
