"""Completion in the state file: keys that a map takes, legal values, items that a list does not have yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from destination_writer.analysis.statefacts import Legal
from destination_writer.connector.preflighttext import written
from destination_writer.connector.yamlparts import KeyPath
from destination_writer.lsp.positions import to_wire
from destination_writer.lsp.stateview import StateView
from destination_writer.lsp.yamlspot import Spot, spot_at
from destination_writer.text.places import Position, Range

_PROPERTY, _ENUM = 10, 13
"""CompletionItemKind."""
_PLAIN = ("true", "false", "partial")


@dataclass(frozen=True, slots=True)
class Item:
    """What may be written. `label` is shown and filtered by, `text` inserted."""

    label: str
    text: str
    kind: int
    about: str = ""


def items_at(view: StateView, position: Position) -> list[dict[str, Any]]:
    """Completion items for a position. Slow: run it in a thread."""
    lines = view.document.document
    spot = spot_at(lines, position)
    before = view.document.line(position.line)[spot.start : position.column]
    if "#" in before.split():
        return []
    whole = Range(Position(position.line, spot.start), _end(view, spot, position))
    place = to_wire(lines, whole, view.session.abilities.encoding)
    return [
        {
            "label": item.label,
            "kind": item.kind,
            "documentation": item.about,
            "sortText": f"{number:03d}",
            "filterText": _filter_text(item, before),
            "insertTextFormat": 1,
            "textEdit": {"range": place, "newText": item.text},
        }
        for number, item in enumerate(_items(view, spot))
    ]


def _end(view: StateView, spot: Spot, position: Position) -> Position:
    """Where what is replaced ends: behind the value that is there, so that nothing of it is left over."""
    part = view.facts.parts.around(view.offset(position))
    if part is None or not part.text or (part.path != spot.path and not spot.is_item):
        return position
    there = view.range_of(part.at)
    is_here = there.start == Position(position.line, spot.start) and there.end.line == position.line
    return there.end if is_here else position


def _filter_text(item: Item, before: str) -> str:
    """What the client compares with the text that is replaced, an opening quote included."""
    return before[:1] + item.label if before[:1] in ("'", '"') else item.label


def _items(view: StateView, spot: Spot) -> Iterator[Item]:
    if spot.key:
        yield from (_value(legal, is_flow=spot.is_flow) for legal in view.facts.legal(spot.path))
        return
    if spot.is_item:
        item = spot.above if spot.above[-1:] and spot.above[-1].isdigit() else (*spot.above, "0")
        yield from _new(view, item[:-1], is_flow=spot.is_flow)
        yield from _keys(view, item, is_flow=spot.is_flow)
        return
    yield from _keys(view, spot.above, is_flow=spot.is_flow)
    if spot.is_flow:
        return
    key = view.facts.key((*spot.above, "0"))
    if key is not None and key.path[-1] == "*" and view.facts.is_list(spot.above):
        yield from (Item(new.label, f"- {new.text}", new.kind, new.about) for new in _new(view, spot.above))


def _new(view: StateView, path: KeyPath, *, is_flow: bool = False) -> Iterator[Item]:
    """Items that a list does not hold."""
    there = {part.text for part in view.facts.parts.below(*path)}
    for legal in view.facts.legal((*path, "0")):
        if legal.text not in there:
            yield _value(legal, is_flow=is_flow)


def _keys(view: StateView, above: KeyPath, *, is_flow: bool) -> Iterator[Item]:
    """Keys that the map does not hold, each with what it means."""
    there = (
        {part.name for part in view.facts.parts.below(*above)} if above else {p.name for p in view.facts.parts.parts}
    )
    for name in view.facts.names_below(above) if not above or view.facts.takes_keys(above) else ():
        if name not in there:
            key = view.facts.key((*above, name))
            colon = ":" if view.facts.takes_more((*above, name)) and not is_flow else ": "
            yield Item(name, f"{name}{colon}", _PROPERTY, view.facts.about(key, name))


def _value(legal: Legal, *, is_flow: bool) -> Item:
    plain = legal.text in _PLAIN or legal.text.isdigit()
    text = legal.text if plain else written(legal.text)
    if is_flow and any(sign in text for sign in ",[]{}") and text[:1] != '"':
        text = f'"{text}"'
    return Item(legal.text, text, _ENUM, legal.means)
