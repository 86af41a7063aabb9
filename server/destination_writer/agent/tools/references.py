"""`reference_connector`: a finished connector like the one that is being written, and why this one."""

from pydantic import BaseModel, Field

from destination_writer.agent.tools.desk import Desk, in_thread
from destination_writer.agent.tools.material import material
from destination_writer.agent.tools.output import bounded, fault, listed, numbered
from destination_writer.agent.values import AnyTool, Approval, Tool, ToolResult, any_tool
from destination_writer.connector.load import find_connectors, load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.api import new_connector
from destination_writer.knowledge.cdkversions import CdkVersion, UnknownCdkVersion, era_of
from destination_writer.knowledge.references import Chosen, choices, traits_of, traits_told
from destination_writer.kotlin.declarations import Function
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.disk import DiskFiles

NEWEST = "1.0.13"
"""The CDK version of a reference for a connector that names none that can be used."""


class ReferenceConnector(BaseModel):
    member: str = Field(
        "", max_length=200, description="Function to show, such as upsertTable; empty: the list of files."
    )
    file: str = Field(
        "", max_length=500, description="End of a file's path, to show that file whole, as SqlGenerator.kt."
    )
    database: str = Field(
        "", max_length=60, description="postgres, snowflake or clickhouse, to see another than the one that fits best."
    )


class _None(Exception):
    """The message says why there is no reference to show."""


def reference_tools(desk: Desk) -> tuple[AnyTool, ...]:
    """The one tool over a desk's connector."""
    shelf = _Shelf(desk)
    return (
        any_tool(
            Tool(
                "reference_connector",
                "Shows a finished connector that resembles this one (Snowflake: JDBC with MERGE or staging; "
                "ClickHouse: native client or no MERGE; PostgreSQL: ON CONFLICT), with the reason for the choice. "
                "It comes from the workspace where it is there, else from the tool's own generator. Read-only.",
                ReferenceConnector,
                Approval.FREE,
                in_thread(shelf.show),
                title=lambda asked: f"Looking at a reference connector{f' for {asked.member}' if asked.member else ''}",
            )
        ),
    )


def reference_member(desk: Desk, member: str, *, generated_too: bool = True) -> str:
    """A function of the reference connector that fits best, with the reason; empty where there is none to show.

    Without `generated_too`, one that our own generator writes for this very database is left out: whoever has the
    template's answer has it already."""
    shelf = _Shelf(desk)
    try:
        chosen = shelf.chosen("")
        is_own = chosen.entry.database == desk.connector.database and not shelf.is_in_workspace(chosen)
    except _None:
        return ""
    if not member or (is_own and not generated_too):
        return ""
    shown = shelf.show(ReferenceConnector(member=member, file="", database=""))
    return "" if shown.is_error else f"A reference: {shown.text}"


