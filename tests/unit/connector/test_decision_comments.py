"""Comments that leave something to a person: written, wrapped, found again."""

import pytest

from destination_writer.connector.decisions import comment, decisions_in

LONG = "take key and cursor from stream.tableSchema.getPrimaryKey() and getCursor(), which give final column names"


@pytest.mark.parametrize("sign", ["//", "#"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("indent", ["", "    ", "\t\t"])
def test_what_is_written_is_found_again(sign: str, newline: str, indent: str) -> None:
    lines = comment(LONG, "0.1.84", indent, sign)
    assert len(lines) == 2
    assert all(len(line) <= 100 for line in lines)
    text = newline.join(["first", *lines, f"{indent}fun upsert() {{}}", f"{indent}{sign} another remark"])
    (found,) = decisions_in("A.kt", text)
    assert (found.line, found.version, found.text) == (2, "0.1.84", LONG)
    assert text[found.span.start : found.span.end].startswith(f"{sign} Decide")
    assert text[: found.span.end].endswith("column names")


def test_two_in_a_row_are_two() -> None:
    text = "\n".join([*comment("this", "0.1.84"), *comment("that", "1.0.6"), "val a = 1"])
    assert [(d.version, d.text) for d in decisions_in("A.kt", text)] == [("0.1.84", "this"), ("1.0.6", "that")]


@pytest.mark.parametrize("line", ["// decide later", 'val a = "// Decide (CDK 1.0.6): no"', "// Decide: no version"])
def test_other_comments_are_none(line: str) -> None:
    assert list(decisions_in("A.kt", f"// Decide (CDK \n{line}\n")) == []
