"""The catalogue of templates (`templates/index.yaml`): which template writes which member of which role."""

from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from destination_writer.connector.roles import Role
from destination_writer.knowledge.dialects import StrategyKind
from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.text.files import Files

INDEX = "index.yaml"


class MemberEntry(Strict):
    """One member that templates can write.

    `kind` names it for other templates (`create-table`), `functions` are the names it goes by, the contract's first;
    `*` stands for all others of the role.
    `needs` are roles of parameters (`signature.py`) without which no body can be written.
    """

    kind: str
    role: Role
    functions: tuple[str, ...] = Field(min_length=1)
    template: str
    needs: tuple[str, ...] = ()
    returns: str = "Unit"
    """The Kotlin type that the body gives; `sql` for SQL text in whatever form the function returns it."""
    strategies: StrategyKind | None = None
    """The dialect's strategies of this kind have one template each, `<template>/<slug>`."""
    passes_on: StrategyKind | None = None
    """The member leaves the choice to a method that it calls; the strategies are those of that method."""
    default: str = ""
    """The strategy that comes first here whatever the dialect's order; empty for the dialect's."""
    polish: str = ""
    """The strategy that a stub of the optimisation phase gets in place of the default."""
    signature: str = ""
    """For SQL generator and client: how the function is declared when another template needs it and it is not there."""
    purpose: str
    notes: tuple[str, ...] = ()


class HelperEntry(Strict):
    """A small function that bodies call: found in the connector whatever its name, or added.

    `name` is how templates ask for it; `as` the name of the function that is added, where that is another one.
    """

    name: str
    added_as: str = Field("", alias="as")
    receiver: str = ""
    parameters: tuple[str, ...] = ()
    returns: str
    scope: str = "file"
    """Where it is added: `file` (top level, usable from other files) or `class` (private member)."""
    names: str
    """Regular expression for names it may go by."""
    body: str = ""
    """Regular expression that a body, where there is one, must match for the function to count as this helper."""
    proof: str = ""
    """Regular expression for a body that shows what the function does, whatever its name."""
    unless: str = ""
    """Regular expression for names of functions that do something else."""
    template: str

    @property
    def function(self) -> str:
        return self.added_as or self.name


class FileEntry(Strict):
    """A whole new Kotlin file: a component that the connector lacks, or what its components need beside them.

    `folder` is below the base package and may be empty, `class_name` is what stands behind the connector's prefix.
    """

    role: Role | None = None
    name: str = ""
    """What another file asks for it by (`need_file`), where it plays no part of its own."""
    template: str
    class_name: str
    folder: str = ""
    source_set: str = "main"
    phase: int
    step: str
    title: str
    purpose: str
    eras: str = "ABC"
    type: str = ""
    """The CDK's type that it is about; a version without it has no such file."""
    store: Literal["any", "sql", "document"] = "any"
    """The kind of database that has it: a document store has pipelines where others have SQL."""

    def fits(self, era: str, is_sql: bool) -> bool:
        """Whether a connector of that era, for a database of that kind, has such a file."""
        return era in self.eras and self.store in ("any", "sql" if is_sql else "document")

    @model_validator(mode="after")
    def _named(self) -> "FileEntry":
        if (self.role is None) == (not self.name):
            raise ValueError(f"files: {self.title} needs either a role or a name")
        return self


class TextEntry(Strict):
    """A file of the connector that is no Kotlin: its build, metadata, resources. `path` is below the connector's root;
    `template` is `files/<template>.j2`."""

    path: str
    template: str
    phase: int
    purpose: str


class ScaffoldEntry(Strict):
    """A file that only a new connector gets: what a person owns from then on.

    `path` is below the connector's root and may hold `{name}`; with `folder: docs` it is below the documentation's
    folder, which a repository may have elsewhere.
    """

    path: str
    template: str
    folder: Literal["connector", "docs"] = "connector"
    purpose: str


class Index(Strict):
    members: tuple[MemberEntry, ...]
    helpers: tuple[HelperEntry, ...] = ()
    files: tuple[FileEntry, ...] = ()
    texts: tuple[TextEntry, ...] = ()
    scaffold: tuple[ScaffoldEntry, ...] = ()
    libraries: dict[str, str]
    """Simple name -> full name of every type outside the CDK that a template mentions."""

    @model_validator(mode="after")
    def _consistent(self) -> "Index":
        kinds = [(entry.role, entry.kind) for entry in self.members]
        twice = sorted({f"{role.value} {kind}" for role, kind in kinds if kinds.count((role, kind)) > 1})
        if twice:
            raise ValueError(f"members has {', '.join(twice)} more than once")
        return self


class Templates:
    """The bundled `templates/` folder. The index is read on first use and kept, a template when it is rendered."""

    def __init__(self, files: Files) -> None:
        self.files = files

    @cached_property
    def index(self) -> Index:
        """Raises KnowledgeError, with line and key, for an index that does not fit."""
        return load_model(self.files, INDEX, Index)

    @cached_property
    def _members(self) -> dict[tuple[Role, str], MemberEntry]:
        return {(entry.role, name): entry for entry in self.index.members for name in entry.functions}

    def member(self, role: Role | None, function: str | None) -> MemberEntry | None:
        """The entry for a function of a component, by the names that it goes by; `*` stands for any."""
        if role is None or function is None:
            return None
        return self._members.get((role, function)) or self._members.get((role, "*"))

    def kind(self, role: Role, kind: str) -> MemberEntry:
        """Raises LookupError for a kind that the index does not have: a fault of a template."""
        found = next((entry for entry in self.index.members if entry.role == role and entry.kind == kind), None)
        if found is None:
            raise LookupError(f"no member {kind!r} of a {role.value} is in the index of templates")
        return found

    def helper(self, name: str) -> HelperEntry:
        """Raises LookupError for a helper that the index does not have: a fault of a template."""
        found = next((entry for entry in self.index.helpers if entry.name == name), None)
        if found is None:
            known = ", ".join(entry.name for entry in self.index.helpers)
            raise LookupError(f"there is no helper {name!r}; there are: {known}")
        return found

    def file(self, role: Role, era: str, is_sql: bool = True) -> FileEntry | None:
        """The whole file for a role in an era, for a database with SQL or a document store."""
        return next((entry for entry in self.index.files if entry.role == role and entry.fits(era, is_sql)), None)

    def named_file(self, name: str, era: str, is_sql: bool = True) -> FileEntry | None:
        """The whole file by its name, for one that plays no part of its own."""
        return next((entry for entry in self.index.files if entry.name == name and entry.fits(era, is_sql)), None)

    def find(self, template: str, folders: tuple[str, ...], ending: str = ".kt.j2") -> str | None:
        """The path of a template in the first folder that has it; a database's own folder hides its family's."""
        paths = (f"{folder}/{template}{ending}" for folder in folders)
        return next((path for path in paths if self.files.exists(path)), None)