class _Shelf:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def show(self, asked: ReferenceConnector) -> ToolResult:
        try:
            chosen = self.chosen(self._desk.slug_of(asked.database) if asked.database.strip() else "")
            connector, where = self._connector(chosen)
        except _None as error:
            return fault(str(error))
        head = f"{chosen.why}\n{where}"
        if asked.file:
            return _file(connector, asked.file, head)
        if asked.member:
            return _members(connector, asked.member, head)
        paths = [
            f"{s.path} ({', '.join(c.role.value for c in s.components) or 'no component'})" for s in connector.sources
        ]
        text = f"{head}\n{listed(paths, 0, 200, 'Kotlin files')}"
        return ToolResult(bounded(text, "Ask for a member."), summary=chosen.entry.connector)

    def chosen(self, wanted: str) -> Chosen:
        desk = self._desk
        dialect = desk.dialect()
        state = desk.connector.state
        traits = traits_of(dialect) if dialect else traits_told(desk.connector.database, state.database_characteristics)
        found = choices(desk.knowledge.files, traits)
        if not wanted:
            return found[0]
        other = choices(desk.knowledge.files, frozenset({f"database:{wanted}"}))[0]
        if other.entry.database != wanted:
            raise _None(f"There is no reference for {wanted}; there are snowflake, clickhouse and postgres")
        fits = next((c for c in found if c.entry.database == wanted), None)
        return fits or Chosen(other.entry, f"{other.entry.connector}, because it was asked for. {other.entry.shows}")

    def _root(self, chosen: Chosen) -> str | None:
        """Where the workspace has it, written: one that is only begun shows nothing."""
        roots = (root for root in find_connectors(self._desk.workspace.files) if root != self._desk.root)
        named = [root for root in roots if root.rpartition("/")[2] == chosen.entry.connector]
        return next((root for root in named if not _open_stubs(self._desk.workspace.connector(root))), None)

    def _beside(self, name: str) -> Connector | None:
        """The finished connector of that name beside this one, for whoever opened only one of many: names come from
        `references.yaml`, never from a model."""
        own = (self._desk.folder / self._desk.root).resolve()
        folder = own.parent / name
        if folder == own or folder.is_symlink() or not folder.is_dir():
            return None
        files = DiskFiles(folder)
        found = load_connector(files, name=name) if "" in find_connectors(files) else None
        return found if found is not None and not _open_stubs(found) else None

    def is_in_workspace(self, chosen: Chosen) -> bool:
        """Whether it needs not to be generated."""
        return self._root(chosen) is not None or self._beside(chosen.entry.connector) is not None

    def _connector(self, chosen: Chosen) -> tuple[Connector, str]:
        """The connector, and a sentence on where it is from."""
        desk, name = self._desk, chosen.entry.connector
        root = self._root(chosen)
        if root is not None:
            return desk.workspace.connector(root), f"From the workspace: {root}. Read more of it with read_file."
        beside = self._beside(name)
        if beside is not None:
            return beside, f"From the folder beside this connector's: ../{name}. Ask for its members and files here."
        version = self._version()
        made = _generated(chosen.entry.database, version, desk)
        if made is None:
            raise _None(f"The workspace holds no finished {name}, and none can be generated for CDK {version}")
        return made, (
            f"The workspace holds no finished {name}; this one is what the tool's own generator writes for that "
            f"database and CDK {version}, in the same layout. It is not the published connector."
        )

    def _version(self) -> str:
        given = self._desk.connector.cdk_version
        try:
            return given if given and era_of(given) and not CdkVersion.parse(given).is_local else NEWEST
        except UnknownCdkVersion:
            return NEWEST


def _open_stubs(connector: Connector) -> bool:
    """Whether something of what it does is still to be written."""
    return any(not source.is_test and source.stubs for source in connector.sources)


def _generated(database: str, version: str, desk: Desk) -> Connector | None:
    key = (database, version)
    if key not in desk.generated:
        made = new_connector(desk.knowledge, desk.templates, dialect=database, cdk=version)
        texts = apply_change(made, {}) if isinstance(made, Change) else {}
        desk.generated[key] = load_connector(MemoryFiles(texts), name=f"destination-{database}") if texts else None
    return desk.generated[key]


def _file(connector: Connector, ending: str, head: str) -> ToolResult:
    found = [s for s in connector.sources if s.path.endswith(ending)]
    if len(found) != 1:
        names = ", ".join(s.path.rpartition("/")[2] for s in (found or connector.sources)[:40])
        return fault(f"{len(found)} files of {connector.name} end in {ending!r}; there are: {names}")
    source = found[0]
    body = bounded(numbered(source.text.splitlines(), 1), "Ask for a member of it.")
    text = f"{head}\n{source.path}\n{material(source.path, body)}"
    return ToolResult(text, anchors=(connector.workspace_path(source.path),), summary=source.path.rpartition("/")[2])


def _members(connector: Connector, name: str, head: str) -> ToolResult:
    simple = name.rpartition(".")[2]
    parts: list[str] = []
    anchors: list[str] = []
    for source in connector.sources:
        functions: list[tuple[str, Function]] = [
            (c.name, f) for c in source.declared.all_classes() for f in c.functions
        ]
        functions += [("", f) for f in source.declared.functions]
        for owner, function in functions:
            if function.name == simple:
                first = source.text.count("\n", 0, function.span.start) + 1
                body = numbered(source.text[function.span.start : function.span.end].splitlines(), first)
                where = f"{source.path}:{first} {owner}"
                parts.append(f"{where}\n{material(where, body)}")
                anchors.append(connector.workspace_path(source.path))
    if not parts:
        return fault(f"{connector.name} has no function {simple}; leave `member` out for its files")
    text = bounded(f"{head}\n\n" + "\n\n".join(parts), "Ask for one file.")
    return ToolResult(text, anchors=tuple(anchors), summary=f"{simple} in {connector.name}")
