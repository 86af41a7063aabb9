"""What a model is told of a failing test, or of what a rule found, to explain and mend it."""

from collections.abc import Iterable, Iterator

from destination_writer.agent.tools.desk import Desk
from destination_writer.agent.tools.locating import around
from destination_writer.agent.tools.material import material
from destination_writer.agent.tools.output import short
from destination_writer.generate.remedies.api import offered
from destination_writer.text.changes import FileEdit
from destination_writer.text.findings import Finding
from destination_writer.text.udiff import unified

DIFF = 8_000
EVIDENCE = 30
"""Lines of what a failure said."""
READY = 2
"""Ready changes that are shown."""


def finding_words(desk: Desk, finding: Finding) -> str:
    """What failed, what it said, cause and fix as far as they are known, the code at the place, the ready changes."""
    return "\n\n".join(part for part in _parts(desk, finding) if part)


def _parts(desk: Desk, finding: Finding) -> Iterator[str]:
    line = finding.location.range.start.line
    place = f"{finding.location.path}:{line + 1}"
    yield _asked(finding, place)
    yield "What was said:\n" + material(
        finding.test or finding.code, "\n".join(_lines([finding.message, *finding.evidence]))
    )
    yield f"Known cause: {short(finding.cause, 1_000)}" if finding.cause else ""
    yield f"Known fix: {short(finding.fix, 1_000)}" if finding.fix else ""
    yield "".join(f"See also {one.location.path}:{one.location.range.start.line + 1}. " for one in finding.related[:6])
    if finding.stale:
        yield "The sources changed after this result: it may speak of code that is no longer there. Say so."
    found = around(desk, finding.location.path, line)
    if found is not None and found.text:
        yield f"The code at {place}:\n" + material(finding.location.path, found.text)
    yield from _ready(desk, finding)


def _asked(finding: Finding, place: str) -> str:
    if finding.category or finding.test:
        what = f"the test {finding.test}" if finding.test else "the build"
        kind = f" ({finding.category})" if finding.category else ""
        return (
            f"Explain why {what} fails at {place}{kind} and mend it: say the cause and what shows it, propose a change "
            "with propose_change, and say which run shows that it holds. It is a blocker. Mend the code that is "
            "tested, never what the test expects."
        )
    return (
        f"Explain {finding.code} at {place} and mend it: say why it matters, propose a change with propose_change, and "
        "say how to see that it holds."
    )


def _ready(desk: Desk, finding: Finding) -> Iterator[str]:
    found = offered(desk.connector, desk.knowledge, desk.templates, finding.remedies)[:READY]
    for number, offer in enumerate(found, 1):
        files = desk.workspace.files
        texts = {file.path: files.read(file.path) for file in offer.change.files if isinstance(file, FileEdit)}
        diff = unified(offer.change, texts)[:DIFF]
        what = f"Ready change {number}, which propose_known proposes as it is: {offer.change.title}."
        yield f"{what} {offer.change.purpose}\n{material('a generated diff', diff)}"


def _lines(lines: Iterable[str]) -> list[str]:
    return list(lines)[:EVIDENCE]
