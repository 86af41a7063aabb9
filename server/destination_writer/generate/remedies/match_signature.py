"""A function that does not override the CDK's member as it is: its words, its parameters, its result."""

import re

from destination_writer.connector.roles import simple_name
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.lines import indent_at, newline_of
from destination_writer.generate.remedies.case import Case, Mending, importing, own_file
from destination_writer.generate.remedies.own_member import OwnMember, cdk_member, own_member
from destination_writer.knowledge.contracts import ContractMember

_SUSPEND = re.compile(r"\bsuspend\s+")
_OVERRIDE_PLACE = re.compile(r"\b(?:suspend|operator|infix|fun)\b")
_WIDE = 120


def suspend(case: Case) -> Mending:
    """Adds or takes away `suspend`. Raises CannotGenerate when the function has it right."""
    own = own_member(case)
    member = cdk_member(case, own)
    if member.suspend == own.function.is_suspend:
        raise CannotGenerate(f"{own.function.name} is already as {member.owner} has it")
    start = own.function.span.start
    if member.suspend:
        text = own.text[: own.keyword] + "suspend " + own.text[own.keyword :]
    else:
        found = _SUSPEND.search(own.code, start, own.function.name_span.start)
        if found is None:
            raise CannotGenerate(f"the header of {own.function.name} is not understood", ("code that can be parsed",))
        text = own.text[: found.start()] + own.text[found.end() :]
    kind = "a suspend function" if member.suspend else "a plain function"
    return _mending(case, own, member, text, f"Make {own.function.name} {kind}")


def override(case: Case) -> Mending:
    """Writes `override`. Raises CannotGenerate when it is there."""
    own = own_member(case)
    member = cdk_member(case, own)
    if own.function.is_override:
        raise CannotGenerate(f"{own.function.name} is an override already")
    found = _OVERRIDE_PLACE.search(own.code, own.function.span.start, own.function.name_span.start)
    at = found.start() if found else own.keyword
    text = own.text[:at] + "override " + own.text[at:]
    return _mending(case, own, member, text, f"Write override before {own.function.name}")


def signature(case: Case) -> Mending:
    """Takes parameters and result from the CDK's member. Names of the parameters that only moved or changed their type
    go along in the body; the rest of the body stays as it is.

    Raises CannotGenerate when the function has them right, or a name that the body needs would be lost.
    """
    own = own_member(case)
    member = cdk_member(case, own)
    result = f": {member.return_type}" if member.return_type != "Unit" else ""
    gap = own.text[len(own.text[: own.header_end].rstrip()) : own.header_end]
    head = own.text[: own.parentheses.start] + _parameters(own, member) + result + gap
    text = _renamed_in_body(own, member, head + own.text[own.header_end :])
    for name in _types_of(member):
        found = case.contract().type(name)
        text = importing(text, found.fqn)[1] if found else text
    return _mending(case, own, member, text, f"Take the signature of {member.owner}.{member.name}")


def _parameters(own: OwnMember, member: ContractMember) -> str:
    shown = [" ".join([*p.modifiers, f"{p.name}: {p.type}"]) for p in member.parameters]
    line = f"({', '.join(shown)})"
    indent = indent_at(own.text, own.function.span.start)
    start = own.text.rfind("\n", 0, own.parentheses.start) + 1
    if own.parentheses.start - start + len(line) + len(member.return_type) + 4 <= _WIDE:
        return line
    newline = newline_of(own.text)
    return "(" + "".join(f"{newline}{indent}    {one}," for one in shown) + f"{newline}{indent})"


def _renamed_in_body(own: OwnMember, member: ContractMember, text: str) -> str:
    """A parameter that has another name now, told by its type or, where as many are there, by its place."""
    old, new = own.function.parameters, member.parameters
    pairs: dict[str, str] = {}
    for place, parameter in enumerate(old):
        if any(theirs.name == parameter.name for theirs in new):
            continue
        same = [theirs for theirs in new if simple_name(theirs.type) == simple_name(parameter.type)]
        meant = same[0] if len(same) == 1 else new[place] if len(old) == len(new) else None
        if meant is not None and all(p.name != meant.name for p in old):
            pairs[parameter.name] = meant.name
    behind = len(own.text) - own.header_end
    start = len(text) - behind
    body_end = start + (own.function.span.end - own.header_end)
    body = text[start:body_end]
    for before, after in pairs.items():
        body = re.sub(rf"(?<![\w.]){re.escape(before)}(?!\w)(?!\s*=(?!=))", after, body)
    return text[:start] + body + text[body_end:]


def _types_of(member: ContractMember) -> list[str]:
    return list(dict.fromkeys(re.findall(r"\b[A-Z]\w*", member.override)))


def _mending(case: Case, own: OwnMember, member: ContractMember, text: str, title: str) -> Mending:
    return Mending(
        title=f"{title} in {own_file(own.source)}",
        why=f"In CDK {case.contract().version} {member.owner} has `{member.signature}`.",
        texts={own.source.path: text},
        alternative="pin the cdkVersion that the function was written for, in gradle.properties.",
        restructures=True,
    )
