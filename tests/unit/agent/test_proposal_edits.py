"""A model's edits become a Change against the texts as they are, or a reason that helps."""

import pytest

from destination_writer.agent.proposals.edits import NoPlace, ProposedEdit, draft_of
from destination_writer.text.changes import apply_change
from destination_writer.text.files import MemoryFiles

FILE = """package a

class Gen {
    /** Drops it. */
    fun drop(name: String): String = "DROP TABLE $name"

    @Deprecated("x")
    fun count(name: String): Int {
        return 1
    }

    fun twice() = 1
    fun twice(a: Int) = a
}
"""
FILES = MemoryFiles({"Gen.kt": FILE, "Dos.kt": FILE.replace("\n", "\r\n")})


def after(*edits: ProposedEdit) -> dict[str, str]:
    draft = draft_of("title", "purpose", edits, FILES)
    return apply_change(draft.change, draft.before)


def reasons(*edits: ProposedEdit) -> str:
    with pytest.raises(NoPlace) as caught:
        draft_of("title", "purpose", edits, FILES)
    return " ".join(caught.value.reasons)


def test_exact_text_is_replaced_and_the_rest_stays() -> None:
    got = after(ProposedEdit("replace", "Gen.kt", "return 2", old="return 1"))
    assert got == {"Gen.kt": FILE.replace("return 1", "return 2")}


def test_line_ends_of_the_file_are_kept_whatever_the_model_writes() -> None:
    got = after(ProposedEdit("replace", "Dos.kt", "{\n        return 2\n    }", old="{\n        return 1\n    }"))
    assert got["Dos.kt"] == FILE.replace("return 1", "return 2").replace("\n", "\r\n")


@pytest.mark.parametrize(
    "new",
    [
        '@Deprecated("x")\nfun count(name: String): Int {\n    return 2\n}',
        '    @Deprecated("x")\n    fun count(name: String): Int {\n        return 2\n    }\n',
        '@Deprecated("x")\n    fun count(name: String): Int {\n        return 2\n    }',
    ],
    ids=["from the margin", "as in the file", "first line trimmed"],
)
def test_a_member_is_replaced_at_its_own_indentation(new: str) -> None:
    assert after(ProposedEdit("member", "Gen.kt", new, member="Gen.count"))["Gen.kt"] == FILE.replace("1\n", "2\n", 1)


def test_a_member_keeps_its_documentation_unless_the_new_text_brings_its_own() -> None:
    kept = after(ProposedEdit("member", "Gen.kt", 'fun drop(name: String): String = "x"', member="drop"))["Gen.kt"]
    other = after(ProposedEdit("member", "Gen.kt", '/** New. */\nfun drop(name: String): String = "x"', member="drop"))
    assert "/** Drops it. */" in kept
    assert "/** Drops it. */" not in other["Gen.kt"]
    assert other["Gen.kt"].count("/**") == 1


def test_several_edits_of_one_file_all_speak_of_the_text_as_it_was() -> None:
    got = after(
        ProposedEdit("replace", "Gen.kt", "return 10", old="return 1"),
        ProposedEdit("member", "Gen.kt", 'fun drop(name: String): String = "GONE $name"', member="Gen.drop"),
        ProposedEdit("create", "New.kt", "package a"),
    )
    assert got["New.kt"] == "package a\n"
    assert "return 10" in got["Gen.kt"]
    assert "GONE" in got["Gen.kt"]


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (ProposedEdit("replace", "Gen.kt", "x", old="return 7"), "not in the file as it is now"),
        (ProposedEdit("replace", "Gen.kt", "x", old="        return 11"), "line 9 is nearest: `return 1`"),
        (ProposedEdit("replace", "Gen.kt", "x", old="fun "), "occurs 4 times"),
        (ProposedEdit("replace", "Gen.kt", "x"), "`old` is empty"),
        (ProposedEdit("replace", "Gone.kt", "x", old="y"), "Gone.kt does not exist"),
        (ProposedEdit("replace", "Gen.kt", "return 1", old="return 1"), "change nothing"),
        (ProposedEdit("member", "Gen.kt", "fun a() = 1", member="Gen.nope"), "it has: Gen.drop, Gen.count"),
        (ProposedEdit("member", "Gen.kt", "fun twice() = 2", member="Gen.twice"), "2 members Gen.twice"),
        (ProposedEdit("create", "Gen.kt", "x"), "exists already"),
        (ProposedEdit("create", "Empty.kt", " \n"), "is empty"),
    ],
)
def test_an_edit_without_a_place_says_why_and_what_to_do(edit: ProposedEdit, told: str) -> None:
    assert told in reasons(edit)


def test_edits_that_overlap_are_refused() -> None:
    one = ProposedEdit("replace", "Gen.kt", "x", old="return 1")
    other = ProposedEdit("member", "Gen.kt", "fun count(name: String) = 1", member="Gen.count")
    assert "overlap" in reasons(one, other)
