"""A connector as values: its files, what they declare, the parts they play, the stubs left in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from destination_writer.connector.cdksources import CdkSources
from destination_writer.connector.roles import Role
from destination_writer.connector.state import State
from destination_writer.kotlin.declarations import Class, KotlinFile, TodoCall


@dataclass(frozen=True, slots=True)
class Stub:
    """A `TODO(...)` call that a phase owes. `path` is relative to the connector's root, with `/`.

    `phase` is the literal number of its text; None for a plain `TODO()` in a member that a CDK component must have.
    """

    path: str
    call: TodoCall
    role: Role | None = None

    @property
    def phase(self) -> int | None:
        return self.call.phase


@dataclass(frozen=True, slots=True)
class Component:
    """A class that plays a part.

    The entry point may be a file with a `main` function alone: then `declaration` has the kind `file`, the name that
    the JVM gives it (`AcmeDestinationKt`) and `main` as its function.
    """

    path: str
    role: Role
    declaration: Class


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One Kotlin file. `source_set` is `main`, `test`, `testFixtures` or `test-integration` (folder names)."""

    path: str
    text: str
    source_set: str
    declared: KotlinFile
    components: tuple[Component, ...] = ()
    stubs: tuple[Stub, ...] = ()

    @property
    def is_test(self) -> bool:
        return self.source_set != "main"


class DefectKind(StrEnum):
    UNREADABLE = "unreadable"
    """A file that could not be read: what it holds, stubs and components for Kotlin, is unknown."""
    CDK_VERSION_MISSING = "cdk-version-missing"
    CDK_VERSION_UNKNOWN = "cdk-version-unknown"
    CDK_VERSION_UNRELEASED = "cdk-version-unreleased"
    """A version outside the known releases; the contract of its era is used."""
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Defect:
    """Something about the connector's files that keeps a part of it from being known.

    `line` counts from 1, None when the trouble has no line. `reason` says what is wrong, `remedy` what to do.
    """

    kind: DefectKind
    path: str
    line: int | None
    reason: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.reason}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Connector:
    """A connector module.

    `root` is its path inside the workspace (`""` when they are the same). `database` is the slug (`postgres`) from the
    state file, else from the folder's or package's name. `cdk_version` is the text of `cdkVersion` in
    `gradle.properties`, None when there is none; `package` the base Kotlin package.
    """

    root: str
    name: str
    database: str | None
    cdk_version: str | None
    package: str
    sources: tuple[SourceFile, ...] = ()
    resources: tuple[str, ...] = ()
    defects: tuple[Defect, ...] = ()
    state: State = field(default_factory=State)
    """The decisions of `.destination-writer/state.yaml`, defaults when there is none or it is invalid."""
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    """The build files, metadata and state file that are there, by path."""
    cdk: CdkSources | None = field(default=None, compare=False)
    """The CDK's own sources, where the connector builds against them."""

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be read, one sentence each: file, place, remedy."""
        return tuple(str(defect) for defect in self.defects)

    @property
    def stubs(self) -> tuple[Stub, ...]:
        return tuple(stub for source in self.sources for stub in source.stubs)

    def components(self, role: Role) -> tuple[Component, ...]:
        return tuple(c for source in self.sources for c in source.components if c.role == role)

    def source(self, path: str) -> SourceFile | None:
        return next((s for s in self.sources if s.path == path), None)

    def workspace_path(self, path: str) -> str:
        """A path of this connector as the workspace sees it."""
        return f"{self.root}/{path}" if self.root else path
