"""What a Kotlin file tells: calls of its logger, and prints."""

import re
from dataclasses import dataclass
from functools import cached_property

from destination_writer.analysis.rule import FileSubject
from destination_writer.kotlin.calls import Call
from destination_writer.text.places import Span

LEVELS = ("trace", "debug", "info", "warn", "error")
_LOGGER = re.compile(r"(?i)\b_?(?:k?log(?:ger)?|airbyteLogger)\s*\??\.\s*$")
_OUT = re.compile(r"(?:(?<![\w.])System\s*\.\s*(?:out|err)|(?<![\w.])kotlin\.io)\s*\.\s*$")


@dataclass(frozen=True)
class LogCall:
    """`log.info { ... }`, `logger.warn(e) { ... }`, `println(...)`; `start` is where the receiver begins."""

    call: Call
    start: int
    is_print: bool = False

    @cached_property
    def span(self) -> Span:
        return Span(self.start, self.call.span.end)


def log_calls(subject: FileSubject) -> tuple[LogCall, ...]:
    """Everything that the file writes to its log or prints, in the order of the text; for `FileSubject.shared`."""
    bare, found = subject.bare, list[LogCall]()
    for call in subject.calls(*LEVELS, "atLevel"):
        at = call.name_span.start
        if (receiver := _LOGGER.search(bare, max(at - 60, 0), at)) is not None:
            found.append(LogCall(call, receiver.start()))
    for call in subject.calls("println", "print", "printf", "printStackTrace"):
        at = call.name_span.start
        out = _OUT.search(bare, max(at - 40, 0), at)
        if call.name == "printStackTrace" and call.receiver is not None:
            found.append(LogCall(call, call.receiver.start, is_print=True))
        elif out is not None or bare[max(at - 40, 0) : at].rstrip()[-1:] != ".":
            found.append(LogCall(call, out.start() if out else at, is_print=True))
    return tuple(sorted(found, key=lambda one: one.start))
