"""Markdown on the way out: drawn block by block on a terminal, passed on as it is into a pipe."""

import os
import re
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TextIO

from destination_writer.text.visible import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.text import Text

THEME = "ansi_dark"
WIDTH = 110
"""Columns of text at most: longer lines are hard to read."""
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_PADDING = re.compile(r"(?: |\x1b\[[0-9;]*m)*?((?:\x1b\[0?m)?) *$")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_CODE = re.compile(
    r" {0,3}(?P<fence>```+|~~~+)[ \t]*(?P<language>[\w+#.-]*)[^\n]*\n(?P<code>.*?)\n? {0,3}(?P=fence)[`~]*\s*",
    re.DOTALL,
)


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
        console = self._out()
        with console.capture() as drawn:
            if fence := _CODE.fullmatch(text):
                console.print(_code(fence["code"], fence["language"]), soft_wrap=True)
            else:
                console.print(_marked(text))
        if self._drawn_any:
            self._stream.write("\n")
        self._stream.write(unpadded(drawn.get()))
        self._stream.flush()
        self._drawn_any = True

    def _out(self) -> "Console":
        if self._console is None:
            from rich.console import Console
            from rich.theme import Theme

            theme = Theme({"markdown.code": "bold cyan"})  # no background: it would be a black bar on a light terminal
            width = min(WIDTH, shutil.get_terminal_size().columns)
            self._console = Console(file=self._stream, force_terminal=True, width=width, highlight=False, theme=theme)
        return self._console


def _marked(text: str) -> "Markdown":
    from rich.markdown import Markdown

    return Markdown(text, code_theme=THEME, hyperlinks=False)


def _code(code: str, language: str) -> "Text":
    """Long lines stay whole, so that code can be copied."""
    from rich.syntax import Syntax

    drawn = Syntax(code, language or "text", theme=THEME).highlight(code)
    drawn.rstrip()
    return drawn


def unpadded(drawn: str) -> str:
    """Without the blanks that fill lines up to the width, and the empty lines above and below: text that is copied from
    the screen is as it was written."""
    lines = [_PADDING.sub(r"\1", line) for line in drawn.split("\n")]
    shown = [bool(_COLOUR.sub("", line).strip()) for line in lines]
    if not any(shown):
        return ""
    first, last = shown.index(True), len(shown) - shown[::-1].index(True)
    return "\n".join(lines[first:last]) + "\n"


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
