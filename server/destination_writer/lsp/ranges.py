"""Places as the framework's types, for answers that are made of them."""

from lsprotocol import types as lsp

from destination_writer.lsp.positions import Lines, to_wire
from destination_writer.text.encodings import Encoding
from destination_writer.text.places import Range


def to_lsp_range(lines: Lines, range_: Range, encoding: Encoding) -> lsp.Range:
    wire = to_wire(lines, range_, encoding)
    return lsp.Range(lsp.Position(**wire["start"]), lsp.Position(**wire["end"]))
