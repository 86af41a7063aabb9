"""DW803: files go into a stage as they are, where the database loads compressed ones."""

import re
from collections.abc import Iterable

from destination_writer.analysis.advice import bulk_ways, finding
from destination_writer.analysis.inserting import routines
from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.text.findings import Finding, Severity

_UPLOADS = re.compile(r"\bputObject\s*\(|\bupload\w*\s*\(|\"(?:[^\"\n]*\s)?PUT\s+['$@f]")
_COMPRESSES = re.compile(r"(?i)gzip|zstd|snappy|lz4|bzip|deflate|compress|parquet|\.gz\b")


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    staged = [way for way in bulk_ways(subject) if way.level == "staging"]
    if not any(_COMPRESSES.search(statement) for way in staged for statement in way.statements):
        return
    every = routines(subject.connector)
    if any(_COMPRESSES.search(routine.source.text) for routine in every):
        return
    for routine in every:
        found = _UPLOADS.search(routine.source.text, routine.body.start, routine.body.end)
        if found:
            span = type(routine.body)(found.start(), found.end())
            message = (
                f"{routine.owner.name}.{routine.function.name} uploads files that nothing compresses: the network "
                "carries several times what it has to."
            )
            yield finding(RULE, subject, routine, span, message)


RULE = Rule(
    "DW803",
    "no-compression",
    Severity.INFO,
    "Files are staged without compression.",
    check_connector=_check,
)
