"""The whole proof: compiles, runs and compares every database's connector, and writes docs/proof.md.

`make proof` runs it whole. `--dialect` restricts it; the page is then written only where `--out` says.
"""

import argparse
import sys
import time
from pathlib import Path

from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.verification.generated import Workshop
from destination_writer.verification.proof import Plan, prove, render

PAGE = Path(__file__).resolve().parents[1] / "docs" / "proof.md"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dialect", action="append", help="a database; all of them without this")
    parser.add_argument("--streams", type=int, default=2000, help="random streams on PostgreSQL, DuckDB and SQLite")
    parser.add_argument("--elsewhere", type=int, default=200, help="random streams on each other engine")
    parser.add_argument("--out", type=Path, help="where the page goes; docs/proof.md for a whole run")
    asked = parser.parse_args()
    begun = time.monotonic()

    def tell(line: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {line}", flush=True)

    with Workshop(DiskFiles(bundled("knowledge")), DiskFiles(bundled("templates"))) as workshop:
        slugs = asked.dialect or workshop.knowledge.dialect_slugs
        plan = Plan(asked.streams, asked.elsewhere)
        proofs = [prove(workshop, slug, plan, tell) for slug in slugs]
    for proof in proofs:
        for failure in proof.failures:
            print(f"BLOCKER: {proof.name}: {failure}")
    out = asked.out or (None if asked.dialect else PAGE)
    if out is not None:
        out.write_text(render(proofs), "utf-8")
        print(f"wrote {out}")
    else:
        print(render(proofs))
    return 1 if any(proof.failures for proof in proofs) else 0


if __name__ == "__main__":
    sys.exit(main())
