"""A scaffold compiles as it is, and again when its phases are written and their tests enabled.

Three databases stand for all: JDBC and a local server, a vendor's client and a container, no server.
`scripts/compile_scaffolds.py` does the same for every database and era.
"""

import pytest
from contract_support import CompileConnector
from generated_support import KNOWLEDGE, TEMPLATES, after, loaded

from destination_writer.generate.api import implement_phase
from destination_writer.generate.enabling import enable_phase
from destination_writer.generate.scaffold.api import Scaffold, scaffold
from destination_writer.generate.scaffold.surroundings import Surroundings
from destination_writer.generate.scaffold.wish import TestDatabase, Wish
from destination_writer.text.changes import Change

OUTSIDE = Surroundings("", False, None, "none", False, False, (), "")


ROWS: list[tuple[str, str, TestDatabase | None]] = [
    ("postgres", "1.0.13", "local"),
    ("mongodb", "0.1.76", None),
    ("duckdb", "0.1.100", None),
]


@pytest.mark.parametrize(("slug", "version", "tests"), ROWS)
def test_a_scaffold_compiles_and_its_phases_fill_it(
    compile_connector: CompileConnector, slug: str, version: str, tests: TestDatabase | None
) -> None:
    made = scaffold(KNOWLEDGE, TEMPLATES, Wish(slug, cdk=version, test_database=tests), OUTSIDE)
    assert isinstance(made, Scaffold), made
    texts = after({}, made.change)
    assert {stub.phase for stub in loaded(texts).stubs} == set(range(1, 11))
    assert compile_connector(texts, version) == []
    for phase in range(1, 11):
        texts = after(texts, implement_phase(loaded(texts), KNOWLEDGE, TEMPLATES, phase))
        enabled = enable_phase(loaded(texts), KNOWLEDGE, TEMPLATES, phase)
        texts = after(texts, enabled) if isinstance(enabled, Change) else texts
    assert loaded(texts).stubs == ()
    assert not [path for path, text in texts.items() if path.endswith(".kt") and "Disabled" in text]
    assert compile_connector(texts, version) == []
