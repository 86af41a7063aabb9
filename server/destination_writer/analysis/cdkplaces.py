"""Imports that look for a type of the CDK where no version has it: a package misspelt, or a part too few or many."""

from destination_writer.analysis.cdkmembers import is_unread
from destination_writer.analysis.nearest import distance
from destination_writer.analysis.rule import FileSubject
from destination_writer.knowledge.contracts import Contract, ContractType
from destination_writer.knowledge.contracts_model import Part

CDK = "io.airbyte.cdk."
_LOAD = "io.airbyte.cdk.load."
_READ = frozenset({
    "io.airbyte.cdk", "io.airbyte.cdk.check", "io.airbyte.cdk.command", "io.airbyte.cdk.discover",
    "io.airbyte.cdk.output", "io.airbyte.cdk.output.sockets", "io.airbyte.cdk.protocol", "io.airbyte.cdk.read",
    "io.airbyte.cdk.spec", "io.airbyte.cdk.ssh", "io.airbyte.cdk.util",
    *(_LOAD + name for name in (
        "check", "command", "component", "data", "data.json", "data.protobuf", "dataflow", "dataflow.aggregate",
        "dataflow.config", "dataflow.config.model", "dataflow.finalization", "dataflow.input", "dataflow.pipeline",
        "dataflow.stages", "dataflow.state", "dataflow.state.stats", "dataflow.stats", "dataflow.transform",
        "dataflow.transform.data", "dataflow.transform.defaults", "dataflow.transform.medium", "message", "schema",
        "schema.defaults", "schema.model", "state", "table", "table.directload", "util", "write",
    )),
})  # fmt: skip
"""Packages of the released CDK whose files were all listed, those for sources included: a type that the contract has
in one place is in none of the others but for `_TWICE`."""
_TWICE = frozenset({
    "io.airbyte.cdk.discover.FieldType", "io.airbyte.cdk.discover.TableName", "io.airbyte.cdk.output.DataChannelFormat",
    "io.airbyte.cdk.output.DataChannelMedium", "io.airbyte.cdk.util.Jsons",
})  # fmt: skip
"""Names that the CDK has a second time, for sources."""
_UNREAD = tuple(CDK + name for name in ("data", "db", "integrations", "load.orchestration"))
"""Packages of older revisions, and of the CDK for Java, that may have more of the contract's names."""


def misplaced(subject: FileSubject, contract: Contract, path: str) -> tuple[ContractType, str] | None:
    """The type that is meant, with the full name that it has; None where the path may be right, or anything is meant.

    `path` is one that no known version has.
    """
    package, name, rest = _parts(path)
    known = contract.type(name) if name else None
    if known is None or "." in known.name or known.hidden or not known.package.startswith(CDK.rstrip(".")):
        return None
    if is_unread(contract.version) or not (known.is_sure_of(Part.EXISTENCE) and known.is_sure_of(Part.PACKAGE)):
        return None
    if f"{package}.{name}" in _TWICE or any(f"{package}.".startswith(f"{one}.") for one in _UNREAD):
        return None
    if subject.cdk is not None and subject.cdk.declares(package, name):
        return None
    return (known, known.fqn + rest) if package in _READ or _is_meant(package, known.package) else None


def _parts(path: str) -> tuple[str, str, str]:
    """Package, type, and what follows with its dot; no type where every part begins with a small letter."""
    parts = path.split(".")
    at = next((number for number, part in enumerate(parts) if part[:1].isupper()), 0)
    return (".".join(parts[:at]), parts[at], "".join(f".{part}" for part in parts[at + 1 :])) if at else ("", "", "")


def _is_meant(written: str, package: str) -> bool:
    """Whether a package that nobody has read is another one with a slip, or with parts too few or too many."""
    own, theirs = written.split("."), package.split(".")
    return (
        distance(written, package) <= max(1, len(package) // 12) or _is_within(own, theirs) or _is_within(theirs, own)
    )


def _is_within(some: list[str], every: list[str]) -> bool:
    rest = iter(every)
    return all(part in rest for part in some)
