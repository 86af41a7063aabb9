"""Look-ups over a connector's declarations. Build one per Connector; it is a few dictionaries."""

from collections import defaultdict
from dataclasses import dataclass

from destination_writer.connector.model import Component, Connector, SourceFile
from destination_writer.connector.roles import Role, simple_name
from destination_writer.kotlin.declarations import Class, Function


@dataclass(frozen=True, slots=True)
class DeclaredClass:
    """A class with the file that declares it."""

    source: SourceFile
    declaration: Class

    @property
    def qualified_name(self) -> str:
        """Package and simple name; of a nested class as well, without its outer one."""
        package = self.source.declared.package
        return f"{package}.{self.declaration.name}" if package else self.declaration.name


@dataclass(frozen=True, slots=True)
class DeclaredFunction:
    """A function of a component."""

    component: Component
    declaration: Function


class ConnectorIndex:
    """Classes by simple name, subclasses by supertype, functions by role."""

    def __init__(self, connector: Connector) -> None:
        self._by_name: defaultdict[str, list[DeclaredClass]] = defaultdict(list)
        self._by_parent: defaultdict[str, list[DeclaredClass]] = defaultdict(list)
        self._by_role: defaultdict[Role, list[Component]] = defaultdict(list)
        for source in connector.sources:
            for declared in source.declared.all_classes():
                entry = DeclaredClass(source, declared)
                self._by_name[declared.name].append(entry)
                for parent in declared.supertypes:
                    self._by_parent[simple_name(parent.name)].append(entry)
            for component in source.components:
                self._by_role[component.role].append(component)

    def classes(self, name: str) -> tuple[DeclaredClass, ...]:
        """All classes with this simple name, in the order of their files."""
        return tuple(self._by_name.get(name, ()))

    def subclasses(self, name: str) -> tuple[DeclaredClass, ...]:
        """Classes below a type of this simple name, at any depth inside the connector, nearest first."""
        found: list[DeclaredClass] = []
        queue = [name]
        seen = {name}
        while queue:
            for entry in self._by_parent.get(queue.pop(0), ()):
                if entry.declaration.name not in seen:
                    seen.add(entry.declaration.name)
                    found.append(entry)
                    queue.append(entry.declaration.name)
        return tuple(found)

    def components(self, role: Role) -> tuple[Component, ...]:
        return tuple(self._by_role.get(role, ()))

    def functions(self, role: Role, name: str | None = None) -> tuple[DeclaredFunction, ...]:
        """Functions of all components of a role, or those of one name."""
        return tuple(
            DeclaredFunction(component, function)
            for component in self.components(role)
            for function in component.declaration.functions
            if name is None or function.name == name
        )
