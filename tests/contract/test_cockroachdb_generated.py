"""Ways of CockroachDB and TimescaleDB that are not the default, run by the compiled connector on their engines."""

import pytest

from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines.catalogue import find_engine
from destination_writer.toolchain.engines.model import Missing
from destination_writer.verification.bundle import bundled_scenarios
from destination_writer.verification.generated import Workshop
from destination_writer.verification.proving import verify_scenarios


@pytest.mark.parametrize(
    ("slug", "strategies"),
    [
        ("cockroachdb", {"upsert": "update-insert", "bulk_load": "copy"}),
        ("timescaledb", {"upsert": "cte"}),
    ],
)
def test_another_way_does_the_same(slug: str, strategies: dict[str, str]) -> None:
    found = find_engine(slug)
    if isinstance(found, Missing):
        pytest.skip(str(found))
    chosen = [scenario for scenario in bundled_scenarios() if scenario.operation == "upsert"]
    with Workshop(DiskFiles(bundled("knowledge")), DiskFiles(bundled("templates"))) as workshop:
        report = verify_scenarios(workshop, slug, "1.0.13", chosen, strategies)
    assert not report.left_open
    assert [outcome.name for outcome in report.outcomes if not outcome.ok] == []


def test_a_conflict_starts_the_transaction_anew() -> None:
    with Workshop(DiskFiles(bundled("knowledge")), DiskFiles(bundled("templates"))) as workshop:
        texts = workshop.generate("cockroachdb", "1.0.13").texts
    client = next(text for path, text in texts.items() if path.endswith("CockroachAirbyteClient.kt"))
    assert 'sqlState != "40001") throw e' in client
    assert "connection.rollback()" in client and "isLast = attempt == 5" in client


def test_a_hypertable_is_partitioned_by_the_extraction_time() -> None:
    with Workshop(DiskFiles(bundled("knowledge")), DiskFiles(bundled("templates"))) as workshop:
        texts = workshop.generate("timescaledb", "1.0.13").texts
    generator = next(text for path, text in texts.items() if path.endswith("TimescaleSqlGenerator.kt"))
    assert "create_hypertable(CAST(${table.literal()} AS regclass)" in generator
    assert "Meta.COLUMN_NAME_AB_EXTRACTED_AT" in generator and "if_not_exists => TRUE" in generator
