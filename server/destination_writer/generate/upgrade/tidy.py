"""Imports that the upgrade itself left without a use."""

from destination_writer.generate.upgrade.code import code_of, is_used
from destination_writer.generate.upgrade.work import Work
from destination_writer.kotlin.parse import parse_file


def drop_orphans(work: Work) -> None:
    """Take out imports whose name the file used before the upgrade and uses no more."""
    for path in work.paths:
        original = work.connector.source(path)
        text = work.text(path)
        if original is None or original.text == text:
            continue
        known = {i.path for i in original.declared.imports if not is_used(original.text, i.name)}
        for imported in parse_file(text).imports:
            if imported.name == "*" or imported.path in known or is_used(work.text(path), imported.name):
                continue
            if imported.path.startswith(("kotlin.", "io.mockk.")) and imported.name[:1].islower():
                continue  # an operator or extension is used without its name, or behind a dot
            if f".{imported.name}" in code_of(work.text(path)):
                continue
            found = next(i for i in parse_file(work.text(path)).imports if i.path == imported.path)
            work.without_import(path, found)
