"""Kotlin texts with a `|` where the cursor is."""

from functools import cache

from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.store import Knowledge
from destination_writer.kotlin.buffer import KotlinBuffer
from destination_writer.kotlin.parse import parse_file
from destination_writer.lsp.lookup import Name, Scope, Symbol, name_at, own_supertypes
from destination_writer.text.document import Document
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles


@cache
def knowledge() -> Knowledge:
    return Knowledge(DiskFiles(bundled("knowledge")))


def contract(version: str = "1.0.13") -> Contract:
    return knowledge().contract(version)


def cut(marked: str) -> tuple[str, int]:
    """The text without its cursor, and where that was."""
    before, bar, after = marked.partition("|")
    assert bar, "the text has no cursor"
    return before + after, len(before)


def name_under(marked: str) -> Name | None:
    text, offset = cut(marked)
    place = Document(text).position(offset)
    states = KotlinBuffer(text).line_states()
    return name_at(Document(text).line(place.line), place.column, states[place.line].stack)


def symbol_under(marked: str, version: str = "1.0.13") -> Symbol | None:
    text, offset = cut(marked)
    name, file = name_under(marked), parse_file(text)
    if name is None:
        return None
    return Scope(file, offset, contract(version), own_supertypes(file.all_classes())).resolve(name)
