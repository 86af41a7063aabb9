"""Files that are of no use once a CDK type is gone: a class that only looked up what is now known without it."""

import re

from destination_writer.connector.roles import simple_name
from destination_writer.generate.upgrade.code import is_used
from destination_writer.generate.upgrade.work import Work
from destination_writer.knowledge.cdkhistory import Replaced
from destination_writer.knowledge.contractdiff import GoneType
from destination_writer.kotlin.declarations import BodyKind, Class, Function
from destination_writer.kotlin.tokens import blank_comments


def is_obsolete(work: Work, path: str, owner: Class, gone: GoneType, entry: Replaced) -> bool:
    """Whether the file can go: it holds this class alone, the class does nothing but what `entry.obsolete` describes,
    and no other file names it."""
    declared = work.source(path).declared
    is_alone = declared.classes == (owner,) and not declared.functions and not declared.properties
    if not entry.obsolete or not is_alone or not _is_plain(owner, gone):
        return False
    text = work.text(path)
    if not all(re.fullmatch(entry.obsolete, _body(text, function)) for function in owner.functions):
        return False
    if _rest(text, owner):
        return False
    return not any(_names(work.text(other), owner.name) for other in work.paths if other != path)


def remove_file(work: Work, path: str, owner: Class, gone: GoneType, entry: Replaced) -> None:
    work.remove(path)
    by = f"; {entry.by} does its work" if entry.by else ""
    work.note(path, f"removed: nothing calls {owner.name} any more, since {gone.name} is gone{by}", gone.version)


def _is_plain(owner: Class, gone: GoneType) -> bool:
    own = [simple_name(parent.name) for parent in owner.supertypes]
    return own == [gone.name] and bool(owner.functions) and not owner.properties and not owner.classes


def _body(text: str, function: Function) -> str:
    """The code of a body on one line, without its braces or its `=`."""
    if function.body is None:
        return ""
    start, end = function.body.span.start, function.body.span.end
    code = blank_comments(text)[start:end].strip()
    inside = code[1:-1] if function.body.kind is BodyKind.BLOCK else code.removeprefix("=")
    return " ".join(inside.split())


def _rest(text: str, owner: Class) -> str:
    """What the class's body holds besides its functions, such as an initializer."""
    if owner.body is None:
        return ""
    code = blank_comments(text)
    for function in owner.functions:
        code = code[: function.span.start] + " " * (function.span.end - function.span.start) + code[function.span.end :]
    return code[owner.body.start + 1 : owner.body.end - 1].strip()


def _names(text: str, name: str) -> bool:
    return is_used(text, name) or re.search(rf"^\s*import\s[^\n]*\b{re.escape(name)}\b", text, re.MULTILINE) is not None
