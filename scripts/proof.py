"""The whole proof: compiles, runs and compares every database's connector, and writes docs/proof.md.

`make proof` runs it whole. `--dialect` restricts it to some databases, and then `--kept FOLDER` takes the others from
an earlier run that kept its results there; without that the page is written only where `--out` says.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from pydantic import TypeAdapter

from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.verification.generated import Workshop
from destination_writer.verification.proof import MANY, Plan, Proof, prove, render

RESULT = TypeAdapter(Proof)
PAGE = Path(__file__).resolve().parents[1] / "docs" / "proof.md"


def longest_first(slugs: Sequence[str]) -> list[str]:
    """Those with many random streams are begun first, so that none of them is left alone at the end."""
    return sorted(slugs, key=lambda slug: slug not in MANY)


def proved(plan: Plan, begun: float, slug: str) -> Proof:
    """One database, in a process of its own with a compiler of its own."""

    def tell(line: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {line}", flush=True)

    with Workshop(DiskFiles(bundled("knowledge")), DiskFiles(bundled("templates"))) as workshop:
        return prove(workshop, slug, plan, tell)


def keep(folder: Path | None, proofs: Sequence[Proof]) -> list[Proof]:
    """These results, and those of an earlier run for the databases that this one left out, by slug."""
    known = {proof.dialect: proof for proof in proofs}
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        for proof in proofs:
            (folder / f"{proof.dialect}.json").write_bytes(RESULT.dump_json(proof, indent=2))
        earlier = (RESULT.validate_json(file.read_bytes()) for file in folder.glob("*.json"))
        known = {proof.dialect: proof for proof in earlier} | known
    return [known[slug] for slug in sorted(known)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dialect", action="append", help="a database; all of them without this")
    parser.add_argument("--streams", type=int, default=2000, help="random streams on PostgreSQL, DuckDB and SQLite")
    parser.add_argument("--elsewhere", type=int, default=200, help="random streams on each other engine")
    parser.add_argument("--out", type=Path, help="where the page goes; docs/proof.md for a whole run")
    parser.add_argument("--kept", type=Path, help="folder for each database's result, as JSON")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="databases proved at once")
    asked = parser.parse_args()
    slugs = asked.dialect or longest_first(Knowledge(DiskFiles(bundled("knowledge"))).dialect_slugs)
    work = partial(proved, Plan(asked.streams, asked.elsewhere), time.monotonic())
    with ProcessPoolExecutor(min(asked.jobs, len(slugs)), mp_context=get_context("spawn")) as pool:
        proofs = keep(asked.kept, list(pool.map(work, slugs)))
    for proof in proofs:
        for failure in proof.failures:
            print(f"BLOCKER: {proof.name}: {failure}")
    out = asked.out or (None if asked.dialect and not asked.kept else PAGE)
    if out is not None:
        out.write_text(render(proofs), "utf-8")
        print(f"wrote {out}")
    else:
        print(render(proofs))
    return 1 if any(proof.failures for proof in proofs) else 0


if __name__ == "__main__":
    sys.exit(main())
