"""`WHEN MATCHED UPDATE`: the word THEN is missing in a MERGE."""

import re

from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.remedies.case import Case, Mending, own_file
from destination_writer.generate.remedies.literals import CODE, GAP, VALUE, sql_view

_ACTION = rf"(?:UPDATE{GAP}+SET\b|DELETE\b|INSERT{GAP}*[({VALUE}]|INSERT{GAP}+(?:VALUES|ROW)\b|DO{GAP}+NOTHING\b)"
_CLAUSE = re.compile(
    rf"\bWHEN{GAP}+(?:NOT{GAP}+)?MATCHED\b(?P<condition>(?:(?!\bTHEN\b|\bWHEN\b)[^{CODE}])*?)(?P<action>\b{_ACTION})",
    re.IGNORECASE,
)


def make(case: Case) -> Mending:
    """Raises CannotGenerate when every clause of every MERGE in the main sources has its THEN."""
    texts: dict[str, str] = {}
    places: list[str] = []
    for source in case.connector.sources:
        if source.is_test:
            continue
        starts = [match.start("action") for match in _CLAUSE.finditer(sql_view(source.text))]
        text = source.text
        for start in reversed(starts):
            text = f"{text[:start]}{_cased(text, start)} {text[start:]}"
        if starts:
            texts[source.path] = text
            places.append(own_file(source))
    if not texts:
        raise CannotGenerate("no WHEN MATCHED of this connector lacks its THEN")
    return Mending(
        title=f"Write THEN in the MERGE of {' and '.join(places)}",
        why="Each branch of a MERGE is WHEN MATCHED or WHEN NOT MATCHED, its condition, THEN, and then what to do; "
        "without THEN the statement cannot be parsed.",
        texts=texts,
        alternative="write upsertTable without MERGE: DELETE the keys that come, then INSERT, in one transaction.",
    )


def _cased(text: str, at: int) -> str:
    """Lower case where the statement is."""
    return "then" if text[at : at + 6].islower() else "THEN"
