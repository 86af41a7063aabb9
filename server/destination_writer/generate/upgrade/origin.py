"""Which CDK version a connector's code was written for, told by its imports, where that is not the pinned one."""

from destination_writer.connector.model import Connector
from destination_writer.knowledge.cdkversions import CdkVersion, Era, era_of
from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.store import Knowledge

LAST_OF_ERA = {Era.A: "0.1.83", Era.B: "0.1.108"}
"""The last release of each era that another one follows."""
_CDK = "io.airbyte.cdk."


def written_for(connector: Connector, knowledge: Knowledge, pinned: str) -> str | None:
    """The last version of the latest earlier era that has all imports which the pinned version lacks; where no era has
    all of them, of the earliest that has one. None when the code imports nothing that only an earlier era has."""
    version = CdkVersion.parse(pinned)
    now = knowledge.contract(pinned)
    lacking = {i.path for s in connector.sources for i in s.declared.imports if _is_lacking(now, i.path)}
    eras = [last for era, last in LAST_OF_ERA.items() if era < era_of(version)] if lacking else []
    known = {last: {path for path in lacking if _has(knowledge.contract(last), path)} for last in eras}
    every = set[str]().union(*known.values())
    whole = [last for last in eras if every and known[last] == every]
    return whole[-1] if whole else next((last for last in eras if known[last]), None)


def _is_lacking(contract: Contract, path: str) -> bool:
    if not path.startswith(_CDK):
        return False
    if path.endswith(".*"):
        return all(item.package != path.removesuffix(".*") for item in contract.types)
    return not _has(contract, path)


def _has(contract: Contract, path: str) -> bool:
    if path.endswith(".*"):
        return any(item.package == path.removesuffix(".*") for item in contract.types)
    return any(path == item.fqn or path.startswith(f"{item.fqn}.") for item in contract.types)
