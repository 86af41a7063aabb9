"""One upgrade in the making: the connector as it becomes, what was done, what is left to a person."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from destination_writer.connector.decisions import comment
from destination_writer.connector.model import Connector, SourceFile
from destination_writer.connector.roles import simple_name
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.draft import Draft
from destination_writer.generate.imports import name_in, with_import
from destination_writer.generate.lines import indent_at, line_start, newline_of
from destination_writer.generate.request import Request
from destination_writer.knowledge.cdkhistory import CdkHistory
from destination_writer.knowledge.contractdiff import Difference
from destination_writer.knowledge.contracts import ContractType
from destination_writer.knowledge.store import Knowledge
from destination_writer.kotlin.declarations import Class, Import
from destination_writer.kotlin.parse import parse_file
from destination_writer.kotlin.tokens import mask_literals


@dataclass(frozen=True, slots=True, order=True)
class Moved:
    """Something that was carried over in a file. `version` is the CDK release that asks for it."""

    path: str
    version: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what} (CDK {self.version})"


@dataclass
class Work:
    """`before` and `after` make templates of the two versions; None where the database is not known."""

    connector: Connector
    knowledge: Knowledge
    templates: Templates
    diff: Difference
    history: CdkHistory
    before: Request | None
    after: Request | None
    draft: Draft
    texts: dict[str, str] = field(default_factory=dict[str, str])
    """Build files as they become, by path."""
    moved: list[Moved] = field(default_factory=list[Moved])
    imported: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    """Path, full name and version of every import that was changed."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The Kotlin files, in order."""
        return tuple(source.path for source in self.draft.connector.sources)

    def source(self, path: str) -> SourceFile:
        return self.draft.source(path)

    def text(self, path: str) -> str:
        return self.source(path).text

    def write(self, path: str, text: str) -> None:
        if text != self.text(path):
            self.draft.write(path, text)

    def remove(self, path: str) -> None:
        """The file goes, and what was said of it with it."""
        self.draft.remove(path)
        self.moved = [item for item in self.moved if item.path != path]
        self.imported = [item for item in self.imported if item[0] != path]

    def note(self, path: str, what: str, version: str) -> None:
        entry = Moved(path, version, what)
        if entry not in self.moved:
            self.moved.append(entry)

    def decide(self, path: str, offset: int, what: str, version: str) -> None:
        """Mark the line of an offset as one that a person has to look at. Said once for a place."""
        text = self.text(path)
        start = _free_line(text, offset)
        lines = comment(what, version, indent_at(text, start))
        newline = newline_of(text)
        block = newline.join(lines) + newline
        if not text[:start].endswith(block):
            self.write(path, text[:start] + block + text[start:])

    def name(self, path: str, full_name: str) -> str:
        """How the file can mention a type, which is imported where that is needed."""
        source = self.source(path)
        declared = parse_file(source.text)
        found = name_in(declared, full_name)
        if found.wanted:
            self.write(path, with_import(source.text, declared, found.wanted))
        return found.text

    def cdk(self, path: str, simple: str) -> str:
        """The same for a type of the later CDK, by its simple name."""
        return self.name(path, self.diff.after.fqn(simple))

    def without_import(self, path: str, imported: Import) -> None:
        """Take an import out, with its line where nothing else stands on it."""
        text = self.text(path)
        start, end = imported.span.start, imported.span.end
        stop = end
        while stop < len(text) and text[stop] in " \t;":
            stop += 1
        if text[:start].endswith(("\n", "\r")) or start == 0:
            for newline in ("\r\n", "\n", "\r"):
                if text.startswith(newline, stop):
                    stop += len(newline)
                    break
        self.write(path, text[:start] + text[stop:])

    def classes(self) -> Iterable[tuple[str, str]]:
        """Path and name of every class, as the connector is now; look the class up when you come to it."""
        return [(s.path, c.name) for s in self.draft.connector.sources for c in s.declared.all_classes()]

    def owner(self, path: str, name: str) -> Class | None:
        return next((c for c in self.source(path).declared.all_classes() if c.name == name), None)

    def cdk_types(self, path: str, owner: Class, *, after: bool) -> list[ContractType]:
        """The CDK types that a class extends, as one of the versions has them."""
        contract = self.diff.after if after else self.diff.before
        own = {c.name for source in self.draft.connector.sources for c in source.declared.all_classes()}
        imported = {i.name: i.path for i in self.source(path).declared.imports}
        found: list[ContractType] = []
        for parent in owner.supertypes:
            name = simple_name(parent.name)
            known = contract.type(name)
            foreign = name in imported and not imported[name].startswith("io.airbyte.")
            if known is not None and not foreign and (name not in own or name in imported):
                found.append(known)
        return found


def _free_line(text: str, offset: int) -> int:
    """The start of the offset's line, or of the first line above that does not begin inside of a string."""
    masked = mask_literals(text)
    start = line_start(text, offset)
    while start > 0 and (_is_inside(masked, start)):
        start = line_start(text, start - 1)
    return start


def _is_inside(masked: str, start: int) -> bool:
    """A masked literal is `"xxx"` over all of its lines, so its inside begins a line with `x` or a quote that ends."""
    return masked[:start].count('"') % 2 == 1
