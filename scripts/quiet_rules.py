"""Runs every rule over every connector that the generator writes: all dialects, all eras, each phase written and open.

    .venv/bin/python scripts/quiet_rules.py [--whole] [DIALECT ...]

With `--whole` only finished connectors. Prints every finding but those about open stubs; ends with 1 when there is one.
"""

import sys

from destination_writer.analysis.reviewing import review
from destination_writer.connector.load import load_connector
from destination_writer.generate.api import new_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.newconnector import LAST_PHASE
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

ERAS = {"A": "0.1.76", "B": "0.1.100", "C": "1.0.13"}


def main(arguments: list[str]) -> int:
    knowledge, templates = Knowledge(DiskFiles(bundled("knowledge"))), Templates(DiskFiles(bundled("templates")))
    phases = [LAST_PHASE] if "--whole" in arguments else list(range(LAST_PHASE + 1))
    written = [True] if "--whole" in arguments else [True, False]
    total = looked = 0
    for slug in [a for a in arguments if not a.startswith("--")] or sorted(knowledge.dialect_slugs):
        for era, cdk in ERAS.items():
            for phase, implement in [(phase, implement) for phase in phases for implement in written]:
                change = new_connector(
                    knowledge, templates, dialect=slug, cdk=cdk, until_phase=phase, implement=implement
                )
                assert isinstance(change, Change), change
                files = MemoryFiles(dict(apply_change(change, {})))
                found = review(load_connector(files, name=f"destination-{slug}"), knowledge)
                wrong = [f for f in (*found.findings, *found.suppressed) if f.code != "DW101"]
                looked, total = looked + 1, total + len(wrong)
                for f in wrong:
                    state = "written" if implement else "open"
                    where = f"{f.location.path}:{f.location.range.start.line + 1}"
                    print(f"{slug} {era} phase {phase} {state}: {where}: {f.code} {f.message}", flush=True)
    print(f"{looked} connectors, {total} findings")
    return 1 if total else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
