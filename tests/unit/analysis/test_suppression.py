"""Comments that suppress findings: what they cover, what they never hide, and what is said of those that are wrong."""

import pytest

from destination_writer.analysis.reviewing import NAMES, Review, review
from destination_writer.analysis.suppression import suppressions_in
from destination_writer.connector.load import load_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import mend
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, NoChange, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Remedy
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
TEMPLATES = Templates(DiskFiles(bundled("templates")))
PATH = "src/main/kotlin/A.kt"
WRONG = "import io.airbyte.cdk.load.table.TableName"
"""DW502."""


def reviewed(text: str, root: str = "", **more: str) -> Review:
    texts = {"gradle.properties": "cdkVersion=1.0.13\n", "build.gradle.kts": "", PATH: text, **more}
    files = {f"{root}/{path}" if root else path: value for path, value in texts.items()}
    return review(load_connector(MemoryFiles(files), root, name="destination-postgres"), KNOWLEDGE)


def told(text: str, **more: str) -> list[tuple[str, int]]:
    """Code and line (from 1) of each finding."""
    return [(f.code, f.location.range.start.line + 1) for f in reviewed(text, **more).findings]


HIDDEN = {
    "the line before": f"// destination-writer: ignore DW502 a reason\n{WRONG}\n",
    "the line itself": f"{WRONG} // destination-writer: ignore DW502\n",
    "in lower case": f"// destination-writer: ignore dw502\n{WRONG}\n",
    "by name": f"// destination-writer: ignore wrong-import a reason\n{WRONG}\n",
    "by family": f"// destination-writer: ignore DW5\n{WRONG}\n",
    "in a block comment": f"/* destination-writer: ignore DW502 a reason */\n{WRONG}\n",
    "a comment and a blank line between": f"// destination-writer: ignore DW502\n// more\n\n{WRONG}\n",
    "the whole file": f"package a\n\n{WRONG}\n\n// destination-writer: ignore-file DW502 a reason\n",
    "the whole file, by family": f"// destination-writer: ignore-file DW5 a reason\n{WRONG}\n",
    "below a root": f"// destination-writer: ignore DW502\n{WRONG}\n",
}


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN.keys())
def test_a_suppression_hides_its_finding_and_nothing_is_said_of_it(text: str) -> None:
    found = reviewed(text, root="connectors/destination-postgres")
    assert found.findings == ()
    assert [finding.code for finding in found.suppressed] == ["DW502"]


SHOWN = {
    "another line": (f"// destination-writer: ignore DW502\nimport a.B\n{WRONG}\n", [("DW791", 1), ("DW502", 3)]),
    "another code": (f"// destination-writer: ignore DW101\n{WRONG}\n", [("DW791", 1), ("DW502", 2)]),
    "in a text": (f'{WRONG}\nval s = "// destination-writer: ignore-file DW502"\n', [("DW502", 1)]),
    "no code": (f"// destination-writer: ignore\n{WRONG}\n", [("DW790", 1), ("DW502", 2)]),
    "a reason alone": (f"// destination-writer: ignore this import\n{WRONG}\n", [("DW790", 1), ("DW502", 2)]),
    "no such code": (f"// destination-writer: ignore DW599 x\n{WRONG}\n", [("DW790", 1), ("DW502", 2)]),
    "everything": (f"// destination-writer: ignore-file DW x\n{WRONG}\n", [("DW790", 1), ("DW502", 2)]),
    "another word": (f"// destination-writer: disable DW502\n{WRONG}\n", [("DW790", 1), ("DW502", 2)]),
    "a test result": (f"// destination-writer: ignore-file DW201\n{WRONG}\n", [("DW790", 1), ("DW502", 2)]),
    "all test results": (f"// destination-writer: ignore DW2\n{WRONG}\n", [("DW790", 1), ("DW502", 2)]),
}


@pytest.mark.parametrize(("text", "findings"), SHOWN.values(), ids=SHOWN.keys())
def test_what_a_suppression_does_not_cover_is_told(text: str, findings: list[tuple[str, int]]) -> None:
    assert told(text) == findings


def test_a_code_that_there_is_not_names_the_nearest() -> None:
    (finding,) = reviewed("// destination-writer: ignore-file wrong-imports\nclass A\n").findings[:1]
    assert finding.code == "DW790"
    assert "no rule" in finding.message or "names no rule" in finding.message


def test_several_codes_are_judged_one_by_one() -> None:
    text = f"// destination-writer: ignore DW502, DW101 both are meant\n{WRONG}\n"
    (finding,) = reviewed(text).findings
    assert (finding.code, finding.message) == (
        "DW791",
        "DW101 (open-stub) finds nothing here: the suppression is not needed.",
    )
    at = text.index("DW101")
    assert (finding.location.range.start.column, finding.location.range.end.column) == (at, at + 5)


