"""Full names of CDK types that the pinned version does not have: what is there in their place."""

from dataclasses import dataclass

from destination_writer.analysis.cdkmembers import LAST_OF_ERA
from destination_writer.analysis.cdkplaces import CDK as CDK
from destination_writer.analysis.cdkplaces import misplaced
from destination_writer.analysis.cdkunimported import stray
from destination_writer.analysis.nearest import slips
from destination_writer.analysis.rule import FileSubject
from destination_writer.knowledge.cdkversions import ERA_STARTS, Era
from destination_writer.knowledge.contracts import Contract, ContractType
from destination_writer.knowledge.contracts_model import Part

_DATA = "io.airbyte.cdk.load.data"
NEVER: dict[str, str | None] = {
    "io.airbyte.cdk.command.MigratingConfigurationSpecificationSupplier": (
        "io.airbyte.cdk.command.ConfigurationSpecificationSupplier"
    ),
    "io.airbyte.cdk.load.state.StoreKey": "io.airbyte.cdk.load.dataflow.aggregate.StoreKey",
    "io.airbyte.cdk.load.state.StreamStateStore": "io.airbyte.cdk.load.write.StreamStateStore",
    "io.airbyte.cdk.load.table.ColumnType": "io.airbyte.cdk.load.component.ColumnType",
    "io.airbyte.cdk.load.table.TableCatalog": None,
    "io.airbyte.cdk.load.table.CDC_CURSOR_COLUMN_NAME": "io.airbyte.cdk.load.table.CDC_CURSOR_COLUMN",
    f"{_DATA}.TimestampValue": None,
    f"{_DATA}.TimeValue": None,
    f"{_DATA}.IntValue": f"{_DATA}.IntegerValue",
}
"""Names of the written guide that no version since 0.1.52 has, with what is meant; None where that depends."""
_DEPENDS = {
    f"{_DATA}.TimestampValue": "Use TimestampWithTimezoneValue or TimestampWithoutTimezoneValue.",
    f"{_DATA}.TimeValue": "Use TimeWithTimezoneValue or TimeWithoutTimezoneValue.",
}
_FIRST_VERSION_INFERRED = frozenset({"ConnectorWiringSuite", "WriteInitializationTest", "DefaultComponentTestCatalog"})
"""That these came with 0.1.83 follows from other facts and was not read, so an earlier version may have them."""


@dataclass(frozen=True)
class WrongPath:
    """`message` says what is wrong with the name, `fix` what to do; `instead` is the full name of what is meant."""

    message: str
    fix: str
    instead: str = ""
    is_of_other_version: bool = True


def wrong_path(subject: FileSubject, path: str) -> WrongPath | None:
    """What is surely wrong with the full name of a type, maybe followed by members; any other may be right."""
    if path in NEVER:
        meant = NEVER[path]
        if meant is not None and subject.contract is not None and subject.contract.at(meant) is None:
            meant = None
        fix = f"Write {meant}." if meant else _DEPENDS.get(path) or _by_version(subject, path)
        return WrongPath(f"{path} does not exist in any version.", fix, meant or "", is_of_other_version=False)
    contract = subject.contract
    if contract is None or not path.startswith(CDK) or type_at(contract, path) is not None:
        return None
    elsewhere = _of_other_versions(subject, path)
    if elsewhere is None:
        return _misspelt(subject, contract, path) or _misplaced(subject, contract, path)
    return _moved(subject, contract, path, elsewhere)


def wrong_import(subject: FileSubject, path: str) -> WrongPath | None:
    """As `wrong_path`, of an import: what the file uses in its place may tell what is meant."""
    wrong = wrong_path(subject, path)
    meant = subject.shared(stray).get(path) if wrong is None else None
    if meant is None:
        return wrong
    message = f"{path} is used by nothing here, and {meant.name} of the same package is not imported."
    return WrongPath(message, f"Write {meant.fqn}.", meant.fqn, is_of_other_version=False)


