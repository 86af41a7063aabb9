"""A connector with changes that nobody has accepted yet. Steps build on each other; at the end one Change is made."""

from destination_writer.connector.load import reload_files
from destination_writer.connector.model import Connector, SourceFile
from destination_writer.generate.aliases import without_aliases
from destination_writer.generate.edits import edits_between
from destination_writer.text.changes import FileCreation, FileEdit, fingerprint
from destination_writer.text.files import MemoryFiles


class Draft:
    """`connector` is always what it would be with everything written so far, parsed anew after each step."""

    def __init__(self, connector: Connector) -> None:
        self._original = connector
        self.connector = without_aliases(connector)
        self.notes: list[str] = []

    def source(self, path: str) -> SourceFile:
        """Raises KeyError for a path that neither the connector nor the draft has."""
        found = self.connector.source(path)
        if found is None:
            raise KeyError(path)
        return found

    def write(self, path: str, text: str) -> None:
        """Replace the text of a Kotlin file, or add the file."""
        full = self.connector.workspace_path(path)
        self.connector = without_aliases(reload_files(self.connector, MemoryFiles({full: text}), [path]))

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def files(self) -> tuple[FileEdit | FileCreation, ...]:
        """What differs from the connector that the draft began with; paths as the workspace sees them."""
        result: list[FileEdit | FileCreation] = []
        for source in self.connector.sources:
            path = self.connector.workspace_path(source.path)
            before = self._original.source(source.path)
            if before is None:
                result.append(FileCreation(path, source.text))
            elif before.text != source.text:
                edits = edits_between(before.text, source.text)
                result.append(FileEdit(path, fingerprint(before.text), edits))
        return tuple(result)
