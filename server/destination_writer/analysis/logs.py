"""What a Kotlin file tells: calls of its logger, and prints."""

import re
from dataclasses import dataclass
from functools import cached_property

from destination_writer.analysis.rule import FileSubject
from destination_writer.kotlin.calls import Call
from destination_writer.text.places import Span

LEVELS = ("trace", "debug", "info", "warn", "error")
_LOGGER = re.compile(r"(?i)(?:^|\.|\b)_?(?:log|logger|klogger|airbyteLogger)$")
_OUT = re.compile(r"^(?:kotlin\.io|System\s*\.\s*(?:out|err))$")


@dataclass(frozen=True)
class LogCall:
    """`log.info { ... }`, `logger.warn(e) { ... }`, `println(...)`; `span` begins at the receiver."""

    call: Call
    is_print: bool = False

    @cached_property
    def span(self) -> Span:
        receiver = self.call.receiver
        return Span(receiver.start if receiver else self.call.name_span.start, self.call.span.end)


def log_calls(subject: FileSubject) -> tuple[LogCall, ...]:
    """Everything that the file writes to its log or prints, in the order of the text; for `FileSubject.shared`."""
    found = [
        LogCall(call)
        for call in subject.calls(*LEVELS, "atLevel")
        if call.receiver is not None and _LOGGER.search(call.words(call.receiver))
    ]
    for call in subject.calls("println", "print", "printf", "printStackTrace"):
        receiver = call.words(call.receiver)
        if call.name == "printStackTrace" or not receiver or _OUT.match(receiver):
            found.append(LogCall(call, is_print=True))
    return tuple(sorted(found, key=lambda one: one.span))


def logger_of(subject: FileSubject) -> str:
    """The name of the logger that the file itself declares; empty when there is none."""
    declared = [*subject.source.declared.properties]
    for each in subject.source.declared.all_classes():
        declared += each.properties
    return next((one.name for one in declared if "ogger" in (one.initializer or "") + (one.type or "")), "")
