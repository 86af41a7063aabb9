"""Where a suspend function can be called: which functions suspend, and what may be around a call."""

import re

from destination_writer.analysis.cdkoverrides import Heir, heirs
from destination_writer.analysis.rule import FileSubject, FunctionAt
from destination_writer.knowledge.contracts import Contract
from destination_writer.kotlin.declarations import Class, Function

_BLOCK = re.compile(r"(?:\b(?:else|try|finally|do)|->)\s*$")
_CONTROL = re.compile(r"\b(?:if|for|while|when|catch)\s*$")
_NAMED = re.compile(r"(\w+)\s*$")
_INLINE = frozenset({
    "also", "apply", "associateWith", "buildList", "buildMap", "buildSet", "buildString", "forEach", "forEachIndexed",
    "getOrElse", "getOrPut", "let", "measureTimeMillis", "onFailure", "onSuccess", "repeat", "run", "runCatching",
    "takeIf", "takeUnless", "use", "with",
})  # fmt: skip
"""Functions of Kotlin whose lambda is a part of the function around it. Those that flows have as well, with a lambda
that suspends, are not among them."""


def is_plain(subject: FileSubject, one: FunctionAt, at: int) -> bool:
    """Whether a place belongs to the function itself: any other lambda may be one that suspends."""
    code, body, opened = subject.bare, one.body, list[int]()
    if body is None or re.search(r"\bfun\b", code[body.start : at]):
        return False
    for place in range(body.start, at):
        if code[place] == "{":
            opened.append(place)
        elif code[place] == "}" and opened:
            opened.pop()
    around = opened[1:] if code[body.start : body.start + 1] == "{" else opened
    return all(_is_block(subject, brace) for brace in around)


def _is_block(subject: FileSubject, brace: int) -> bool:
    code = subject.bare
    before = code[:brace].rstrip()
    if _BLOCK.search(before[-12:]):
        return True
    if before.endswith(")"):
        opening = _opening(before)
        before = before[:opening].rstrip()
        if _CONTROL.search(before[-12:]):
            return True
    named = _NAMED.search(before[-40:])
    return named is not None and named[1] in _INLINE and not is_declared(subject, named[1])


def _opening(before: str) -> int:
    depth = 0
    for at in range(len(before) - 1, -1, -1):
        depth += (before[at] == ")") - (before[at] == "(")
        if depth == 0:
            return at
    return 0


def is_declared(subject: FileSubject, name: str) -> bool:
    """Whether the file sees a function or value of that name that is not Kotlin's."""
    if name in subject.imported or name in subject.neighbours or name in subject.own_names:
        return True
    return any(one.name == name for one in subject.functions)


def is_suspend_member(contract: Contract, owner: str, name: str) -> bool:
    """Whether everything of that name in a type of the CDK surely suspends."""
    members = [m for item in contract.ancestors(owner) for m in item.member(name)]
    return bool(members) and all(member.verified and member.suspend for member in members)


def suspends(subject: FileSubject, declared: Class, name: str) -> bool:
    """Whether everything of that name in a class of the file surely suspends; not so where a type above is unknown."""
    own = [f for f in declared.functions if f.name == name and not f.receiver]
    if not all(f.is_suspend for f in own):
        return False
    if not declared.supertypes:
        return bool(own)
    heir = next((h for h in subject.shared(heirs) if h.declared.span == declared.span), None)
    return heir is not None and heir.is_whole and _inherits(heir, own, name)


def _inherits(heir: Heir, own: list[Function], name: str) -> bool:
    above = heir.inherited(name)
    return bool(own or above) and all(found.is_sure and found.member.suspend for found in above)
