"""What a new file is called, where it lies, what it begins with."""

import re

from destination_writer.connector.model import Connector
from destination_writer.connector.roles import Role
from destination_writer.generate.catalogue import FileEntry
from destination_writer.generate.draft import OURS, Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.request import Request

_WITHOUT_PREFIX = frozenset({Role.WRITE_OPERATION})
BASE = "io.airbyte.integrations.destination"
"""The package that connectors' packages lie in."""


def add_empty_class(request: Request, draft: Draft, role: Role, sentence: str) -> None:
    """A file with a class of a role that has no members yet. Raises CannotGenerate where its path is taken."""
    entry = request.templates.file(role, request.era.value, request.dialect.is_sql)
    assert entry is not None, role
    package, path, class_name = place_of(draft.connector, entry, prefix_of(draft.connector, request))
    demand_free(draft, path, entry)
    draft.write(path, f"{header(request, entry)}\npackage {package}\n\n/** {sentence} */\nclass {class_name}\n")


def demand_free(draft: Draft, path: str, entry: FileEntry) -> None:
    """Raises CannotGenerate for a path that a file of the connector has."""
    if draft.connector.source(path) is not None:
        label = label_of(entry)
        raise CannotGenerate(f"{path} exists already and holds no {label}", (f"a free place for the {label}",))


def label_of(entry: FileEntry) -> str:
    """What a file is for, in lower case: `sql generator`."""
    return (entry.role.value if entry.role else entry.name).replace("_", " ")


def header(request: Request, entry: FileEntry) -> str:
    """The comment that a generated file begins with."""
    return f"{OURS} * Phase {entry.phase}, Step {entry.step}: {entry.title}\n * Database: {request.dialect.name}\n */"


def place_of(connector: Connector, entry: FileEntry, prefix: str) -> tuple[str, str, str]:
    """Package, path and class name of a new component, beside those that are there."""
    folders = entry.folder.split("/") if entry.folder else []
    package = ".".join([connector.package or BASE, *folders])
    class_name = entry.class_name if entry.role in _WITHOUT_PREFIX else prefix + entry.class_name
    return package, f"src/{entry.source_set}/kotlin/{package.replace('.', '/')}/{class_name}.kt", class_name


def prefix_of(connector: Connector, request: Request) -> str:
    """What the connector's classes begin with: `Acme` of `AcmeWriter`, else what was asked for, else the database's."""
    for entry in request.templates.index.files:
        for component in connector.components(entry.role) if entry.role else ():
            match = re.fullmatch(rf"(\w+?){entry.class_name}(?:Kt)?", component.declaration.name)
            if match:
                return match[1]
    for role in (Role.SPECIFICATION, Role.CONFIGURATION, Role.BEAN_FACTORY):
        for component in connector.components(role):
            match = re.fullmatch(r"(\w+?)(?:Specification|Configuration|BeanFactory)", component.declaration.name)
            if match:
                return match[1]
    return request.dialect.class_prefix
