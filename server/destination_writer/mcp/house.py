"""The connector that the tools work on, opened anew whenever it came, went or moved."""

import threading
from dataclasses import dataclass, field
from pathlib import Path

from destination_writer.agent.home import Home, home_at
from destination_writer.agent.tools.toolbox import Toolbox, ToolSettings
from destination_writer.agent.values import AnyTool, Written
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.changes import Change
from destination_writer.toolchain.workspace import UnusablePath

NONE_YET = (
    "There is no connector to work on. {why} Begin one with `destination-writer scaffold`, or start the server with the"
    " folder of one: `destination-writer mcp FOLDER`."
)


@dataclass
class House:
    """`allowed` names tools that run without a question of ours. Every method may be called from any thread."""

    path: Path
    allowed: frozenset[str] = frozenset()
    probe: str = ""
    drivers: tuple[Path, ...] = ()
    compiles: bool = True
    _box: Toolbox | None = None
    _home: Home | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def tool_names(self) -> frozenset[str]:
        return frozenset(tool.name for tool in self.tools())

    def tools(self) -> tuple[AnyTool, ...]:
        """Empty while there is no connector."""
        box = self._opened()
        return box.tools if isinstance(box, Toolbox) else ()

    def why_none(self) -> str:
        """Why there is nothing to work on; empty where there is."""
        box = self._opened()
        return box if isinstance(box, str) else ""

    @property
    def home(self) -> Home | None:
        self._opened()
        return self._home

    def write(self, change: Change) -> Written:
        """Write a Change that the person approved, and note it."""
        box, home = self._box, self._home
        if box is None or home is None:
            return Written(False, "There is no connector here that could be written to.")
        return home.write(change, box.maker_of(change))

    def close(self) -> None:
        """End what the tools started."""
        with self._lock:
            self._drop()

    def _opened(self) -> Toolbox | str:
        with self._lock:
            if self._box is not None and self._home is not None and self._home.is_there:
                return self._box
            self._drop()
            try:
                home = home_at(str(self.path))
            except (UnusablePath, KnowledgeError) as error:
                return NONE_YET.format(why=f"{error}.")
            if home.workspace is None:
                return NONE_YET.format(why="")
            settings = ToolSettings(self.compiles, probe_address=self.probe, probe_drivers=self.drivers)
            self._home, self._box = home, Toolbox(home.workspace, home.root, settings)
            return self._box

    def _drop(self) -> None:
        if self._box is not None:
            self._box.close()
        self._box = self._home = None
