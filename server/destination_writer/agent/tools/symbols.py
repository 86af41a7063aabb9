"""`symbols`: what the connector declares, by name or file, with signatures, roles and the places that name it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, Field

from destination_writer.agent.tools.desk import Desk, in_thread
from destination_writer.agent.tools.material import material
from destination_writer.agent.tools.output import bounded, count, fault, listed, short
from destination_writer.agent.values import AnyTool, Approval, Tool, ToolResult, any_tool
from destination_writer.connector.model import Connector, SourceFile
from destination_writer.kotlin.declarations import Class, Function, Property
from destination_writer.kotlin.tokens import blank_non_code

PAGE = 60
USES = 20
"""Places that name a symbol, of one answer."""


class Symbols(BaseModel):
    name: str = Field(
        "", max_length=200, description="Name of a class, function or property, or a part of it; empty: all of a file."
    )
    file: str = Field("", max_length=500, description="End of a file's path, as SqlGenerator.kt; empty: every file.")
    uses: bool = Field(False, description="Also the lines that name it. For one name only.")
    offset: int = Field(0, ge=0, description="How many symbols to pass over, to go on where an earlier answer ended.")


@dataclass(frozen=True, slots=True)
class Symbol:
    """`owner` is the class that it stands in, empty for one of the file; `line` counts from 1."""

    source: SourceFile
    owner: str
    name: str
    line: int
    header: str
    """The declaration up to its body, on one line."""


def symbol_tools(desk: Desk) -> tuple[AnyTool, ...]:
    """The one tool over a desk's connector."""

    def look(asked: Symbols) -> ToolResult:
        if not asked.name.strip(". ") and not asked.file:
            return fault("Name a symbol, or the end of a file's path, such as SqlGenerator.kt")
        connector = desk.connector
        found = _wanted(connector, asked)
        lines = [f"{connector.workspace_path(s.source.path)}:{s.line}: {_told(s)}" for s in found]
        text = bounded(listed(lines, asked.offset, PAGE, "symbols"), "Name one of them.")
        if asked.uses and found:
            text += "\n\n" + "\n".join(_uses(connector, found[0].name))
        anchors = tuple(dict.fromkeys(connector.workspace_path(s.source.path) for s in found))[:PAGE]
        return ToolResult(
            material("symbols of the connector", text), anchors=anchors, summary=count(len(lines), "symbol")
        )

    return (
        any_tool(
            Tool(
                "symbols",
                "What the connector declares: classes with their part in the connector, functions and properties with "
                "their signatures, each with its place; on request the lines that name one.",
                Symbols,
                Approval.FREE,
                in_thread(look),
                title=lambda asked: f"Looking for {asked.name or asked.file}",
            )
        ),
    )


def _wanted(connector: Connector, asked: Symbols) -> list[Symbol]:
    """Those of that very name; where none has it, those that hold it."""
    path, _, name = asked.name.strip(". ").rpartition(".")
    owner = path.rpartition(".")[2]
    sources = [s for s in connector.sources if s.path.endswith(asked.file)]
    every = [s for source in sources for s in _symbols(source) if not owner or s.owner == owner]
    exact = [s for s in every if s.name == name]
    return exact or [s for s in every if name.lower() in s.name.lower()]


def _symbols(source: SourceFile) -> Iterator[Symbol]:
    declared = source.declared
    for member in (*declared.functions, *declared.properties):
        yield _symbol(source, "", member)
    for owner in declared.all_classes():
        yield _symbol(source, "", owner)
        for member in (*owner.functions, *owner.properties):
            yield _symbol(source, owner.name, member)


def _symbol(source: SourceFile, owner: str, item: Class | Function | Property) -> Symbol:
    line = source.text.count("\n", 0, item.name_span.start) + 1
    return Symbol(source, owner, item.name, line, _header(source.text, item))


def _header(text: str, item: Class | Function | Property) -> str:
    """Without annotations and body."""
    start = max((a.span.end for a in item.annotations), default=item.span.start)
    end = item.span.end
    if isinstance(item, Function) and item.body is not None:
        end = item.body.span.start
    elif brace := blank_non_code(text[start:end]).find("{") + 1:
        end = start + brace - 1
    line = short(text[start:end].strip().removesuffix("="), 300)
    return line.replace("( ", "(").replace(", )", ")")


def _told(symbol: Symbol) -> str:
    roles = {c.declaration.name: c.role.value for c in symbol.source.components}
    role = roles.get(symbol.name) if not symbol.owner else None
    within = f"in {symbol.owner}: " if symbol.owner else ""
    stub = " [a stub]" if _is_stub(symbol) else ""
    return f"{within}{symbol.header}{f' [{role}]' if role else ''}{stub}"


def _is_stub(symbol: Symbol) -> bool:
    return any(
        stub.call.function == symbol.name and (stub.call.class_name or "") == symbol.owner
        for stub in symbol.source.stubs
    )


def _uses(connector: Connector, name: str) -> Iterator[str]:
    """Lines whose code names it, its declarations among them."""
    pattern = re.compile(rf"\b{re.escape(name)}\b")
    found: list[str] = []
    for source in connector.sources:
        if name not in source.text:
            continue
        plain = blank_non_code(source.text).split("\n")
        lines = source.text.split("\n")
        for number, line in enumerate(plain):
            if pattern.search(line):
                found.append(f"{connector.workspace_path(source.path)}:{number + 1}: {short(lines[number], 200)}")
    yield f"{name} is named in {count(len(found), 'line')}:"
    yield from found[:USES]
    if len(found) > USES:
        yield f"[{len(found) - USES} more: search_code finds them]"
