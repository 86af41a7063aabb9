"""What the names in a file stand for, where that is sure: types of the CDK, of Kotlin, of the connector."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import cast

from destination_writer.analysis.rule import FileSubject
from destination_writer.knowledge.contracts import Contract, ContractType
from destination_writer.knowledge.contracts_model import Kind
from destination_writer.kotlin.typetexts import UNKNOWN, KotlinType, parse_type

KOTLIN = frozenset({
    "Any", "Array", "ArrayList", "Boolean", "Byte", "ByteArray", "Char", "CharSequence", "Class", "Collection",
    "Comparable", "Double", "Exception", "Float", "HashMap", "Int", "Iterable", "LinkedHashMap", "List", "Long", "Map",
    "MutableCollection", "MutableList", "MutableMap", "MutableSet", "Nothing", "Number", "Pair", "RuntimeException",
    "Sequence", "Set", "Short", "String", "Throwable", "Triple", "Unit",
})  # fmt: skip
"""Types that every file knows without an import."""
_HOMES = frozenset({"kotlin", "kotlin.collections", "kotlin.sequences", "java.lang", "java.util"})
"""Packages whose types of these names are one type to Kotlin, by whichever name they are called."""
_LIBRARIES = ("io.airbyte.cdk.", "io.airbyte.protocol.", "java.", "javax.", "kotlin.")
OWN = "~"
"""Stands before a name that may be an alias: two of the same name are one type, of others nobody knows."""
_VALUE_LAST = frozenset({"kotlin.Map"})
_COVARIANT = frozenset({"kotlin.List", "kotlin.Set", "kotlin.Collection", "kotlin.Iterable", "kotlin.Sequence"})
_ABOVE = {
    "kotlin.ArrayList": (
        "kotlin.MutableList", "kotlin.List", "kotlin.MutableCollection", "kotlin.Collection", "kotlin.Iterable"
    ),
    "kotlin.MutableList": ("kotlin.List", "kotlin.MutableCollection", "kotlin.Collection", "kotlin.Iterable"),
    "kotlin.List": ("kotlin.Collection", "kotlin.Iterable"),
    "kotlin.MutableSet": ("kotlin.Set", "kotlin.MutableCollection", "kotlin.Collection", "kotlin.Iterable"),
    "kotlin.Set": ("kotlin.Collection", "kotlin.Iterable"),
    "kotlin.MutableCollection": ("kotlin.Collection", "kotlin.Iterable"),
    "kotlin.Collection": ("kotlin.Iterable",),
    "kotlin.LinkedHashMap": ("kotlin.HashMap", "kotlin.MutableMap", "kotlin.Map"),
    "kotlin.HashMap": ("kotlin.MutableMap", "kotlin.Map"),
    "kotlin.MutableMap": ("kotlin.Map",),
}  # fmt: skip
_COLLECTIONS = frozenset(_ABOVE) | {"kotlin.Iterable", "kotlin.Map", "kotlin.Sequence"}
"""Types of Kotlin that have none of the others above them but for those listed."""
FINAL = frozenset({"kotlin.Boolean", "kotlin.Double", "kotlin.Float", "kotlin.Int", "kotlin.Long", "kotlin.String",
                   "kotlin.Unit", "kotlin.Short", "kotlin.Byte", "kotlin.Char"})  # fmt: skip
"""Types that nothing is below of."""
_OPEN_TO_FINAL = frozenset({"kotlin.CharSequence", "kotlin.Comparable", "kotlin.Number"})
_FINAL_KINDS = frozenset(
    {Kind.CLASS, Kind.DATA_CLASS, Kind.VALUE_CLASS, Kind.ENUM_CLASS, Kind.OBJECT, Kind.DATA_OBJECT}
)

Path = Callable[[str], str]
"""From a name as it is written to the full one; empty where that is not sure."""


class Names:
    """The names of one file, by Kotlin's order: the file, its imports, its package, star imports, Kotlin's own."""

    def __init__(self, subject: FileSubject, contract: Contract) -> None:
        self.subject = subject
        self.contract = contract
        self._imported: dict[str, set[str]] = {}
        for item in subject.source.declared.imports:
            self._imported.setdefault(item.name, set()).add(item.path)
        self._heads: dict[str, str] = {}
        self._types: dict[tuple[str, frozenset[str]], KotlinType] = {}

    def path(self, written: str, generic: Iterable[str] = ()) -> str:
        """The full name of a type that is written in the file; empty where that is not sure. `generic` are the names
        of type parameters around."""
        head, _, rest = written.partition(".")
        if head in generic:
            return ""
        if rest and head[:1].islower():
            return _plain(written)
        if head not in self._heads:
            self._heads[head] = self._head(head)
        found = self._heads[head]
        return f"{found}.{rest}" if found and rest else found

    def _head(self, name: str) -> str:
        subject = self.subject
        if name in subject.own_names:
            return f"{OWN}{name}"
        imported = self._imported.get(name)
        if imported:
            path = _plain(next(iter(imported)))
            return _sure(path) if len(imported) == 1 and not self._is_nowhere(path) else ""
        if name in subject.neighbours:
            return f"{OWN}{name}"
        known = self.contract.type(name)
        package = subject.source.declared.package
        if known is not None and known.name == name and known.package in (*subject.star_imports, package):
            return known.fqn
        return f"kotlin.{name}" if name in KOTLIN else ""

    def _is_nowhere(self, path: str) -> bool:
        """Whether the CDK is not known to have a name: maybe nobody read it, maybe the import is what is wrong."""
        return path.startswith("io.airbyte.cdk.") and self.contract.at(path) is None

    def cdk(self, written: str) -> ContractType | None:
        """The type of the CDK that a name surely stands for."""
        return self.contract.at(self.path(written.split("<")[0].strip().rstrip("?")))

    def resolved(self, text: str, generic: Iterable[str] = ()) -> KotlinType:
        """A type of the file with full names; what is not sure in it is unknown."""
        around = frozenset(generic)
        found = self._types.get((text, around))
        if found is None:
            found = _canonical(self.contract, parse_type(text), lambda name: self.path(name, around))
            self._types[text, around] = found
        return found

    def of_contract(self, text: str, generic: Iterable[str] = ()) -> KotlinType:
        """A type of the contract with full names."""
        return contract_type(self.contract, text, generic)


def names_of(subject: FileSubject) -> Names | None:
    """The file's names; None without a contract. For `FileSubject.shared`."""
    return Names(subject, subject.contract) if subject.contract else None


