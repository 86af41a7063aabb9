"""Numbers as people read them; a dash for what nothing tells."""

from datetime import UTC, datetime

from destination_writer.checkpoints.status import PhaseState

NONE = "–"
STATES = {
    PhaseState.DONE: "done",
    PhaseState.CURRENT: "current",
    PhaseState.BLOCKED: "blocked",
    PhaseState.WAITING: "waiting",
    PhaseState.SKIPPED: "skipped",
}


def span(seconds: float | None) -> str:
    """`42 s`, `7 min`, `3 h 05 min`, `2 d 4 h`."""
    if seconds is None:
        return NONE
    if seconds < 60:
        return f"{round(seconds)} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes:02} min"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h"


def percent(share: float | None) -> str:
    """A share of 1. Never rounded up to 100 %: one failing test of a thousand is seen."""
    if share is None:
        return NONE
    return "100 %" if share >= 1 else f"{min(99, round(100 * share))} %"


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def moment(at: float | None) -> str:
    """In UTC, to the minute."""
    return NONE if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M")


def rates(first: float | None, last: float | None) -> str:
    """The first checkpoint's and the last one's."""
    if first is None or last is None:
        return NONE
    return percent(last) if first == last else f"{percent(first)} → {percent(last)}"


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
