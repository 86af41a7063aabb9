"""A connector as values: its files, what they declare, the parts they play, the stubs left in them."""

from dataclasses import dataclass, field

from destination_writer.connector.roles import Role
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
    """A class that plays a part."""

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
    problems: tuple[str, ...] = field(default=())
    """What could not be read, one sentence each: file, place, remedy."""

    @property
    def stubs(self) -> tuple[Stub, ...]:
        return tuple(stub for source in self.sources for stub in source.stubs)

    def components(self, role: Role) -> tuple[Component, ...]:
        return tuple(c for source in self.sources for c in source.components if c.role == role)

    def source(self, path: str) -> SourceFile | None:
        return next((s for s in self.sources if s.path == path), None)
