"""Whether a text can be read as Kotlin: strings, comments and brackets by the lexer, changed members by a tree."""

from collections.abc import Iterator

from tree_sitter import Node

from destination_writer.kotlin.declarations import Function, KotlinFile, Property
from destination_writer.kotlin.headertree import parse_header
from destination_writer.kotlin.parse import parse_file
from destination_writer.kotlin.tokens import Token, TokenKind, code_tokens, mask_literals

_CLOSES = {")": "(", "]": "[", "}": "{"}
_IN_STRING = frozenset({
    TokenKind.STRING_TEXT, TokenKind.STRING_END, TokenKind.TEMPLATE_NAME, TokenKind.TEMPLATE_START,
})  # fmt: skip
Opened = tuple[str, int]
"""A bracket, `"` for a string or `$` for a template in one, and its offset."""


def lexical_fault(text: str) -> str:
    """The first string, comment or bracket that is not closed, or closes nothing, with its line; empty without one."""
    opened: list[Opened] = []
    for token in code_tokens(text):
        fault = _step(text, token, opened)
        if fault:
            return fault
    return _never_closed(text, opened[-1]) if opened else ""


def _step(text: str, token: Token, opened: list[Opened]) -> str:
    if opened and opened[-1][0] == '"' and token.kind not in _IN_STRING:
        return _never_closed(text, opened[-1])
    match token.kind:
        case TokenKind.STRING_START:
            opened.append(('"', token.start))
        case TokenKind.TEMPLATE_START:
            opened.append(("$", token.start))
        case TokenKind.STRING_END | TokenKind.TEMPLATE_END:
            wanted = '"' if token.kind is TokenKind.STRING_END else "$"
            if not opened or opened[-1][0] != wanted:
                return _never_closed(text, opened[-1]) if opened else _stray(text, token)
            opened.pop()
        case TokenKind.PUNCTUATION:
            return _bracket(text, token, opened)
        case TokenKind.COMMENT if text.startswith("/*", token.start) and not text.endswith("*/", 0, token.end):
            return f"line {_line(text, token.start)}: the comment that begins here is never closed"
        case _:
            pass
    return ""


def _bracket(text: str, token: Token, opened: list[Opened]) -> str:
    sign = text[token.start : token.end]
    if sign in _CLOSES.values():
        opened.append((sign, token.start))
    elif sign in _CLOSES:
        if not opened or opened[-1][0] != _CLOSES[sign]:
            return _never_closed(text, opened[-1]) if opened and opened[-1][0] in "([{" else _stray(text, token)
        opened.pop()
    return ""


def _never_closed(text: str, opened: Opened) -> str:
    what = {'"': "the string", "$": "the template"}.get(opened[0], f"`{opened[0]}`")
    return f"line {_line(text, opened[1])}: {what} that is opened here is never closed"


def _stray(text: str, token: Token) -> str:
    return f"line {_line(text, token.start)}: `{text[token.start : token.end]}` closes nothing that was opened before"


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def unreadable_members(before: str, after: str) -> Iterator[str]:
    """Members that are new or changed and that no tree can be made of, each with its line.

    The grammar rejects some Kotlin that the compiler takes (of the members that our own generator writes, one in some
    thousands): where a compiler has judged, its word counts instead.
    """
    known = {before[m.span.start : m.span.end] for m in _members(parse_file(before))}
    for member in _members(parse_file(after)):
        text = after[member.span.start : member.span.end]
        if text in known:
            continue
        masked = mask_literals(text)
        plain = "".join(c if ord(c) < 128 else "x" for c in masked)
        fault = _first_fault(parse_header(plain))
        if fault is not None:
            line = _line(after, member.span.start) + fault.start_point[0]
            said = f"`{member.name}` cannot be read as Kotlin, here or further down; mend it, or write it plainer"
            yield f"line {line}: {said}"


def _members(declared: KotlinFile) -> Iterator[Function | Property]:
    yield from (*declared.functions, *declared.properties)
    for owner in declared.all_classes():
        yield from (*owner.functions, *owner.properties)


def _first_fault(node: Node) -> Node | None:
    """The innermost first node that is an error or is missing."""
    if not node.has_error:
        return None
    for child in node.children:
        found = _first_fault(child)
        if found is not None:
            return found
    return node if node.is_error or node.is_missing or node.has_error else None
