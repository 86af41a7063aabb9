"""A phase as a person names it."""

from destination_writer.knowledge.phases import Phase, from_guide_number


class BadPhase(Exception):
    """No such phase. The message says what may be given."""


def phase_number(asked: str, phases: tuple[Phase, ...]) -> int:
    """`3`, or `guide:4` for a heading of the written guide, which counts differently. Raises BadPhase."""
    guide, _, digits = asked.rpartition(":")
    if not digits.strip().isdigit() or guide not in ("", "guide"):
        raise BadPhase(f"{asked} is no phase; give 0 to {len(phases) - 1}, or guide:N for a heading of the guide")
    number = int(digits)
    if guide:
        phase = from_guide_number(phases, number)
        if phase is None:
            known = sorted(n for p in phases for n in p.guide_numbers)
            raise BadPhase(f"the guide has no heading {number}; it counts {known[0]} to {known[-1]}")
        return phase.number
    if number >= len(phases):
        raise BadPhase(f"{number} is no phase; phases are numbered 0 to {len(phases) - 1}")
    return number
