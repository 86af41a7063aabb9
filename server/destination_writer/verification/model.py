"""The reference: what a table holds after an operation, written for reading and not for speed.

Every engine is compared with this one. Rows are those of a scenario with their meta columns.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from destination_writer.verification.scenario import CDC_DELETED_AT, META_TYPES, Cdc, FieldTypeName, Operation, Row
from destination_writer.verification.values import canonical, order

EXTRACTED_AT = "_airbyte_extracted_at"

Types = Mapping[str, FieldTypeName]
Age = tuple[bool, Any, int]
"""Orders versions of a row, the oldest first: whether there is a cursor, the cursor, the extraction time."""


def expected(
    operation: Operation,
    types: Types,
    target: Sequence[Row],
    source: Sequence[Row],
    *,
    primary_key: Sequence[str] = (),
    cursor: str | None = None,
    cdc: Cdc = Cdc.NONE,
    new_types: Types | None = None,
) -> list[Row]:
    """The target table after the operation. `source` is what comes in, for an evolution in the new schema."""
    match operation:
        case Operation.INSERT | Operation.COPY:
            return [*target, *source]
        case Operation.OVERWRITE:
            return list(source)
        case Operation.UPSERT:
            return upserted(types, target, source, primary_key, cursor, hard=cdc is Cdc.HARD)
        case Operation.EVOLVE:
            assert new_types is not None
            return [*(evolved(row, types, new_types) for row in target), *source]


def upserted(
    types: Types, target: Sequence[Row], source: Sequence[Row], key: Sequence[str], cursor: str | None, *, hard: bool
) -> list[Row]:
    """Of each key the newest row. With `hard`, a key whose newest row is a deletion has none.

    NULL in a key equals NULL. A cursor of NULL is older than any other; at equal cursors the extraction time decides,
    and a row that is as old as the table's own does not replace it.
    """
    held = {_key(row, key, types): row for row in target}
    batch: dict[tuple[Any, ...], Row] = {}
    for row in source:
        one = _key(row, key, types)
        if one not in batch or _age(row, cursor, types) > _age(batch[one], cursor, types):
            batch[one] = row
    for one, row in batch.items():
        if one in held and _age(row, cursor, types) <= _age(held[one], cursor, types):
            continue
        if hard and row.get(CDC_DELETED_AT) is not None:
            held.pop(one, None)
        else:
            held[one] = row
    return list(held.values())


def evolved(row: Row, types: Types, new_types: Types) -> Row:
    """The row in a new schema: a lost column is gone, a new one is NULL, a changed one says the same."""
    meta = {name: value for name, value in row.items() if name in META_TYPES}
    kept = {
        name: converted(row.get(name), types[name], kind) if name in types else None
        for name, kind in new_types.items()
        if name not in meta
    }
    return {**kept, **meta}


def converted(value: Any, old: FieldTypeName, new: FieldTypeName) -> Any:
    """A value in another type. Raises LookupError for a change that this model does not define."""
    if value is None or old == new:
        return value
    if (old, new) == (FieldTypeName.INTEGER, FieldTypeName.STRING):
        return str(value)
    if (old, new) == (FieldTypeName.STRING, FieldTypeName.INTEGER):
        return int(value)
    if (old, new) == (FieldTypeName.INTEGER, FieldTypeName.NUMBER):
        return Decimal(value)
    if (old, new) == (FieldTypeName.STRING, FieldTypeName.UNKNOWN):
        return value
    raise LookupError(f"{old} to {new}")


def _key(row: Row, key: Sequence[str], types: Types) -> tuple[Any, ...]:
    return tuple(canonical(types[column], row.get(column)) for column in key)


def _age(row: Row, cursor: str | None, types: Types) -> Age:
    value = None if cursor is None else order(types[cursor], row.get(cursor))
    return (value is not None, value or 0, canonical("timestamp_with_timezone", row[EXTRACTED_AT]))
