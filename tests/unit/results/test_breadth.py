"""What developers of connectors meet, product by product and kind by kind, in the surroundings it is printed in.

The texts of `breadth/` are in the form of each product's messages, with names of our own; the category of each was
decided by the definitions of the categories, before it was read. `⏎` stands for the end of a line.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from rulebook_data import rules

from destination_writer.results.diagnose import diagnose

FOLDER = Path(__file__).parent / "breadth"
LIBRARY = "org.acme.driver.Core.execute(Core.java:301)"
PROJECT = "io.airbyte.integrations.destination.acme.client.AcmeClient.execute(AcmeClient.kt:88)"
TEST = "io.airbyte.integrations.destination.acme.AcmeTableOperationsTest.insert(AcmeTableOperationsTest.kt:41)"
FRAMES = (LIBRARY, PROJECT, TEST)
THROWN = re.compile(r"(?:[a-z]\w*\.)+[A-Z][\w$]*(?::|$)", re.MULTILINE)


def rows() -> Iterator[tuple[str, str]]:
    for path in sorted(FOLDER.glob("*.txt")):
        category = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("== "):
                category = line[3:]
            elif line and not line.startswith("# "):
                yield category, line.replace("⏎", "\n")


def trace(text: str) -> str:
    return "\n".join((f'Exception in thread "main" {text}', *(f"\tat {frame}" for frame in FRAMES), ""))


def wrapped(text: str) -> str:
    frames = "\n".join(f"    at {frame}" for frame in FRAMES[1:])
    own = f"java.lang.RuntimeException: Failed to run a statement\n{frames}"
    head = "2024-05-02 09:00:01 ERROR main i.a.c.Runner - failed"
    return f"{head}\n{own}\nCaused by: {text}\n    at {LIBRARY}\n    ... 9 more\n"


def console(text: str) -> str:
    said = "\n".join(f"    {line}" for line in text.split("\n"))
    frames = "\n".join(f"        at app//{frame}" for frame in FRAMES)
    return (
        f"> Task :test\n\nAcmeTableOperationsTest > insert() FAILED\n{said}\n{frames}\n\n1 test completed, 1 failed\n"
    )


def report(text: str) -> str:
    frames = "".join(f"\n\tat {frame}" for frame in FRAMES)
    name, _, message = text.partition(": ")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="io.acme.AcmeTableOperationsTest" tests="1" '
        'failures="1">\n<testcase name="insert()" classname="io.acme.AcmeTableOperationsTest" time="0.1">\n'
        f"<failure message={quoteattr(message)} type={quoteattr(name.strip())}>{escape(text + frames)}</failure>\n"
        "</testcase>\n</testsuite>\n"
    )


def bare(text: str) -> str:
    return f"{text}\n"


SHAPES: tuple[Callable[[str], str], ...] = (trace, wrapped, console, report, bare)
CASES = [
    pytest.param(shape, text, category, id=f"{shape.__name__}-{text[:70]!r}")
    for index, (category, text) in enumerate(rows())
    for shape in ((SHAPES[index % len(SHAPES)], SHAPES[(index + 2) % len(SHAPES)]) if THROWN.match(text) else (bare,))
]


@pytest.mark.parametrize(("shape", "text", "category"), CASES)
def test_the_category_is_that_of_the_deepest_cause(shape: Callable[[str], str], text: str, category: str) -> None:
    found = diagnose(shape(text), rules())
    assert found and found[0].category == category


def test_the_table_is_broad() -> None:
    assert len(list(rows())) >= 400
