"""Markdown on the way out: drawn block by block on a terminal, passed on as it is into a pipe."""

import os
import re
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TextIO

from destination_writer.cli.visible import visible

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 110
"""Columns of text at most: longer lines are hard to read."""
_FENCE = re.compile(r" {0,3}(```+|~~~+)")


class MarkdownOut(Protocol):
    """Where an answer is written while it comes."""

    def feed(self, text: str) -> None: ...

    def close(self) -> None:
        """The end of the answer, or something else is written in between: what is held is shown."""
        ...


class PlainMarkdown:
    """Writes at once. `close` ends an open line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_open = False

    def feed(self, text: str) -> None:
        if text:
            self._stream.write(visible(text))
            self._stream.flush()
            self._is_open = not text.endswith("\n")

    def close(self) -> None:
        if self._is_open:
            self._stream.write("\n")
            self._stream.flush()
            self._is_open = False


class DrawnMarkdown:
    """Draws each block (paragraph, list, fence) when it is whole, so that nothing on the screen is drawn twice."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._held = ""
        self._drawn_any = False
        self._console: Console | None = None

    def feed(self, text: str) -> None:
        self._held += text
        while end := block_end(self._held):
            block, self._held = self._held[:end], self._held[end:]
            self._draw(block)

    def close(self) -> None:
        block, self._held = self._held, ""
        self._draw(block)
        self._drawn_any = False

    def _draw(self, block: str) -> None:
        text = visible(block).strip("\n")
        if not text.strip():
            return
        from rich.markdown import Markdown

        if self._drawn_any:
            self._stream.write("\n")
        self._out().print(Markdown(text, code_theme="ansi_dark", hyperlinks=False))
        self._stream.flush()
        self._drawn_any = True

    def _out(self) -> "Console":
        if self._console is None:
            from rich.console import Console

            width = min(WIDTH, shutil.get_terminal_size().columns)
            self._console = Console(file=self._stream, force_terminal=True, width=width, highlight=False)
        return self._console


def block_end(text: str) -> int:
    """Behind the first block that is whole: a blank line ends it, in a fence the line that closes the fence. 0 while
    there is none."""
    at, fence, has_text = 0, "", False
    while (line_end := text.find("\n", at)) >= 0:
        line = text[at:line_end]
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not line.strip().strip("`~"):
                return line_end + 1
        elif found:
            if has_text:
                return at
            fence = found[1]
        elif not line.strip() and has_text:
            return line_end + 1
        has_text = has_text or bool(line.strip())
        at = line_end + 1
    return 0


def markdown_out(stream: TextIO, environment: Callable[[str], str | None] = os.environ.get) -> MarkdownOut:
    """Drawn on a terminal that can, plain elsewhere."""
    if stream.isatty() and environment("TERM") != "dumb":
        return DrawnMarkdown(stream)
    return PlainMarkdown(stream)