def _by_version(subject: FileSubject, path: str) -> str:
    now = subject.contract.type(path.rpartition(".")[2]) if subject.contract else None
    return f"Write {now.fqn}." if now else "Use what replaced it; the guide on names and schemas says what that is."


def _moved(subject: FileSubject, contract: Contract, path: str, there: ContractType) -> WrongPath | None:
    now = contract.type(there.name)
    if not _is_certain(there) or (now is not None and not _is_certain(now)):
        return None
    pinned = f"the connector pins {subject.version}"
    if now is None and _came_later(there):
        fix = f"Pin CDK {there.since} or a later version in gradle.properties, or do without it."
        return WrongPath(f"{path} came with CDK {there.since}; {pinned}.", fix)
    where = f"it has {now.fqn}" if now else "it has no such type"
    eras = _eras(subject, path)
    fix = "Use what replaced it; the guide on names and schemas says what that is."
    if now is not None:
        fix = f"Write {now.fqn}."
    elif min(eras) > contract.era:
        fix = f"Use what CDK {subject.version} has for it, or pin {_first(min(eras))} or a later version."
    return WrongPath(f"{path} is the name in CDK {_span(eras)}; {pinned}, and {where}.", fix, now.fqn if now else "")


def _misspelt(subject: FileSubject, contract: Contract, path: str) -> WrongPath | None:
    """For a slip in the last name of a package that is known, where no version has the name as it is written."""
    package, _, name = path.rpartition(".")
    known = {item.simple_name for item in contract.types if item.package == package and not item.hidden}
    meant = slips(name, known)
    if len(meant) != 1 or not name[:1].isupper():
        return None
    full = f"{package}.{meant[0]}"
    message = f"{path} does not exist; CDK {subject.version} has {full}."
    return WrongPath(message, f"Write {full}.", full, is_of_other_version=False)


def _misplaced(subject: FileSubject, contract: Contract, path: str) -> WrongPath | None:
    """For a type that is known, in a package that it has in no version."""
    found = misplaced(subject, contract, path)
    if found is None:
        return None
    known, full = found
    message = f"{path} does not exist in any version; CDK {subject.version} has {known.fqn}."
    return WrongPath(message, f"Write {full}.", full, is_of_other_version=False)


def type_at(contract: Contract, path: str) -> ContractType | None:
    """The type, function or constant that a full name begins with."""
    parts = path.split(".")
    for end in range(len(parts), 3, -1):
        if (found := contract.at(".".join(parts[:end]))) is not None:
            return found
    return None


def _came_later(found: ContractType) -> bool:
    """True when it came with a release inside of an era, and not with the era itself."""
    return found.since is not None and found.since not in Era.__members__


def _is_certain(found: ContractType) -> bool:
    """False when it is not confirmed in which versions the type is there, and where."""
    sure = found.is_sure_of(Part.PACKAGE) and found.is_sure_of(Part.EXISTENCE)
    return sure and found.name not in _FIRST_VERSION_INFERRED


def _of_other_versions(subject: FileSubject, path: str) -> ContractType | None:
    """The type of that path in the last version of another era, or of the same one when it came later."""
    for era in sorted(LAST_OF_ERA, key=lambda era: era != subject.era):
        found = type_at(subject.knowledge.contract(LAST_OF_ERA[era]), path)
        if found:
            return found
    return None


def _eras(subject: FileSubject, path: str) -> list[Era]:
    """The eras whose last version has that path, in their order."""
    return [era for era in Era if type_at(subject.knowledge.contract(LAST_OF_ERA[era]), path) is not None]


def _first(era: Era) -> str:
    return ".".join(map(str, ERA_STARTS[era]))


def _span(eras: list[Era]) -> str:
    """The versions of eras that follow each other, in words."""
    first, last = min(eras), max(eras)
    if first is Era.A:
        return f"up to {LAST_OF_ERA[last]}"
    if last is max(Era):
        return f"{_first(first)} and later"
    return f"{_first(first)} to {LAST_OF_ERA[last]}"