def contract_type(contract: Contract, text: str, generic: Iterable[str] = ()) -> KotlinType:
    """A type as the contract writes it, with full names; aliases are replaced by what they stand for."""
    around = frozenset(generic)
    key = ("type", text, around)
    if key not in contract.derived:
        found = _canonical(contract, parse_type(text), lambda name: _contract_path(contract, name, around))
        contract.derived[key] = found
    return cast("KotlinType", contract.derived[key])


def _contract_path(contract: Contract, written: str, generic: Iterable[str]) -> str:
    head, _, rest = written.partition(".")
    if head in generic:
        return ""
    if rest and head[:1].islower():
        return _plain(written)
    known = contract.type(head)
    imported = next((path for path in contract.imports if path.rpartition(".")[2] == head), "")
    found = known.fqn if known else imported or (f"kotlin.{head}" if head in KOTLIN else "")
    return f"{found}.{rest}" if found and rest else found


def _canonical(contract: Contract, found: KotlinType, path: Path) -> KotlinType:
    full = path(found.name) if found.name else ""
    if not full:
        return KotlinType("", (), found.nullable, found.projection)
    known = contract.at(full)
    if known is not None and known.kind is Kind.TYPEALIAS:
        if found.arguments or known.entry.type_parameters:
            return UNKNOWN
        stands_for = contract_type(contract, known.entry.alias)
        return replace(stands_for, nullable=stands_for.nullable or found.nullable, projection=found.projection)
    arguments = tuple(_canonical(contract, a, path) for a in found.arguments)
    return KotlinType(full, arguments, found.nullable, found.projection)


def _sure(path: str) -> str:
    """The connector's own names may be aliases of anything, those of other libraries too."""
    return path if path.startswith(_LIBRARIES) else f"{OWN}{path}"


def _plain(path: str) -> str:
    package, _, name = path.rpartition(".")
    return f"kotlin.{name}" if name in KOTLIN and package in _HOMES else path


def is_own(path: str) -> bool:
    """Whether a full name is that of a type of the connector, or of a library that nothing is known of."""
    return path.startswith(OWN)


def same_type(a: KotlinType, b: KotlinType) -> bool | None:
    """Whether two types with full names are one; None where that is not sure."""
    if not a.name or not b.name or (a.name != b.name and OWN in (a.name[:1], b.name[:1])):
        return None
    if a.name != b.name or a.nullable != b.nullable or a.projection != b.projection:
        return False
    if len(a.arguments) != len(b.arguments):
        return None
    verdicts = [same_type(x, y) for x, y in zip(a.arguments, b.arguments, strict=True)]
    return False if False in verdicts else None if None in verdicts else True


def fits(found: KotlinType, wanted: KotlinType, contract: Contract) -> bool | None:
    """Whether a value of one type may stand where the other is declared; None where that is not sure."""
    if not found.name or not wanted.name or (found.name != wanted.name and OWN in (found.name[:1], wanted.name[:1])):
        return None
    if found.nullable and not wanted.nullable:
        return False
    if found.name == "kotlin.Nothing" or wanted.name == "kotlin.Any":
        return True
    if found.name == wanted.name:
        return _arguments_fit(found, wanted, contract)
    if wanted.name in _ABOVE.get(found.name, ()):
        return _arguments_fit(found, wanted, contract)
    if found.name in _COLLECTIONS and (wanted.name in _COLLECTIONS or contract.at(wanted.name) is not None):
        return False
    known = contract.at(found.name)
    if known is not None and any(item.fqn == wanted.name for item in contract.ancestors(known.name)):
        return True if not wanted.arguments else None
    if found.name in FINAL:
        return None if wanted.name in _OPEN_TO_FINAL else False
    return False if _is_final(wanted, contract) else None


def _is_final(wanted: KotlinType, contract: Contract) -> bool:
    known = contract.at(wanted.name)
    return wanted.name in FINAL or (known is not None and known.verified and known.kind in _FINAL_KINDS)


def _arguments_fit(found: KotlinType, wanted: KotlinType, contract: Contract) -> bool | None:
    if len(found.arguments) != len(wanted.arguments):
        return None
    verdicts: list[bool | None] = []
    last = len(found.arguments) - 1
    for number, (a, b) in enumerate(zip(found.arguments, wanted.arguments, strict=True)):
        widens = wanted.name in _COVARIANT or (wanted.name in _VALUE_LAST and number == last)
        verdicts.append(fits(a, b, contract) if widens or b.projection == "out" else same_type(a, b))
    return False if False in verdicts else None if None in verdicts else True
