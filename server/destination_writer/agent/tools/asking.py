"""What a person asks with one click, in words that hold what is known: write this stub, mend this failure."""

from collections.abc import AsyncGenerator, Iterable, Iterator

from destination_writer.agent.conversation import Conversation
from destination_writer.agent.tools.desk import Desk
from destination_writer.agent.tools.material import material
from destination_writer.agent.tools.references import reference_member
from destination_writer.agent.values import AgentEvent, Place
from destination_writer.analysis.rule import contract_of
from destination_writer.connector.model import Connector, Stub
from destination_writer.generate.api import implement_stub, strategies_for
from destination_writer.generate.remedies.api import offered
from destination_writer.knowledge.cdkversions import UnknownCdkVersion
from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.hovertext import explain_member
from destination_writer.kotlin.declarations import Class, Function
from destination_writer.text.changes import Change, FileEdit
from destination_writer.text.findings import Finding
from destination_writer.text.udiff import unified

DIFF = 8_000
EVIDENCE = 30
"""Lines of what a failure said."""


async def generate_with_claude(talk: Conversation, desk: Desk, stub: Stub) -> AsyncGenerator[AgentEvent, None]:
    """The events of an answer that writes a stub: a proposal, proven before it is shown."""
    line = stub.call.range.start.line
    place = Place(desk.connector.workspace_path(stub.path), line)
    async for event in talk.say(generate_request(desk, stub), place):
        yield event


async def explain_and_fix(talk: Conversation, desk: Desk, finding: Finding) -> AsyncGenerator[AgentEvent, None]:
    """The events of an answer that explains a failure, or what a rule found, and mends it."""
    place = Place(finding.location.path, finding.location.range.start.line)
    async for event in talk.say(explain_request(desk, finding), place):
        yield event


def generate_request(desk: Desk, stub: Stub) -> str:
    """The words: signature, contract, the database's ways, our own template's answer, a reference."""
    return "\n\n".join(part for part in _of_stub(desk, stub) if part)


def _of_stub(desk: Desk, stub: Stub) -> Iterator[str]:
    connector = desk.connector
    name = ".".join(part for part in (stub.call.class_name, stub.call.function) if part) or "the stub"
    path, line = connector.workspace_path(stub.path), stub.call.range.start.line + 1
    yield (
        f"Write the body of {name} ({path}:{line}) for {connector.database or 'this database'}. Read the file first, "
        "keep the signature, and propose the change with propose_change."
    )
    owner, function = _around(connector, stub)
    if function is not None:
        source = connector.source(stub.path)
        text = source.text[function.span.start : function.span.end] if source else ""
        yield "What stands there now:\n" + material(f"{path}:{line}", text)
    yield _contract_words(desk, connector, owner, stub.call.function)
    if stub.phase is not None and stub.role is not None:
        owed = desk.knowledge.owed(stub.phase, stub.role.value, stub.call.function)
        yield f"It owes: {owed.owes}" if owed else ""
    yield _ways(desk, connector, stub)
    yield _template(desk, connector, stub)
    yield reference_member(desk, stub.call.function or "")


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
    dialect = desk.dialect()
    if not ways or dialect is None:
        return ""
    lines = [f"- {way.title} ({way.slug}): {way.trade_off}" for way in ways]
    return f"Ways to do it in {dialect.name}, the usual one first:\n" + "\n".join(lines)


def _template(desk: Desk, connector: Connector, stub: Stub) -> str:
    """What the tool's own template writes, as a beginning that is known to hold."""
    made = implement_stub(connector, desk.knowledge, desk.templates, stub)
    if not isinstance(made, Change):
        return f"The tool's own templates do not write it: {made.reason}."
    diff = unified(made, _texts(desk, made))[:DIFF]
    return f"The tool's own template writes this ({made.provenance}):\n{material('a generated diff', diff)}"


def _texts(desk: Desk, change: Change) -> dict[str, str]:
    files = desk.workspace.files
    return {file.path: files.read(file.path) for file in change.files if isinstance(file, FileEdit)}


def explain_request(desk: Desk, finding: Finding) -> str:
    """The words: what failed, what it said, cause and fix as far as they are known, and the ready changes."""
    return "\n\n".join(part for part in _of_finding(desk, finding) if part)


def _of_finding(desk: Desk, finding: Finding) -> Iterator[str]:
    place = f"{finding.location.path}:{finding.location.range.start.line + 1}"
    what = f"the test {finding.test}" if finding.test else f"{finding.code}"
    kind = f" ({finding.category})" if finding.category else ""
    yield (
        f"Explain why {what} fails at {place}{kind} and mend it: say the cause, then propose a change with "
        "propose_change, and say how to see that it holds. It is a blocker."
        if finding.category
        else f"Explain {what} at {place} and mend it: say why it matters, then propose a change with propose_change."
    )
    yield "What was said:\n" + material("a finding", _lines([finding.message, *finding.evidence]))
    yield f"Known cause: {finding.cause}" if finding.cause else ""
    yield f"Known fix: {finding.fix}" if finding.fix else ""
    if finding.stale:
        yield "The sources changed after this result: it may speak of code that is no longer there."
    offers = offered(desk.connector, desk.knowledge, desk.templates, finding.remedies)
    for offer in offers[:2]:
        diff = unified(offer.change, _texts(desk, offer.change))[:DIFF]
        yield f"A ready change: {offer.change.title}. {offer.change.purpose}\n{material('a generated diff', diff)}"


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(list(lines)[:EVIDENCE])
