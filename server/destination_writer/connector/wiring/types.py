"""Types as Kotlin writes them, with their full names where imports and packages tell them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from destination_writer.kotlin.declarations import KotlinFile

_PLAIN = "Any Array Boolean Byte Char Double Float Int Long Number Short String Unit Throwable Exception AutoCloseable"
_COLLECTIONS = "Collection Iterable List Map MutableList MutableMap MutableSet Set"
BUILT_IN: Mapping[str, str] = {
    **dict.fromkeys(_PLAIN.split(), "kotlin"),
    **dict.fromkeys(_COLLECTIONS.split(), "kotlin.collections"),
}
"""What Kotlin knows without an import, with its package: as far as constructors ask for it."""

_TOKEN = re.compile(r"[\w.`]+|->|[<>,?()&*]|\S")
_VARIANCE = frozenset({"in", "out"})


@dataclass(frozen=True, slots=True)
class TypeRef:
    """`name` as written, without arguments; `path` its full name, empty when it is not known."""

    name: str
    path: str = ""
    arguments: tuple["TypeRef", ...] = ()
    is_nullable: bool = False
    is_function: bool = False

    @property
    def simple(self) -> str:
        return (self.path or self.name).rpartition(".")[2]

    def __str__(self) -> str:
        inner = f"<{', '.join(map(str, self.arguments))}>" if self.arguments else ""
        return f"{self.simple}{inner}{'?' if self.is_nullable else ''}"


class FileScope:
    """What names mean in one file.

    `own` are the full names of the connector's types; `others` are full names of types known from elsewhere, for star
    imports. `aliases` are the type aliases of the file or its package: they are left unknown.
    """

    def __init__(
        self, file: KotlinFile, own: frozenset[str], others: Iterable[str] = (), aliases: Iterable[str] = ()
    ) -> None:
        self._package = file.package
        self._imports = {item.name: item.path for item in file.imports if not item.path.endswith(".*")}
        self._stars = [item.path[:-2] for item in file.imports if item.path.endswith(".*")]
        self._own, self._others, self._aliases = own, frozenset(others), frozenset(aliases)

    def resolve(self, name: str, inside: str = "") -> str:
        """The full name, empty when it is not known. `inside` is the full name of the class around it."""
        name = name.replace("`", "")
        first, _, rest = name.partition(".")
        if first in self._aliases:
            return ""
        if rest and first[:1].islower():
            return name
        path = self._first(first, inside)
        return f"{path}.{rest}" if path and rest else path

    def _first(self, name: str, inside: str) -> str:
        around = inside
        while around:
            if f"{around}.{name}" in self._own:
                return f"{around}.{name}"
            around = around.rpartition(".")[0]
        if name in self._imports:
            return self._imports[name]
        here = f"{self._package}.{name}" if self._package else name
        if here in self._own:
            return here
        for star in self._stars:
            if f"{star}.{name}" in self._own or f"{star}.{name}" in self._others:
                return f"{star}.{name}"
        return f"{BUILT_IN[name]}.{name}" if name in BUILT_IN else ""

    def type(self, text: str | None, inside: str = "") -> TypeRef:
        """A type's text as a value."""
        tokens = _TOKEN.findall(text or "")
        if "->" in tokens:
            return TypeRef(text or "", is_function=True, is_nullable=tokens[-1:] == ["?"])
        return _Reader(tokens, self, inside).read()


class _Reader:
    def __init__(self, tokens: list[str], scope: FileScope, inside: str) -> None:
        self._tokens, self._at, self._scope, self._inside = tokens, 0, scope, inside

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def read(self) -> TypeRef:
        while self._peek() in _VARIANCE or self._peek() == "(":
            self._at += 1
        name = self._peek()
        self._at += 1
        arguments: list[TypeRef] = []
        if self._peek() == "<":
            while self._peek() in ("<", ","):
                self._at += 1
                arguments.append(self.read())
            self._at += 1
        while self._peek() == ")":
            self._at += 1
        is_nullable = self._peek() == "?"
        self._at += is_nullable
        path = self._scope.resolve(name, self._inside) if name not in ("", "*") else ""
        return TypeRef(name, path, tuple(arguments), is_nullable)
