"""A name that the CDK does not have, and the one that was meant."""

from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.lines import offset_of
from destination_writer.generate.remedies.case import Case, Mending, importing, own_file


def make(case: Case) -> Mending:
    """Arguments: `line` and `column` (from 1, in code points), `old` as it stands there, `new`; a `new` that is a type
    of the CDK is imported. Raises CannotGenerate when the old name is not there."""
    source = case.demand_source()
    old, new = case.arguments.get("old", ""), case.arguments.get("new", "")
    column = case.arguments.get("column", "")
    at = offset_of(source.text, max(case.line - 1, 0), int(column) - 1 if column.isdigit() else 0)
    if not old or not new or source.text[at : at + len(old)] != old:
        raise CannotGenerate(f"{old or 'the name'} does not stand at that place any more", ("the place",))
    text = source.text[:at] + new + source.text[at + len(old) :]
    known = case.contract().type(new)
    if known is not None and known.verified and new[:1].isupper():
        text = importing(text, known.fqn)[1]
    return Mending(
        title=f"Write {new} for {old} in {own_file(source)}",
        why=f"CDK {case.contract().version} has no {old}; {new} is what it has in its place.",
        texts={source.path: text},
        restructures=True,
    )
