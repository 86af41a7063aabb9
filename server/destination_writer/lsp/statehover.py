"""Hover in the state file: what a key means, who writes and reads it, and what is seen in place of what it says."""

from destination_writer.analysis.statefacts import StateFacts, is_said
from destination_writer.analysis.statekeys import home_of, meant
from destination_writer.analysis.stateseen import phase_at, seen
from destination_writer.checkpoints.status import BlockerKind, PhaseState, PhaseStatus
from destination_writer.checkpoints.status import ConnectorStatus as Standing
from destination_writer.connector.yamlparts import KeyPath
from destination_writer.knowledge.phases import Phase
from destination_writer.lsp.stateview import StateView
from destination_writer.lsp.yamlspot import path_of_line
from destination_writer.text.places import Position, Range

SHOWN = 8
"""Legal values that are listed."""
_RANKS = {BlockerKind.FAILED_TEST: 0, BlockerKind.REGRESSION: 0, BlockerKind.EARLIER_PHASE: 2}
"""What fails is told before what lacks, and that before what other phases lack."""


def hover_at(view: StateView, position: Position, standing: Standing | None = None) -> tuple[str, Range] | None:
    """Markdown, and the range that it speaks of. `standing` is the gate's verdict where it is known. Slow: run it in a
    thread."""
    path = _path_at(view, position)
    if not path:
        return None
    text = view.document.line(position.line)
    place = Range.of(position.line, len(text) - len(text.lstrip()), position.line, len(text.rstrip()))
    named = view.facts.parts.find(*path)
    if named is not None and view.range_of(named.key).start.line == position.line:
        place = view.range_of(named.key if not named.is_item else named.at)
    return explain(view, path, standing), place


def phase_under(view: StateView, position: Position) -> Phase | None:
    """The phase that a hover at this position speaks of. Slow: run it in a thread."""
    path = _path_at(view, position)
    return phase_at(view.facts, path) if path else None


def _path_at(view: StateView, position: Position) -> KeyPath:
    """Of the key or item at a position; empty where nothing is said about it."""
    part = view.facts.parts.around(view.offset(position))
    line = path_of_line(view.document.document, position.line)
    path = part.path if part is not None and view.range_of(part.key).start.line == position.line else line
    is_something = view.facts.key(path) is not None or (part is not None and part.path == path)
    return path if path and is_something else ()


def explain(view: StateView, path: KeyPath, standing: Standing | None = None) -> str:
    """Everything about one key."""
    facts = view.facts
    key = facts.key(path)
    if key is None:
        return _unread(facts, path)
    name = path[-2] if path[-1].isdigit() else path[-1]
    phase = phase_at(facts, path) if standing is not None else None
    verdict = [_verdict(standing.phases[phase.number])] if standing is not None and phase is not None else []
    parts = [f"**{name}**: {key.means}", *seen(facts, path), *verdict]
    part = facts.parts.find(*path)
    legal = [one for one in facts.legal(path) if not part or not is_said(part, one)]
    if legal and len(legal) <= SHOWN:
        lines = [f"- `{one.text}`" + (f": {one.means}" if one.means else "") for one in legal]
        parts.append(
            "It may also say:\n\n" + "\n".join(lines) if part and part.text else "It may say:\n\n" + "\n".join(lines)
        )
    parts.append(f"Written by {key.written}. Read by {key.read}.")
    return "\n\n".join(parts)


def _verdict(phase: PhaseStatus) -> str:
    """What the gate says of a phase now, by the newest results."""
    if phase.state is PhaseState.DONE:
        return "The gate takes it for done, by the newest results."
    if phase.state is PhaseState.SKIPPED:
        return "The gate takes it for left out."
    ranked = sorted(phase.blockers, key=lambda blocker: _RANKS.get(blocker.kind, 1))
    first, *more = [blocker.sentence for blocker in ranked] or [""]
    rest = {0: "", 1: " Besides, 1 more keeps it open."}.get(len(more), f" Besides, {len(more)} more keep it open.")
    return f"The gate does not take it for done. {first}{rest}".rstrip()


def _unread(facts: StateFacts, path: tuple[str, ...]) -> str:
    """About a key that is kept, and no more."""
    part = facts.parts.find(*path)
    home = home_of(facts, part) if part else None
    name = meant(facts, part) if part and not home and facts.names_below(path[:-1]) and not part.is_item else ""
    hint = f" It belongs below `{'.'.join(home)}`." if home else f" Did you mean `{name}`?" if name else ""
    return f"**{path[-1]}**: Nothing reads this key. It stays as it is whatever is written to the file.{hint}"
