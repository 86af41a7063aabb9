"""Hover in the state file: what a key means, who writes and reads it, and what is seen in place of what it says."""

from destination_writer.analysis.statefacts import StateFacts, is_said
from destination_writer.analysis.statekeys import home_of, meant
from destination_writer.analysis.stateseen import seen
from destination_writer.lsp.stateview import StateView
from destination_writer.lsp.yamlspot import path_of_line
from destination_writer.text.places import Position, Range

SHOWN = 8
"""Legal values that are listed."""


def hover_at(view: StateView, position: Position) -> tuple[str, Range] | None:
    """Markdown, and the range that it speaks of. Slow: run it in a thread."""
    part = view.facts.parts.around(view.offset(position))
    line = path_of_line(view.document.document, position.line)
    path = part.path if part is not None and view.range_of(part.key).start.line == position.line else line
    if not path or (view.facts.key(path) is None and (part is None or part.path != path)):
        return None
    text = view.document.line(position.line)
    place = Range.of(position.line, len(text) - len(text.lstrip()), position.line, len(text.rstrip()))
    named = view.facts.parts.find(*path)
    if named is not None and view.range_of(named.key).start.line == position.line:
        place = view.range_of(named.key if not named.is_item else named.at)
    return explain(view, path), place


def explain(view: StateView, path: tuple[str, ...]) -> str:
    """Everything about one key."""
    facts = view.facts
    key = facts.key(path)
    if key is None:
        return _unread(facts, path)
    name = path[-2] if path[-1].isdigit() else path[-1]
    parts = [f"**{name}**: {key.means}", *seen(facts, path)]
    part = facts.parts.find(*path)
    legal = [one for one in facts.legal(path) if not part or not is_said(part, one)]
    if legal and len(legal) <= SHOWN:
        lines = [f"- `{one.text}`" + (f": {one.means}" if one.means else "") for one in legal]
        parts.append(
            "It may also say:\n\n" + "\n".join(lines) if part and part.text else "It may say:\n\n" + "\n".join(lines)
        )
    parts.append(f"Written by {key.written}. Read by {key.read}.")
    return "\n\n".join(parts)


def _unread(facts: StateFacts, path: tuple[str, ...]) -> str:
    """About a key that is kept, and no more."""
    part = facts.parts.find(*path)
    home = home_of(facts, part) if part else None
    name = meant(facts, part) if part and not home and facts.names_below(path[:-1]) and not part.is_item else ""
    hint = f" It belongs below `{'.'.join(home)}`." if home else f" Did you mean `{name}`?" if name else ""
    return f"**{path[-1]}**: Nothing reads this key. It stays as it is whatever is written to the file.{hint}"
