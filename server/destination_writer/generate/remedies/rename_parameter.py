"""A parameter that an override calls by another name than the CDK's member: in the header, the body and by callers."""

import re

from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.masking import mask
from destination_writer.generate.remedies.case import Case, Mending, own_file
from destination_writer.generate.remedies.own_member import OwnMember, own_member


def make(case: Case) -> Mending:
    """Raises CannotGenerate when the new name stands for something else in the body, or callers name the old one."""
    own = own_member(case)
    old, new = case.arguments.get("parameter", ""), case.arguments.get("name", "")
    parameter = next((p for p in own.function.parameters if p.name == old), None)
    if parameter is None or not new:
        raise CannotGenerate(f"{own.function.name} has no parameter {old}", ("the parameter",))
    start, end = own.parentheses.start, own.function.span.end
    if _is_used(own.text[start:end], new) and not _waits_for(own, old, new):
        raise CannotGenerate(f"{new} is in use already in {own.function.name}", ("a free name",))
    if re.search(rf"\b(?:va[lr]|fun)\s+{re.escape(old)}\b|\b{re.escape(old)}\s*->", own.code[start:end]):
        raise CannotGenerate(f"{old} is declared a second time in {own.function.name}", ("one meaning of the name",))
    _demand_no_caller(case, own, old)
    name = rf"(?<![\w.]){re.escape(old)}(?!\w)"
    text = own.text[:start] + _renamed(own.text[start:end], own.code[start:end], name, old, new) + own.text[end:]
    return Mending(
        title=f"Rename {old} to {new} in {own.function.name} of {own_file(own.source)}",
        why=f"The CDK's member calls it {new}, and a caller that names its arguments needs that name.",
        texts={own.source.path: text},
        restructures=True,
    )


def _is_used(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text) is not None


def _waits_for(own: OwnMember, old: str, new: str) -> bool:
    """Whether only the header has the old name: the body speaks of the new one, and nothing else is called so."""
    header, body = own.text[own.parentheses.start : own.header_end], own.text[own.header_end : own.function.span.end]
    owner = own.declared
    others = {p.name for p in (*owner.properties, *owner.constructor)}
    is_declared = re.search(rf"\b(?:va[lr]|fun)\s+{re.escape(new)}\b|\b{re.escape(new)}\s*->", body) is not None
    return not (_is_used(header, new) or _is_used(body, old) or new in others or is_declared)


def _renamed(text: str, code: str, name: str, old: str, new: str) -> str:
    """Words of the code, and of templates in its texts (`$old`, `${old.x}`); what a text says stays."""
    parts: list[str] = []
    at = 0
    for match in re.finditer(name, text):
        in_code = code[match.start() : match.end()] == old
        in_template = _in_template(text, match.start())
        is_named = re.match(r"\s*=(?!=)", text[match.end() :]) is not None and not in_template
        if (in_code and not is_named) or (not in_code and in_template):
            parts += (text[at : match.start()], new)
            at = match.end()
    return "".join(parts) + text[at:]


def _in_template(text: str, at: int) -> bool:
    if text[at - 1 : at] == "$":
        return True
    opened = text.rfind("${", 0, at)
    return opened >= 0 and text.rfind("}", opened, at) < 0 and text.rfind("\n", opened, at) < 0


def _demand_no_caller(case: Case, own: OwnMember, old: str) -> None:
    call = re.compile(rf"(?<!fun )\b{re.escape(own.function.name)}\s*\([^()]*\b{re.escape(old)}\s*=(?!=)")
    for source in case.connector.sources:
        if call.search(mask(source.text)):
            raise CannotGenerate(f"{own_file(source)} names the argument {old}", ("callers that give it by its place",))
