"""What a model is told of a stub to write it: what is owed and how this database does it."""

import textwrap
from collections.abc import Iterator

from destination_writer.agent.tools.desk import Desk
from destination_writer.agent.tools.locating import stub_name
from destination_writer.agent.tools.material import material
from destination_writer.agent.tools.references import reference_member
from destination_writer.analysis.rule import contract_of
from destination_writer.connector.model import Connector, Stub
from destination_writer.generate.api import implement_stub, strategies_for
from destination_writer.knowledge.cdkversions import UnknownCdkVersion
from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.hovertext import explain_member
from destination_writer.kotlin.declarations import Class, Function
from destination_writer.text.changes import Change, FileEdit
from destination_writer.text.udiff import unified

DIFF = 8_000


def stub_words(desk: Desk, stub: Stub) -> str:
    """The words: signature, contract, the database's ways, our own template's answer, a reference."""
    return "\n\n".join(part for part in _parts(desk, stub) if part)


def _parts(desk: Desk, stub: Stub) -> Iterator[str]:
    connector = desk.connector
    path, line = connector.workspace_path(stub.path), stub.call.range.start.line + 1
    yield (
        f"Write the body of {stub_name(stub)} ({path}:{line}) for {desk.database_name or 'this database'}. Read the "
        "file first, keep the signature, and propose the change with propose_change."
    )
    owner, function = _around(connector, stub)
    source = connector.source(stub.path)
    if function is not None and source is not None:
        start = source.text.rfind("\n", 0, function.span.start) + 1
        yield "What stands there now:\n" + material(path, textwrap.dedent(source.text[start : function.span.end]))
    yield _contract_words(desk, connector, owner, stub.call.function)
    if stub.phase is not None and stub.role is not None:
        owed = desk.knowledge.owed(stub.phase, stub.role.value, stub.call.function)
        yield f"It owes: {owed.owes}" if owed else ""
    yield _ways(desk, connector, stub)
    made = implement_stub(connector, desk.knowledge, desk.templates, stub)
    yield _template(desk, made) if isinstance(made, Change) else f"No template of the tool writes it: {made.reason}."
    yield reference_member(desk, stub.call.function or "", generated_too=not isinstance(made, Change))


def _around(connector: Connector, stub: Stub) -> tuple[Class | None, Function | None]:
    source = connector.source(stub.path)
    if source is None:
        return None, None
    for owner in source.declared.all_classes():
        if owner.name == stub.call.class_name:
            return owner, owner.function(stub.call.function or "")
    return None, next((f for f in source.declared.functions if f.name == stub.call.function), None)


def _contract(desk: Desk, connector: Connector) -> Contract | None:
    try:
        return contract_of(desk.knowledge, connector.cdk_version, connector.cdk)
    except UnknownCdkVersion:
        return None


def _contract_words(desk: Desk, connector: Connector, owner: Class | None, function: str | None) -> str:
    contract = _contract(desk, connector)
    if contract is None or owner is None or not function:
        return ""
    for supertype in owner.supertypes:
        for above in contract.ancestors(supertype.name.rpartition(".")[2]):
            if found := above.member(function):
                return f"What the CDK asks of it:\n{explain_member(found[0], above, contract)}"
    return ""


def _ways(desk: Desk, connector: Connector, stub: Stub) -> str:
    ways = strategies_for(connector, desk.knowledge, desk.templates, stub)
    if not ways or not desk.database_name:
        return ""
    lines = [f"- {way.title} ({way.slug}): {way.trade_off}" for way in ways]
    return f"Ways to do it in {desk.database_name}, the usual one first:\n" + "\n".join(lines)


def _template(desk: Desk, made: Change) -> str:
    """What the tool's own template writes, as a beginning that is known to hold."""
    files = desk.workspace.files
    texts = {file.path: files.read(file.path) for file in made.files if isinstance(file, FileEdit)}
    known = f" (how it is known: {made.provenance})" if made.provenance else ""
    diff = material("a generated diff", unified(made, texts)[:DIFF])
    return f"The tool's own template writes this{known}; propose_known proposes it as it is:\n{diff}"
