"""DW512: a plain function calls a suspend member of the CDK."""

import re
from collections.abc import Iterable

from destination_writer.analysis.cdkuses import Use, uses
from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.knowledge.contracts import Contract
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Span

_BLOCK = re.compile(r"(?:\b(?:else|try|finally|do)|->)\s*$")
_CONTROL = re.compile(r"\b(?:if|for|while|when|catch)\s*$")


def _check(subject: FileSubject) -> Iterable[Finding]:
    contract = subject.contract
    if contract is None:
        return
    for use in subject.shared(uses):
        if use.call is None or use.is_static or use.function is None or use.function.function.is_suspend:
            continue
        body = use.function.body
        if body is None or not _is_suspend(contract, use) or not _is_plain(subject.bare, body, use.span.start):
            continue
        name = use.function.name
        yield Finding(
            code=RULE.code,
            severity=RULE.severity,
            message=f"{use.owner.name}.{use.name} is a suspend function, and {name} is none: it cannot call it. "
            f"This is a blocker: the file does not compile.",
            location=subject.location(use.span),
            fix=f"Make {name} a suspend function, or put the call into `runBlocking {{ … }}` where the CDK's own "
            f"member does not suspend, as in a checker.",
            evidence=(subject.line(use.span.start),),
            data={"type": use.owner.name, "member": use.name, "function": name},
        )


RULE = Rule(
    "DW512",
    "suspend-call",
    Severity.ERROR,
    "A function that does not suspend calls a suspend member of the CDK.",
    check_file=_check,
)


def _is_suspend(contract: Contract, use: Use) -> bool:
    members = [m for item in contract.ancestors(use.owner.name) for m in item.member(use.name)]
    return bool(members) and all(member.verified and member.suspend for member in members)


def _is_plain(code: str, body: Span, at: int) -> bool:
    """Whether nothing but blocks of the function itself is around a place: a lambda may be one that suspends."""
    opened: list[int] = []
    for place in range(body.start, at):
        if code[place] == "{":
            opened.append(place)
        elif code[place] == "}" and opened:
            opened.pop()
    is_block = body.start < len(code) and code[body.start] == "{"
    around = opened[1:] if is_block else opened
    return all(_is_block(code, brace) for brace in around) and not re.search(r"\bfun\b", code[body.start : at])


def _is_block(code: str, brace: int) -> bool:
    before = code[:brace].rstrip()
    if _BLOCK.search(before[-12:]):
        return True
    if not before.endswith(")"):
        return False
    depth = 0
    for at in range(len(before) - 1, -1, -1):
        depth += (before[at] == ")") - (before[at] == "(")
        if depth == 0:
            return _CONTROL.search(before[max(at - 12, 0) : at]) is not None
    return False
