"""Python's tracebacks: frames before their exception, the innermost last. Services and test tools print them."""

import re

from destination_writer.results.compilers import readable_path
from destination_writer.results.lines import Line

_FRAME = re.compile(r"""^\s*File ["'](?P<file>[^"']+)["'], line (?P<line>\d+)(?:, in (?P<name>.+?))?\s*$""")
_CODE = re.compile(r"^(?:\s{4,}\S|\s*[\^~]+\s*$)")
_HEADER = re.compile(r"^(?P<class>(?:[A-Za-z_]\w*\.)*[A-Z]\w*)(?:: (?P<message>.*))?$")
_FOREIGN = re.compile(
    r"(?:site|dist)-packages[\\/]|[\\/]lib(?:64)?[\\/]python\d|^<|[\\/]airbyte_cdk[\\/]|[\\/]Python\d+[\\/]"
)
_TITLE = "Traceback (most recent call last):"

Place = tuple[int, str, str, int]
"""Number of the text's line, function, file, line in it."""


class Traceback:
    """Collects the frames above an exception; `project` are those of no library, the innermost first."""

    def __init__(self) -> None:
        self._frames: list[Place] = []
        self._open = False

    def takes(self, line: Line) -> bool:
        """True for a line that only tells the way: the title, a frame, the code that it shows."""
        text = line.text
        if text.strip() == _TITLE:
            self._frames, self._open = [], True
            return True
        frame = _FRAME.match(text)
        if frame is not None:
            self._frames.append((line.number, frame["name"] or "<module>", frame["file"], int(frame["line"])))
            self._open = True
            return True
        return self._open and bool(self._frames) and bool(_CODE.match(text))

    def thrown(self, text: str) -> str | None:
        """The class of the exception that ends a traceback, for a line that stands below its frames."""
        match = _HEADER.match(text) if self._open and self._frames else None
        return match["class"] if match else None

    def project(self) -> list[Place]:
        """The frames in files of no library, and the end of this traceback."""
        frames, self._frames, self._open = self._frames, [], False
        own = [frame for frame in reversed(frames) if not _FOREIGN.search(frame[2])]
        return [(number, name, readable_path(file), line) for number, name, file, line in own]
