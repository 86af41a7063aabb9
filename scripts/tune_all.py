"""Upgrade the insertion of a new connector from every way to every other, for every database, and compare what comes
of it with a connector that was made that way at once. The advice rules are asked as well, and must stay quiet.

    .venv/bin/python scripts/tune_all.py [SLUG ...]
"""

import sys

from destination_writer.analysis.rules import advise
from destination_writer.connector.load import load_connector
from destination_writer.generate.api import new_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.tuning.api import tune
from destination_writer.knowledge.dialects import StrategyKind
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

CDK = "1.0.13"


def main(wanted: list[str]) -> int:
    knowledge, templates = Knowledge(DiskFiles(bundled("knowledge"))), Templates(DiskFiles(bundled("templates")))
    bad = 0
    for slug in wanted or knowledge.dialect_slugs:
        whole = {
            way.slug: _whole(knowledge, templates, slug, way.slug)
            for way in knowledge.dialect(slug).strategies_of(StrategyKind.BULK_LOAD)
        }
        for before, texts in whole.items():
            connector = load_connector(MemoryFiles(texts), name=f"destination-{slug}")
            advice = advise(connector, knowledge)
            bad += len(advice)
            print(f"{slug} {before}: {len(advice)} pieces of advice")
            for after in whole.keys() - {before}:
                made = tune(connector, knowledge, templates, after, dialect=slug)
                if not isinstance(made, Change):
                    bad += 1
                    print(f"  -> {after}: {made.reason}")
                    continue
                new = {**texts, **apply_change(made, texts)}
                different = [p for p in new if p.endswith(".kt") and _lines(new[p]) != _lines(whole[after].get(p, ""))]
                bad += len(different)
                print(f"  -> {after}: {'the same as made at once' if not different else f'differs: {different}'}")
    return 1 if bad else 0


def _whole(knowledge: Knowledge, templates: Templates, slug: str, way: str) -> dict[str, str]:
    made = new_connector(knowledge, templates, dialect=slug, cdk=CDK, strategies={"bulk_load": way})
    assert isinstance(made, Change), made
    return apply_change(made, {})


def _lines(text: str) -> list[str]:
    """What is there, whatever the order of members."""
    return sorted(line.strip() for line in text.splitlines() if line.strip())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
