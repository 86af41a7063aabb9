"""DW502: an import of a type that the pinned CDK has elsewhere, or not at all."""

from collections.abc import Iterable

from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.knowledge.cdkversions import Era
from destination_writer.knowledge.contracts import Contract, ContractType
from destination_writer.kotlin.declarations import Import
from destination_writer.text.findings import Finding, Remedy, Severity

_NEVER: dict[str, str | None] = {
    "io.micronaut.context.annotation.Singleton": "jakarta.inject.Singleton",
    "io.airbyte.cdk.command.MigratingConfigurationSpecificationSupplier": (
        "io.airbyte.cdk.command.ConfigurationSpecificationSupplier"
    ),
    "io.airbyte.cdk.load.state.StoreKey": "io.airbyte.cdk.load.dataflow.aggregate.StoreKey",
    "io.airbyte.cdk.load.state.StreamStateStore": "io.airbyte.cdk.load.write.StreamStateStore",
    "io.airbyte.cdk.load.table.ColumnType": "io.airbyte.cdk.load.component.ColumnType",
    "io.airbyte.cdk.load.table.TableCatalog": None,
}
"""Imports that the written guide uses and that no version has, with what is meant; None where that depends on the
version."""

_LAST_OF_ERA = {Era.A: "0.1.83", Era.B: "0.1.108", Era.C: "1.0.13"}

_FIRST_VERSION_INFERRED = frozenset({"ConnectorWiringSuite", "WriteInitializationTest", "DefaultComponentTestCatalog"})
"""That these came with 0.1.83 follows from other facts and was not read, so an earlier version may have them."""


def _check(subject: FileSubject) -> Iterable[Finding]:
    for imported in subject.source.declared.imports:
        message = _never(imported) or _moved(subject, imported)
        if message:
            yield Finding(
                code=RULE.code,
                severity=RULE.severity,
                message=f"{message} This is a blocker: the file does not compile.",
                location=subject.location(imported.span),
                fix=_fix(subject, imported),
                evidence=(imported.path,),
                remedies=_remedies(subject, imported),
                data={"import": imported.path},
            )


RULE = Rule(
    "DW502",
    "wrong-import",
    Severity.ERROR,
    "An import names a type that the pinned CDK has in another package, or not at all.",
    check_file=_check,
)


def _remedies(subject: FileSubject, imported: Import) -> tuple[Remedy, ...]:
    """The import by itself, and everything else that a newer pin asks for of code that was written for an older one."""
    name = imported.path.rpartition(".")[2]
    line = subject.location(imported.span).range.start.line + 1
    place = {"file": subject.source.path, "line": str(line), "name": name}
    alone = Remedy("mend-import", f"Import {name} from where it is", place, preferred=True)
    is_moved = imported.path not in _NEVER
    whole = (Remedy("upgrade", "Carry the code over to the pinned CDK", place),) if is_moved else ()
    return (alone, *whole)


def _never(imported: Import) -> str:
    return f"{imported.path} does not exist in any version." if imported.path in _NEVER else ""


def _moved(subject: FileSubject, imported: Import) -> str:
    """For a path that another era has for a type and this version has not. Any other path may be right."""
    contract = subject.contract
    if contract is None or not imported.path.startswith("io.airbyte.cdk.") or _has(contract, imported.path):
        return ""
    elsewhere = _of_other_versions(subject, imported.path)
    if elsewhere is None:
        return ""
    era, there = elsewhere
    now = contract.type(there.name)
    if not _is_certain(there) or (now is not None and not _is_certain(now)):
        return ""
    pinned = f"the connector pins {subject.version}"
    if now is None and _came_later(there):
        return f"{imported.path} came with CDK {there.since}; {pinned}."
    where = f"it has {now.fqn}" if now else "it has no such type"
    return f"{imported.path} is the import of CDK {_span(era)}; {pinned}, and {where}."


def _came_later(found: ContractType) -> bool:
    """True when it came with a release inside of an era, and not with the era itself."""
    return found.since is not None and found.since not in Era.__members__


def _is_certain(found: ContractType) -> bool:
    """False when something about the type is not confirmed; it may be in which version its package changed."""
    return found.verified and not found.unverified and found.name not in _FIRST_VERSION_INFERRED


def _has(contract: Contract, path: str) -> bool:
    return _type_at(contract, path) is not None


def _type_at(contract: Contract, path: str) -> ContractType | None:
    return next((item for item in contract.types if path == item.fqn or path.startswith(f"{item.fqn}.")), None)


def _of_other_versions(subject: FileSubject, path: str) -> tuple[Era, ContractType] | None:
    """The type of that path in the last version of another era, or of the same one when it came later."""
    eras = sorted(_LAST_OF_ERA, key=lambda era: era != subject.era)
    for era in eras:
        found = _type_at(subject.knowledge.contract(_LAST_OF_ERA[era]), path)
        if found:
            return era, found
    return None


def _span(era: Era) -> str:
    return {Era.A: "up to 0.1.83", Era.B: "0.1.84 to 0.1.108", Era.C: "0.2.0 and later"}[era]


def _fix(subject: FileSubject, imported: Import) -> str:
    meant = _NEVER.get(imported.path)
    if meant:
        return f"Import {meant}."
    now = subject.contract.type(imported.path.rpartition(".")[2]) if subject.contract else None
    if now:
        return f"Import {now.fqn}."
    elsewhere = _of_other_versions(subject, imported.path)
    if elsewhere and _came_later(elsewhere[1]):
        return f"Pin CDK {elsewhere[1].since} or a later version in gradle.properties, or do without it."
    return "Use what replaced it; the guide on names and schemas says what that is."
