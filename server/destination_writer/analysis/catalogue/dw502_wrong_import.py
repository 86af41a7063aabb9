"""DW502: an import of a type that the pinned CDK has elsewhere, or not at all."""

from collections.abc import Iterable

from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.knowledge.cdkversions import Era
from destination_writer.knowledge.contracts import Contract
from destination_writer.kotlin.declarations import Import
from destination_writer.text.findings import Finding, Severity

_NEVER: dict[str, str | None] = {
    "io.micronaut.context.annotation.Singleton": "jakarta.inject.Singleton",
    "io.airbyte.cdk.command.MigratingConfigurationSpecificationSupplier": (
        "io.airbyte.cdk.command.ConfigurationSpecificationSupplier"
    ),
    "io.airbyte.cdk.load.state.StoreKey": "io.airbyte.cdk.load.dataflow.aggregate.StoreKey",
    "io.airbyte.cdk.load.state.StreamStateStore": "io.airbyte.cdk.load.write.StreamStateStore",
    "io.airbyte.cdk.load.table.ColumnType": "io.airbyte.cdk.load.component.ColumnType",
}
"""Imports that the written guide uses and that no version has, with what is meant."""

_LAST_OF_ERA = {Era.A: "0.1.83", Era.B: "0.1.108", Era.C: "1.0.13"}


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
                data={"import": imported.path},
            )


RULE = Rule(
    "DW502",
    "wrong-import",
    Severity.ERROR,
    "An import names a type that the pinned CDK has in another package, or not at all.",
    check_file=_check,
)


def _never(imported: Import) -> str:
    return f"{imported.path} does not exist in any version." if imported.path in _NEVER else ""


def _moved(subject: FileSubject, imported: Import) -> str:
    """For a path that another era has for a type and this version has not. Any other path may be right."""
    contract = subject.contract
    if contract is None or not imported.path.startswith("io.airbyte.cdk.") or _has(contract, imported.path):
        return ""
    era = _era_of_path(subject, imported.path)
    if era is None:
        return ""
    name = imported.path.rpartition(".")[2]
    now = contract.type(name)
    where = f"it has {now.fqn}" if now else "it has no such type"
    return f"{imported.path} is the import of CDK {_span(era)}; the connector pins {subject.version}, and {where}."


def _has(contract: Contract, path: str) -> bool:
    return any(path == item.fqn or path.startswith(f"{item.fqn}.") for item in contract.types)


def _era_of_path(subject: FileSubject, path: str) -> Era | None:
    for era, version in _LAST_OF_ERA.items():
        if era != subject.era and _has(subject.knowledge.contract(version), path):
            return era
    return None


def _span(era: Era) -> str:
    return {Era.A: "up to 0.1.83", Era.B: "0.1.84 to 0.1.108", Era.C: "0.2.0 and later"}[era]


def _fix(subject: FileSubject, imported: Import) -> str:
    if imported.path in _NEVER:
        return f"Import {_NEVER[imported.path]}."
    now = subject.contract.type(imported.path.rpartition(".")[2]) if subject.contract else None
    return f"Import {now.fqn}." if now else "Use what replaced it; the guide on names and schemas says what that is."
