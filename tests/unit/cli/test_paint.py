"""Sentences that a terminal gets."""

import pytest

from destination_writer.cli.paint import fitted


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("short", "short"),
        ("the words of a sentence", "the words of a\nsentence"),
        ("• a point that is longer", "• a point that is\n  longer"),
        ("    indented words go on", "    indented words\n    go on"),
        ("  - deeper points as well", "  - deeper points as\n    well"),
        ("src/main/kotlin/a/very/long/path.kt", "src/main/kotlin/a/very/long/path.kt"),
        ("\x1b[31mred words that go along\x1b[0m", "\x1b[31mred words that go\nalong\x1b[0m"),
        ("\x1b[31mred\x1b[0m and then much that is not", "\x1b[31mred\x1b[0m and then much that is not"),
        ("one line of words here\n\nand two", "one line of words\nhere\n\nand two"),
    ],
)
def test_a_line_is_broken_between_words(line: str, shown: str) -> None:
    assert fitted(line, 21) == shown
