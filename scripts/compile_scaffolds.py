"""Compiles the scaffold of every database and era, as it is and with its phases 0 to 10 written.

    python scripts/compile_scaffolds.py [SLUG ...]

Prints a line for each pair; exit code 1 when one has a remark or leaves a stub open. One compiler runs for all.
"""

import sys
import time

from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.api import STAYS_OPEN, implement_phase
from destination_writer.generate.scaffold.api import scaffold
from destination_writer.generate.scaffold.surroundings import Surroundings
from destination_writer.generate.scaffold.wish import Wish
from destination_writer.text.changes import NoChange, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.verification.generated import ERA_VERSIONS, Generated, Workshop

OUTSIDE = Surroundings("", False, None, "none", False, False, (), "")


def remarks_on(workshop: Workshop, slug: str, version: str) -> list[str]:
    """What is wrong with one pair; empty for nothing."""
    made = scaffold(workshop.knowledge, workshop.templates, Wish(slug, cdk=version), OUTSIDE)
    if isinstance(made, NoChange):
        return [made.reason]
    texts = apply_change(made.change, {})
    remarks = [f"scaffold: {message}" for message in compiled(workshop, slug, version, texts)]
    remarks += [f"no phase: {stub.path}" for stub in loaded(texts, slug).stubs if stub.phase in (None, 0)]
    for phase in range(11):
        change = implement_phase(loaded(texts, slug), workshop.knowledge, workshop.templates, phase)
        if not isinstance(change, NoChange):
            remarks += [note for note in change.notes if note.startswith(STAYS_OPEN)]
            texts |= apply_change(change, texts)
    remarks += [f"left open: {stub.path} {stub.call.function}" for stub in loaded(texts, slug).stubs]
    return remarks + [f"filled: {message}" for message in compiled(workshop, slug, version, texts)]


def loaded(texts: dict[str, str], slug: str) -> Connector:
    return load_connector(MemoryFiles(texts), "", name=f"destination-{slug}")


def compiled(workshop: Workshop, slug: str, version: str, texts: dict[str, str]) -> list[str]:
    """Errors and warnings of the compiler."""
    whole = Generated(workshop.knowledge.dialect(slug), version, {}, texts, ())
    return [str(message) for message in workshop.compile(whole).messages]


def main(wanted: list[str]) -> int:
    bad, start = 0, time.monotonic()
    with Workshop(DiskFiles(bundled("knowledge")), DiskFiles(bundled("templates"))) as workshop:
        for slug in wanted or workshop.knowledge.dialect_slugs:
            for era, version in ERA_VERSIONS.items():
                remarks = remarks_on(workshop, slug, version)
                bad += bool(remarks)
                print(f"{slug} {era} {version}: {'; '.join(remarks[:3]) or 'clean'}, {time.monotonic() - start:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
