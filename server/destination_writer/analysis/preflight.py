"""What the rules about the preflight checklist share: the file, read once for a text, held against the questions."""

from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

from destination_writer.analysis.rule import ConnectorSubject
from destination_writer.connector.preflight import PREFLIGHT_PATH, Preflight, ReadPreflight, read_preflight
from destination_writer.knowledge.dialect_facts import StrategyKind
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError, load_model
from destination_writer.knowledge.preflight import STANDARD, Checklist, Question
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.document import Document
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location, Span

_LAST: "WeakKeyDictionary[Knowledge, Examined]" = WeakKeyDictionary()
"""The five rules look at the same text, one after the other."""


@dataclass(frozen=True)
class Examined:
    """A preflight file's text, read, with the checklist. `path` is the workspace's."""

    text: str
    path: str
    knowledge: Knowledge
    checklist: Checklist

    @cached_property
    def read(self) -> ReadPreflight:
        return read_preflight(self.text)

    @property
    def preflight(self) -> Preflight:
        return self.read.preflight

    @cached_property
    def _document(self) -> Document:
        return Document(self.text)

    def location(self, span: Span) -> Location:
        return Location(self.path, self._document.range_of(span))

    def whole(self, identifier: str) -> Span | None:
        """Where a question's answer stands, or its id where nothing is answered; None without an entry."""
        entry = self.preflight.entry(identifier)
        if entry is None:
            return None
        return entry.value if entry.answer.is_given and entry.value.start < entry.value.end else entry.key

    @cached_property
    def base(self) -> Dialect | None:
        """The dialect whose facts stand in for what is not answered: the database's own, or that of `like`."""
        for slug in (self.preflight.database, self.preflight.like):
            if slug and slug in self.knowledge.dialect_slugs:
                try:
                    return self.knowledge.dialect(slug)
                except KnowledgeError:
                    return None  # the broken file is a finding of its own
        return None

    def more_values(self, question: Question) -> tuple[str, ...]:
        """What a choice of strategies may hold besides: of a known database its own, else any that is known."""
        if not question.answer.values_from:
            return ()
        kind = StrategyKind(question.answer.values_from)
        own = self.base if self.base is not None and self.base.slug == self.preflight.database else None
        dialects = [own] if own is not None and not self.preflight.like else self._all_dialects
        return tuple(dict.fromkeys(way.slug for known in dialects for way in known.strategies.get(kind, ())))

    @cached_property
    def _all_dialects(self) -> list[Dialect]:
        found: list[Dialect] = []
        for slug in self.knowledge.dialect_slugs:
            try:
                found.append(self.knowledge.dialect(slug))
            except KnowledgeError:
                continue  # the broken file is a finding of its own
        try:
            return [*found, load_model(self.knowledge.files, STANDARD, Dialect)]
        except KnowledgeError:
            return found

    def finding(self, code: str, severity: Severity, message: str, span: Span, fix: str = "") -> Finding:
        return Finding(code=code, severity=severity, message=message, location=self.location(span), fix=fix)


def examined(subject: ConnectorSubject) -> Examined | None:
    """The connector's preflight file; None where there is none, or where the checklist itself cannot be read."""
    text = subject.connector.texts.get(PREFLIGHT_PATH)
    if text is None:
        return None
    return examine(text, subject.connector.workspace_path(PREFLIGHT_PATH), subject.knowledge)


def examine(text: str, path: str, knowledge: Knowledge) -> Examined | None:
    """A text as the rules look at it; None where the checklist itself cannot be read."""
    last = _LAST.get(knowledge)
    if last is not None and (last.text, last.path) == (text, path):
        return last
    try:
        made = Examined(text, path, knowledge, knowledge.checklist)
    except KnowledgeError:
        return None
    _LAST[knowledge] = made
    return made
