"""`list_files`, `read_file`, `search_code`: the workspace's files, as they are in the editor or on the disk."""

import fnmatch
import time
from collections.abc import Iterator

from pydantic import BaseModel, Field

from destination_writer.agent.tools.desk import Desk, in_thread
from destination_writer.agent.tools.material import material
from destination_writer.agent.tools.output import LIMIT, bounded, count, fault, listed, numbered, short
from destination_writer.agent.tools.patterns import BadPattern, LinePattern, line_pattern
from destination_writer.agent.tools.sight import refusal
from destination_writer.agent.values import AnyTool, Approval, Tool, ToolResult, any_tool
from destination_writer.text.document import split_lines
from destination_writer.text.files import UnreadableFile

PAGE = 200
"""Paths of one answer."""
LINES = 400
"""Lines of one answer."""
HITS = 80
SEARCH_SECONDS = 3.0


class ListFiles(BaseModel):
    under: str = Field("", description="Folder to list, relative to the workspace; empty for the whole workspace.")
    pattern: str = Field("*", max_length=200, description="Glob on the whole path, such as *SqlGenerator.kt or *.yml.")
    offset: int = Field(0, ge=0, description="How many paths to pass over, to go on where an earlier answer ended.")


class ReadFile(BaseModel):
    path: str = Field(max_length=1000, description="Path of the file relative to the workspace, with `/`.")
    first_line: int = Field(1, ge=1, description="First line to read, counted from 1.")
    last_line: int | None = Field(
        None, ge=1, description=f"Last line to read; at most {LINES} lines are given at once."
    )


class SearchCode(BaseModel):
    pattern: str = Field(
        min_length=2,
        max_length=300,
        description="What to look for in each line. Of very long lines only the beginning is searched.",
    )
    is_regex: bool = Field(False, description="Whether `pattern` is a regular expression; else it is plain text.")
    ignore_case: bool = Field(False, description="Whether upper and lower case count as the same.")
    under: str = Field("", description="Folder to search, relative to the workspace; empty for the whole workspace.")
    files: str = Field("*", max_length=200, description="Glob on the path, such as *.kt, to search those files alone.")


def reading_tools(desk: Desk) -> tuple[AnyTool, ...]:
    """The three tools over a desk's workspace."""
    reader = _Reader(desk)
    return (
        any_tool(
            Tool(
                "list_files",
                "Lists files of the workspace: the connector, and what else the person opened. Build output and hidden "
                "folders are left out.",
                ListFiles,
                Approval.FREE,
                in_thread(reader.list),
                title=lambda asked: f"Listing {asked.under or 'the workspace'} ({asked.pattern})",
            )
        ),
        any_tool(
            Tool(
                "read_file",
                "Reads lines of one text file of the workspace. Each line comes as its number, a tab, and the "
                "line's own text. Read a place before you propose a change of it.",
                ReadFile,
                Approval.FREE,
                in_thread(reader.read),
                title=_reading_title,
            )
        ),
        any_tool(
            Tool(
                "search_code",
                "Finds lines in the workspace's files, by plain text or by a regular expression. Gives path, line and "
                "text of each.",
                SearchCode,
                Approval.FREE,
                in_thread(reader.search),
                title=lambda asked: f"Searching for {short(asked.pattern, 60)}",
            )
        ),
    )


def _reading_title(asked: ReadFile) -> str:
    until = f" to {asked.last_line}" if asked.last_line else ""
    lines = f", lines {asked.first_line}{until}" if asked.first_line > 1 or asked.last_line else ""
    return f"Reading {short(asked.path, 120)}{lines}"


class _Reader:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def _paths(self, under: str, pattern: str) -> Iterator[str]:
        folder = under.strip("/")
        for path in self._desk.workspace.files.list():
            if folder and not path.startswith(f"{folder}/"):
                continue
            if fnmatch.fnmatchcase(path, pattern) and not refusal(self._desk.folder, path):
                yield path

    def list(self, asked: ListFiles) -> ToolResult:
        if asked.under and (refused := refusal(self._desk.folder, asked.under)):
            return fault(refused)
        found = list(self._paths(asked.under, asked.pattern))
        where = f" below {asked.under}" if asked.under else ""
        text = listed(found, asked.offset, PAGE, f"files{where} that fit {asked.pattern}")
        return ToolResult(material("names of files", text), summary=count(len(found), "file"))

    def read(self, asked: ReadFile) -> ToolResult:
        if refused := refusal(self._desk.folder, asked.path):
            return fault(refused)
        try:
            text = self._desk.workspace.files.read(asked.path)
        except FileNotFoundError:
            return fault(self._absent(asked.path))
        except UnreadableFile as error:
            return fault(str(error))
        if "\0" in text:
            return fault(f"{asked.path} is no text: it holds NUL characters")
        lines = [line.rstrip("\r\n") for line in split_lines(text)]
        if lines and not lines[-1]:
            lines.pop()
        if asked.first_line > max(len(lines), 1):
            return fault(f"{asked.path} has {len(lines)} lines; ask for one of them")
        last = min(asked.last_line or len(lines), asked.first_line + LINES - 1, len(lines))
        body = bounded(numbered(lines[asked.first_line - 1 : last], asked.first_line), _rest(asked.path), LIMIT)
        more = f"\n[{len(lines) - last} more lines: read again with first_line={last + 1}]" if last < len(lines) else ""
        head = f"{asked.path}, lines {asked.first_line} to {last} of {len(lines)}"
        text = f"{head}\n{material(asked.path, body)}{more}"
        return ToolResult(text, anchors=(asked.path,), summary=count(last - asked.first_line + 1, "line"))

    def _absent(self, path: str) -> str:
        if any(self._paths(path, "*")):
            return f"{path} is a folder; list_files with under={path!r} tells what is in it"
        name = path.rpartition("/")[2]
        same = [one for one in self._paths("", "*") if one.rpartition("/")[2] == name][:3]
        where = f"{name} is at: {', '.join(same)}" if same else "list_files tells which there are"
        return f"There is no file {path}; {where}"

    def search(self, asked: SearchCode) -> ToolResult:
        if asked.under and (refused := refusal(self._desk.folder, asked.under)):
            return fault(refused)
        try:
            pattern = line_pattern(asked.pattern, is_regex=asked.is_regex, ignore_case=asked.ignore_case)
        except BadPattern as error:
            return fault(str(error))
        hits: list[str] = []
        end, missed = time.monotonic() + SEARCH_SECONDS, 0
        for path in self._paths(asked.under, asked.files):
            if time.monotonic() > end or len(hits) > HITS:
                missed += 1
            else:
                hits += self._hits(path, pattern, end)
        tail = f"\n[{missed} files were not searched: narrow `under` or `files`]" if missed else ""
        cut = f"\n[only the first {HITS} hits are shown: narrow the search]" if len(hits) > HITS else ""
        text = bounded("\n".join(hits[:HITS]) or "nothing found", "Narrow the search.")
        return ToolResult(material("lines that were found", text) + cut + tail, summary=count(len(hits), "line"))

    def _hits(self, path: str, pattern: LinePattern, end: float) -> Iterator[str]:
        try:
            text = self._desk.workspace.files.read(path)
        except (FileNotFoundError, UnreadableFile):
            return
        for number, line in enumerate(split_lines(text), 1):
            if pattern.is_in(line):
                yield f"{path}:{number}: {short(line)}"
            if time.monotonic() > end:
                return


def _rest(path: str) -> str:
    return f"Read {path} again with a later first_line."
