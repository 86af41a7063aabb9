"""What is generated, compiled by a real compiler and run on a real PostgreSQL."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from generated_support import CONNECTORS, Harness, generated, postgres, texts_of

from destination_writer.toolchain.kotlinc_connector import ConnectorCompiler

RUNS = {
    "C": ("C", "1.0.13", "AdapterEraC.kt", {}),
    "C, merge and copy": (
        "C",
        "1.0.13",
        "AdapterEraC.kt",
        {
            "PostgresInsertBuffer.flush": "copy",
            "PostgresSqlGenerator.upsertTable": "merge",
        },
    ),
    "C, delete and insert": ("C", "1.0.13", "AdapterEraC.kt", {"PostgresSqlGenerator.upsertTable": "delete-insert"}),
    "C, on conflict": ("C", "1.0.13", "AdapterEraC.kt", {"PostgresSqlGenerator.upsertTable": "insert-on-conflict"}),
    "C, one statement": ("C", "1.0.13", "AdapterEraC.kt", {"PostgresSqlGenerator.upsertTable": "cte"}),
    "A": ("A", "0.1.76", "AdapterEraA.kt", {}),
    "B": ("B", "0.1.100", "AdapterEraB.kt", {}),
}


@pytest.fixture(scope="module")
def harness(compiler: ConnectorCompiler) -> Iterator[Harness]:
    with tempfile.TemporaryDirectory(prefix="engine-") as folder:
        (Path(folder) / "server").mkdir()
        Path(folder).chmod(0o755)
        with postgres(Path(folder) / "server") as engine:
            yield Harness(compiler, engine, Path(folder))


@pytest.mark.parametrize("run", RUNS)
def test_the_generated_connector_keeps_the_rules_on_a_real_database(harness: Harness, run: str) -> None:
    era, version, adapter, strategies = RUNS[run]
    texts = generated(texts_of(CONNECTORS[era]), strategies=strategies)
    seen = harness.run(texts, version, adapter, run.replace(",", "").replace(" ", "_").lower())
    broken = {case: text for case, text in seen.items() if text}
    assert not broken, "\n\n".join(f"{case}: {text}" for case, text in broken.items())
    assert len(seen) > 40
