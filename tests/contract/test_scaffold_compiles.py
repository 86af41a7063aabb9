"""A scaffold compiles as it is, and again when its phases are written and their tests enabled.

Three databases stand for all: JDBC with a container, a vendor's client, no server. `scripts/compile_scaffolds.py` does
the same for every database and era.
"""

import pytest
from contract_support import CompileConnector
from generated_support import KNOWLEDGE, TEMPLATES, after, loaded

from destination_writer.generate.api import implement_phase
from destination_writer.generate.enabling import enable_phase
from destination_writer.generate.scaffold.api import Scaffold, scaffold
from destination_writer.generate.scaffold.surroundings import Surroundings
from destination_writer.generate.scaffold.wish import Wish
from destination_writer.text.changes import Change

OUTSIDE = Surroundings("", False, None, "none", False, False, (), "")


@pytest.mark.parametrize(("slug", "version"), [("postgres", "1.0.13"), ("mongodb", "0.1.76"), ("duckdb", "0.1.100")])
def test_a_scaffold_compiles_and_its_phases_fill_it(
    compile_connector: CompileConnector, slug: str, version: str
) -> None:
    made = scaffold(KNOWLEDGE, TEMPLATES, Wish(slug, cdk=version), OUTSIDE)
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
