"""A baseline knows a finding again wherever its line has moved, counts those alike, and never hides a result."""

import json

import pytest

from destination_writer.analysis.baseline import BadBaseline, baseline_of, identities, read, write
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location, Range

TEXT = """package a

class Client {
    fun drop() {
        run("x")
        run("x")
    }

    fun create() {
        run("x")
    }
}
"""


def at(line: int, code: str = "DW601", path: str = "A.kt") -> Finding:
    """`line` counts from 1."""
    return Finding(code, Severity.WARNING, "m", Location(path, Range.of(line - 1, 8, line - 1, 11)))


def text(_: str) -> str:
    return TEXT


def test_a_finding_is_known_by_code_file_declaration_and_line() -> None:
    (known,) = identities([at(5)], text)
    assert (known.file, known.code, known.within, known.text) == ("A.kt", "DW601", "Client.drop", 'run("x")')
    assert len(known.fingerprint) == 32


@pytest.mark.parametrize(
    ("other", "is_known"),
    [
        (TEXT, True),
        ("// a new line\n\n" + TEXT, True),
        (TEXT.replace('        run("x")', '            run("x")'), True),
        (TEXT.replace("drop", "remove"), False),
        (TEXT.replace('run("x")', 'run("y")'), False),
    ],
)
def test_it_is_known_again_wherever_its_line_has_moved(other: str, is_known: bool) -> None:
    moved = other.count("\n") - TEXT.count("\n")
    baseline = baseline_of([at(5)], text)
    new, old, gone = baseline.divide([at(5 + moved)], lambda _: other)
    assert (len(new), len(old), gone) == ((0, 1, 0) if is_known else (1, 0, 1))


def test_those_that_are_alike_are_counted() -> None:
    baseline = baseline_of([at(5)], text)
    new, old, gone = baseline.divide([at(5), at(6), at(10)], text)
    assert ([f.location.range.start.line + 1 for f in new], len(old), gone) == ([6, 10], 1, 0)


def test_another_code_or_file_is_new() -> None:
    baseline = baseline_of([at(5)], text)
    new, _, gone = baseline.divide([at(5, "DW602"), at(5, path="B.kt")], text)
    assert (len(new), gone) == (2, 1)


@pytest.mark.parametrize("code", ["DW201", "DW202", "DW204", "DW205", "DW210", "DW220"])
def test_results_are_never_in_a_baseline_and_none_hides_them(code: str) -> None:
    assert baseline_of([at(5, code)], text).counts == {}
    forged = read(write(baseline_of([at(5)], text)).replace("DW601", code), "b.json")
    assert forged.divide([at(5, code)], text)[0] == [at(5, code)]


def test_the_file_is_sorted_a_line_a_finding_and_is_read_back() -> None:
    baseline = baseline_of([at(10), at(6), at(5)], text)
    written = write(baseline)
    assert [row["within"] for row in json.loads(written)["findings"]] == ["Client.create", "Client.drop"]
    assert json.loads(written)["findings"][1]["count"] == 2
    assert sum('"file"' in line for line in written.splitlines()) == 2
    assert read(written, "b.json") == baseline
    assert read(write(baseline_of([], text)), "b.json").counts == {}


@pytest.mark.parametrize(
    ("damaged", "said"),
    [
        ("", "b.json:1 is no JSON"),
        ("[]", "no list `findings`"),
        ('{"version": 1}', "no list `findings`"),
        ('{"version": 2, "findings": []}', "another version"),
        ('{"version": 1, "findings": [{"file": "a"}]}', "entry 1 of `findings` lacks"),
        ('{"version": 1, "findings": [3]}', "entry 1 of `findings` lacks"),
        ("[" * 100_000, "no"),
    ],
)
def test_what_is_no_baseline_says_so_with_the_remedy(damaged: str, said: str) -> None:
    with pytest.raises(BadBaseline) as error:
        read(damaged, "b.json")
    assert said in str(error.value)
    assert "anew" in str(error.value)
