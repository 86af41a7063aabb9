"""What a person reads before they decide, as plain text."""

from collections.abc import Mapping

from destination_writer.agent.values import ApprovalRequest
from destination_writer.text.udiff import unified
from destination_writer.text.visible import visible

LONGEST = 20_000
"""Characters of a diff that a form can show. A longer one is not put to a yes or no at all."""


def words_of(request: ApprovalRequest, texts: Mapping[str, str]) -> str:
    """Title, reason, command, statements and the whole diff.

    Raises StaleChange for a diff that no longer fits, ValueError for one that is too long to be read here.
    """
    lines = [request.title, request.words]
    if request.command:
        lines.append("$ " + " ".join(request.command))
    lines += request.statements
    if request.change is not None:
        lines += _change(request, texts)
    return visible("\n\n".join(line for line in lines if line))


def _change(request: ApprovalRequest, texts: Mapping[str, str]) -> list[str]:
    change = request.change
    assert change is not None
    diff = unified(change, dict(texts))
    if len(diff) > LONGEST:
        raise ValueError(
            f"the change is {len(diff)} characters long, more than a person can read in a question ({LONGEST});"
            " propose it in smaller parts"
        )
    notes = [*change.notes, *([f"Known from: {change.provenance}"] if change.provenance else [])]
    return [*([] if change.purpose == request.words else [change.purpose]), *notes, diff]


def refusal_without_person(request: ApprovalRequest) -> str:
    """For the client's model, to hand on."""
    instead = f" They can do it themselves: {' '.join(request.command)}." if request.command else ""
    return (
        "this client cannot show a question, so nobody was asked."
        f"{instead} Or they start the server with `--allow {request.tool}`: then the client's confirmation has to do."
    )
