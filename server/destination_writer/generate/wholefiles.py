"""Whole new files that a connector lacks: a class with stubs, and every stub written at once."""

from destination_writer.connector.model import Connector
from destination_writer.connector.roles import Role
from destination_writer.generate.catalogue import FileEntry
from destination_writer.generate.draft import Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.filewords import FileWords
from destination_writer.generate.making import Made, make
from destination_writer.generate.newfiles import demand_free, header, place_of, prefix_of
from destination_writer.generate.rendering import render
from destination_writer.generate.request import Request
from destination_writer.generate.writing import Writing


def make_file(request: Request, connector: Connector, role: Role) -> tuple[Draft, list[Made]]:
    """A draft with the component's file in it, and those of components that it needs and that are missing too.

    Raises CannotGenerate when there is no template for one of them.
    """
    draft = Draft(connector)
    made: list[Made] = []
    files = NewFiles(request, draft, made)
    files.need(role)
    while stubs := [s for path in files.added for s in draft.source(path).stubs]:
        make(request, draft, stubs[0])
    return draft, made


class NewFiles:
    """New files of one draft, their stubs left open; `added` are the paths of those written so far."""

    def __init__(self, request: Request, draft: Draft, made: list[Made], prefix: str = "") -> None:
        """`prefix` begins the names of classes; empty for what the connector's own classes begin with."""
        self.request, self.draft, self.made = request, draft, made
        self.prefix = prefix
        self.added: list[str] = []

    def need(self, role: Role) -> str:
        """The connector's class of a role; its file is written when the connector lacks it."""
        if not self.draft.connector.components(role):
            label = role.value.replace("_", " ")
            found = self.request.templates.file(role, self.request.era.value, self.request.dialect.is_sql)
            self.write(self._entry(found, label))
        return self.draft.connector.components(role)[0].declaration.name

    def need_named(self, name: str) -> str:
        """The class of a file that plays no part of its own; it is written when the connector lacks it."""
        found = self.request.templates.named_file(name, self.request.era.value, self.request.dialect.is_sql)
        entry = self._entry(found, name)
        _, path, class_name = self._place(entry)
        if self.draft.connector.source(path) is None:
            self.write(entry)
        return class_name

    def is_there(self, entry: FileEntry) -> bool:
        """Whether the connector has what a file is for."""
        if entry.role is not None:
            return bool(self.draft.connector.components(entry.role))
        return self.draft.connector.source(self._place(entry)[1]) is not None

    def write(self, entry: FileEntry) -> None:
        """Raises CannotGenerate for a path that is taken, and for what a template cannot be written without."""
        request, draft = self.request, self.draft
        package, path, class_name = self._place(entry)
        demand_free(draft, path, entry)
        template = request.templates.find(f"files/{entry.template}", request.folders)
        if template is None:
            need = f"templates/{request.dialect.slug}/files/{entry.template}.kt.j2"
            raise CannotGenerate(f"no template makes the {entry.title} for {request.dialect.name}", (need,))
        head = f"{header(request, entry)}\npackage {package}\n"
        draft.write(path, head)
        writing = Writing(request, draft, draft.source(path), None)
        words = FileWords(writing, self, class_name, self.prefix or prefix_of(draft.connector, request), entry.phase)
        text = render(request.templates.files, template, {**writing.values(), **words.values()})
        writing.source = draft.source(path)
        draft.write(path, f"{head}\n{text.strip()}\n")
        writing.finish()
        self.made.append(Made(class_name, entry.purpose))
        self.added.append(path)

    def _entry(self, entry: FileEntry | None, label: str) -> FileEntry:
        if entry is None:
            era = self.request.era.value
            raise CannotGenerate(f"no template makes a {label} for era {era}", (f"a template for a {label}",))
        return entry

    def _place(self, entry: FileEntry) -> tuple[str, str, str]:
        connector = self.draft.connector
        return place_of(connector, entry, self.prefix or prefix_of(connector, self.request))
