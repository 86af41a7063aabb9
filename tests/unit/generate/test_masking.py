"""Comments and strings are blanked out, and nothing else."""

import pytest

from destination_writer.generate.masking import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ('val a = "b"', "val a = ___"),
        ('a // { "\nb', "a       \nb"),
        ("a /* { /* } */ } */ b", "a                   b"),
        ('"${ if (x) "}" else "{" }" }', "__________________________ }"),
        ('"""{ "${y}" """ + z', "_______________ + z"),
        ('"a\\"{" }', "______ }"),
        ("'{' + '\\'' }", "___ + ____ }"),
        ("fun `a { b`() {}", "fun `a { b`() {}"),
        ('"open {\n}', "_______\n}"),
        ('x = """"quoted"""" }', "x = ______________ }"),
    ],
)
def test_mask(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert len(mask(text)) == len(text)
