"""What Gradle says of a failure, and how a run's problems are worded."""

import re
from collections.abc import Iterator, Sequence

_NAMED_AT_MOST = 5
_OF_TESTS = re.compile(r"There were failing tests|There is a failing test|No tests found for given includes: \[")
_LINES = 3


def reasons_beside_tests(lines: Sequence[str]) -> list[str]:
    """Why the build failed, a sentence for each cause; failing tests and tests that were not found are no such cause.

    A build that fails and says nothing gives its last line.
    """
    told = list(_reasons(lines))
    return [reason for reason in told if not _OF_TESTS.search(reason)] if told else [went_wrong(lines)]


def went_wrong(lines: Sequence[str]) -> str:
    """Gradle's first reason as a sentence; without one, the last line."""
    last = next((line.strip() for line in reversed(lines) if line.strip()), "Gradle printed nothing")
    return next(_reasons(lines), _sentence(last))


def _reasons(lines: Sequence[str]) -> Iterator[str]:
    for index, line in enumerate(lines):
        if line.strip().startswith("* What went wrong"):
            block = " ".join(text.strip() for text in _block(lines[index + 1 :]))
            if block:
                yield _sentence(block)


def _block(lines: Sequence[str]) -> list[str]:
    """Up to the next blank line or heading, three lines at most."""
    found: list[str] = []
    for line in lines:
        if not line.strip() or line.startswith("* ") or len(found) == _LINES:
            break
        found.append(line)
    return found


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def in_seconds(number: float) -> str:
    return f"{number:g} second{'' if number == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """At most five names, and how many more there are."""
    more = len(names) - _NAMED_AT_MOST
    return ", ".join(names[:_NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")
