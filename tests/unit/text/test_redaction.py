"""What may not leave the machine is found, and what only looks like it stays."""

import pytest

from destination_writer.text.redaction import Private, redacted, traces

PRIVATE = [
    ('val password = "hunter2!"', Private.SECRET, "hunter2!"),
    ("jdbc:postgresql://db/x?user=a&password=hunter2", Private.SECRET, "hunter2"),
    ("API_KEY=abcd1234", Private.SECRET, "abcd1234"),
    ("password: s3cret99", Private.SECRET, "s3cret99"),
    ("mongodb://ann:pw@db.example.com/x", Private.SECRET, "ann:pw"),
    ("key AKIAABCDEFGHIJKLMNOP used", Private.SECRET, "AKIAABCDEFGHIJKLMNOP"),
    ("at /srv/ann/dest/src/A.kt:3", Private.PATH, "/srv/ann/dest/src/A.kt"),
    ("e: file:///Users/ann/dest/A.kt:1:2", Private.PATH, "file:///Users/ann/dest/A.kt"),
    (r"C:\Users\ann\dest\A.kt", Private.PATH, r"C:\Users\ann\dest\A.kt"),
    ("Connection to 10.1.2.3:5432 refused", Private.ADDRESS, "10.1.2.3"),
    ("jdbc:postgresql://db7.acme-corp.com:5432/x", Private.ADDRESS, "db7.acme-corp.com:5432"),
    ("no route to db7.internal", Private.ADDRESS, "db7.internal"),
    ("ask ann@acme.io", Private.PERSON, "ann@acme.io"),
]


@pytest.mark.parametrize(("text", "kind", "what"), PRIVATE)
def test_finds_what_is_private(text: str, kind: Private, what: str) -> None:
    assert (kind, what) in [(trace.kind, text[trace.start : trace.end]) for trace in traces(text)]
    assert what not in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "val password = config.password",
        'password = "${config.password}"',
        "password: String",
        'password to "[[ p.password ]]"',
        "cdkVersion=1.0.13",
        "https://www.postgresql.org/docs/16/sql-merge.html",
        "jdbc:postgresql://localhost:5432/x",
        "jdbc:acme://{host}:{port}/{database}",
        "src/main/kotlin/io/airbyte/Acme.kt",
        'SELECT * FROM "data"/2',
        'primary_key: "id"',
        "tokens: 12345678",
        '"C:\\n"',
    ],
)
def test_leaves_alone_what_only_looks_like_it(text: str) -> None:
    assert redacted(text) == text


def test_names_of_the_machine_are_given_and_common_ones_pass() -> None:
    assert redacted("built by annabel on build", ["annabel", "build"]) == "built by … on build"


def test_a_path_keeps_its_last_part_and_lines_count_from_one() -> None:
    text = "first\nat /tmp/x/Acme.kt now"
    assert redacted(text) == "first\nat …/Acme.kt now"
    assert [trace.line for trace in traces(text)] == [2]