def test_what_did_not_run_or_could_not_know_is_not_called_unneeded() -> None:
    assert told("// destination-writer: ignore-file DW801 fast enough\nclass A\n") == []
    local = {"gradle.properties": "cdkVersion=local\n"}
    assert told("// destination-writer: ignore-file DW502 as it is\nclass A\n", **local) == []


def test_yaml_and_properties_have_suppressions_of_their_own() -> None:
    state = "state:\n  # destination-writer: ignore DW706 ours\n  skiped_phases: []\n"
    assert told("class A\n", **{".destination-writer/state.yaml": state}) == []
    quoted = "state:\n  notes: 'a # destination-writer: ignore DW706'\n  skiped_phases: []\n"
    assert told("class A\n", **{".destination-writer/state.yaml": quoted}) == [("DW706", 3)]
    bad = {"gradle.properties": "# destination-writer: ignore DW701 the build says it\n\ncdkVersion=latest\n"}
    assert told("class A\n", **bad) == []


def test_a_literal_belongs_to_the_line_that_it_begins_or_ends_on() -> None:
    text = 'fun a() =\n    // destination-writer: ignore DW401 x\n    """\n    SELECT\n    """.run()\nval b = 1\n'
    (one,) = suppressions_in("A.kt", text, {**NAMES, "DW401": "sql-syntax"}).known
    assert one.lines == {2, 3, 4}
    behind = 'val a = """\n  SELECT\n""".run() // destination-writer: ignore DW401 x\nval b = 1\n'
    (one,) = suppressions_in("A.kt", behind, {**NAMES, "DW401": "sql-syntax"}).known
    assert one.lines == {0, 1, 2}


def test_annotations_between_comment_and_declaration_are_covered() -> None:
    text = '// destination-writer: ignore DW501 x\n@Singleton\n@Named("a")\nclass A : B\nclass C\n'
    (one,) = suppressions_in("A.kt", text, NAMES).known
    assert one.lines == {1, 2, 3}


def mended(text: str, name: str, line: int, code: str, path: str = PATH) -> str | NoChange:
    texts = {"gradle.properties": "cdkVersion=latest\n", "build.gradle.kts": "", PATH: text}
    connector = load_connector(MemoryFiles(texts), name="destination-postgres")
    arguments = {"file": path, "line": str(line), "code": code}
    made = mend(connector, KNOWLEDGE, TEMPLATES, Remedy(name, "", arguments))
    return apply_change(made, texts)[path] if isinstance(made, Change) else made


def test_the_quick_fix_writes_a_comment_that_hides_the_finding() -> None:
    text = f"package a\r\n\r\nclass B {{\r\n    val a = 1\r\n}}\r\n{WRONG}\r\n"
    assert mended(text, "suppress", 4, "DW603") == text.replace(
        "    val a", "    // destination-writer: ignore DW603\r\n    val a"
    )
    made = mended(f"{WRONG}\n", "suppress", 1, "DW502")
    assert isinstance(made, str)
    assert told(made) == []


def test_the_quick_fix_joins_a_comment_that_is_there() -> None:
    text = "// destination-writer: ignore DW603 logged elsewhere\nval a = 1\n"
    assert mended(text, "suppress", 2, "DW401") == text.replace("DW603 ", "DW603, DW401 ")


def test_the_quick_fix_stays_out_of_literals() -> None:
    text = 'fun a() {\n    run("""\n        SELECT 1\n    """)\n}\n'
    assert mended(text, "suppress", 3, "DW401") == text.replace(
        "    run", "    // destination-writer: ignore DW401\n    run"
    )


def test_the_quick_fix_writes_into_other_files_as_they_comment() -> None:
    made = mended("class A\n", "suppress", 1, "DW701", "gradle.properties")
    assert made == "# destination-writer: ignore DW701\ncdkVersion=latest\n"


@pytest.mark.parametrize("code", ["DW201", "DW2", "", "nonsense"])
def test_results_get_no_such_quick_fix(code: str) -> None:
    assert isinstance(mended("class A\n", "suppress", 1, code), NoChange)


BOTH = "// destination-writer: ignore DW502, DW101 why\n"
REMOVED = [
    ("// destination-writer: ignore DW502 why\nclass A\n", "DW502", "class A\n"),
    ("    /* destination-writer: ignore DW502 */\nclass A\n", "DW502", "class A\n"),
    ("class A // destination-writer: ignore DW502 why\n", "DW502", "class A\n"),
    ("/* destination-writer: ignore DW502 */ class A\n", "DW502", " class A\n"),
    (f"{BOTH}class A\n", "DW502", BOTH.replace("DW502, ", "") + "class A\n"),
    (f"{BOTH}class A\n", "DW101", BOTH.replace(", DW101", "") + "class A\n"),
]


@pytest.mark.parametrize(("text", "code", "left"), REMOVED)
def test_a_suppression_that_is_not_needed_is_taken_out(text: str, code: str, left: str) -> None:
    assert mended(text, "remove-suppression", 1, code) == left
