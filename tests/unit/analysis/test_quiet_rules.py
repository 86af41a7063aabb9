"""No rule says anything of code that is right: whole connectors, connectors half-way, and the reference layouts.

Every dialect is looked at in one era here; `scripts/quiet_rules.py` looks at all eras and all phases.
"""

from collections.abc import Mapping

import pytest
from made_connectors import made
from reference_layouts import CLICKHOUSE, POSTGRES, SNOWFLAKE, Layout, layout
from references import REFERENCES, Reference, reference

from destination_writer.analysis.reviewing import review
from destination_writer.connector.load import load_connector
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
ERAS = ("0.1.76", "0.1.100", "1.0.13")
TRUE_WHILE_STUBS_ARE_OPEN = frozenset({"DW101"})


def told(name: str, texts: Mapping[str, str]) -> list[str]:
    """What the rules say besides which stubs are open; what a comment suppresses counts as said."""
    found = review(load_connector(MemoryFiles(dict(texts)), name=f"destination-{name}"), KNOWLEDGE)
    return [
        f"{f.location.path}:{f.location.range.start.line + 1}: {f.code} {f.message}"
        for f in (*found.findings, *found.suppressed)
        if f.code not in TRUE_WHILE_STUBS_ARE_OPEN
    ]


@pytest.mark.parametrize(
    ("dialect", "cdk"), [(slug, ERAS[n % 3]) for n, slug in enumerate(sorted(KNOWLEDGE.dialect_slugs))]
)
def test_a_whole_connector_has_no_finding(dialect: str, cdk: str) -> None:
    assert told(dialect, made(dialect, cdk)) == []


@pytest.mark.parametrize("written", [True, False], ids=["written", "stubs"])
@pytest.mark.parametrize("phase", [0, 2, 3, 5, 8])
@pytest.mark.parametrize(("dialect", "cdk"), [("postgres", "1.0.13"), ("mysql", "0.1.76")])
def test_a_connector_on_its_way_has_open_stubs_alone(dialect: str, cdk: str, phase: int, written: bool) -> None:
    assert told(dialect, made(dialect, cdk, until_phase=phase, implement=written)) == []


@pytest.mark.parametrize("which", REFERENCES, ids=lambda which: which.database)
def test_a_reference_layout_has_no_finding(which: Reference) -> None:
    assert told(which.database, reference(which)) == []


@pytest.mark.parametrize("which", [CLICKHOUSE, POSTGRES, SNOWFLAKE], ids=lambda which: which.database)
def test_a_layout_of_names_alone_has_no_finding(which: Layout) -> None:
    assert told(which.database, layout(which)) == []


def test_a_mistake_in_a_reference_layout_is_seen() -> None:
    texts = reference(REFERENCES[0])
    (path,) = [path for path in texts if path.endswith("ClickhouseAirbyteClient.kt")]
    texts[path] = texts[path].replace("@Singleton\nclass", "class")
    assert any("ClickHouseWriter.kt" in one and "DW301" in one for one in told("clickhouse", texts))
