"""Cuts a Kotlin text into its declarations: where each begins, where its header ends, where its body is.

Works on a masked text (`tokens.mask_literals`), skips bodies by their braces, and never fails: what cannot be a part of
a declaration ends it. So a broken or unknown construct costs the member that it stands in and no other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from destination_writer.kotlin import patterns
from destination_writer.kotlin.declarations import Body, BodyKind
from destination_writer.kotlin.headers import GIVE_WAY, MODIFIERS, ClassHeader, Expression, FunctionHeader, Header
from destination_writer.kotlin.scopes import ROOT, Kind, Scope
from destination_writer.text.places import Span

DEEPEST_CLASS = 60
"""Classes in each other; what lies deeper is not read."""
_LOCAL = Scope(Kind.FUNCTION)
"""A parent under which an expression ends with its line."""
_BRACKET = re.compile(
    r"[()\[\]{}]|^[ \t]*(?:(?:override|private|public|internal|protected|suspend|open|abstract|data|sealed|enum|inner|"
    r"inline|operator)[ \t]+)*(?:fun[ \t]+[\w<`]|(?:class|interface)[ \t]+[\w`])",
    re.MULTILINE,
)
_BRACE = re.compile(r"[{}]")
_CLOSING = {")": "(", "]": "[", "}": "{"}
_ANNOTATION = re.compile(r"@(?:[ \t]*\w+[ \t]*:)?[ \t]*(?:[\w`]+(?:\.[\w`]+)*)?(?:<[\w<>., ?*]*>)?")
_ACCESSOR = re.compile(
    r"(?:[\s;]|@\w+(?:\([^()\r\n]*\))?|(?:private|protected|internal|public|inline|external)\b)*"
    r"\b(?:get|set)\b(?=[ \t]*(?:\(|[\r\n;}]|\Z))"
)
_INDENT = re.compile(r"[ \t]*")


@dataclass(slots=True)
class Part:
    """One declaration. `keyword` is `fun`, `val`, `var`, or the class's (`class`, `interface`, `fun interface`,
    `object`, `companion object`)."""

    keyword: str
    start: int
    header_start: int
    """Behind a context clause, which the header's parser does not know."""
    header_end: int
    end: int
    name: str = ""
    body: Body | None = None
    initializer: Span | None = None
    delegate: Span | None = None
    members: "list[Part]" = field(default_factory=list["Part"])


class Outliner:
    """Reads one masked text. Offsets are those of the text."""

    def __init__(self, masked: str) -> None:
        self.text = masked
        self._depth = 0
        self._is_balanced = masked.count("{") == masked.count("}")

    def parts(self, at: int, end: int) -> list[Part]:
        """The declarations that stand directly between `at` and `end`."""
        return [part for part in self._parts(at, end) if part.name or part.keyword in ("val", "var")]

    def _parts(self, at: int, end: int) -> Iterator[Part]:
        start = header = -1
        while (token := self._token(at, end)) is not None:
            kind, first, at = token
            word = self.text[first:at]
            if kind == _LINE_END:
                continue
            if word == "@" or word in MODIFIERS or word == "companion":
                start, header = (first if start < 0 else start), (first if header < 0 else header)
                at = self.annotation_end(first) if word == "@" else at
                if self.text[at - 1] in "\r\n":  # its parentheses are being typed
                    start = header = -1
            elif word == "context" and self.text.startswith("(", at):
                start = first if start < 0 else start
                at = header = self._group_end(at, end)
            elif word in _KEYWORDS:
                part = Part(word, first if start < 0 else start, first if header < 0 else header, at, at)
                self._read(part, at, end)
                at = max(at, part.end)
                start = header = -1
                yield part
            else:
                start = header = -1
                at = self._skipped(word, first, at, end)

    def _token(self, at: int, end: int) -> tuple[int, int, int] | None:
        found = patterns.DENSE.match(self.text, at, end)
        if found is None or found.lastindex is None:
            return None
        return found.lastindex, *found.span(found.lastindex)

    def _skipped(self, word: str, first: int, at: int, end: int) -> int:
        if word in ("import", "package", "typealias"):
            return _LINE.match(self.text, at, end).end()  # type: ignore[union-attr] - matches anywhere
        if word == "{":
            return self._block_end(first, end)
        return self._group_end(first, end) if word in ("(", "[") else at

    def _read(self, part: Part, at: int, end: int) -> None:
        if part.keyword == "fun" and (found := _INTERFACE.match(self.text, at)):
            part.keyword, at = "fun interface", found.end()
        if part.keyword == "fun":
            self._read_function(part, at, end)
        elif part.keyword in ("val", "var"):
            self._read_property(part, at, end)
        else:
            self._read_class(part, at, end)

    def _read_function(self, part: Part, at: int, end: int) -> None:
        header = FunctionHeader(ROOT)
        sign, first, last = self._feed(header, at, end)
        part.name = header.name
        part.header_end = part.end = first
        if sign == "{":
            part.end = self._block_end(last - 1, end, part.start)
            part.body = Body(BodyKind.BLOCK, Span(last - 1, part.end))
        elif sign == "=":
            part.end = self._expression(last, end).end
            part.body = Body(BodyKind.EXPRESSION, Span(last - 1, part.end))

    def _read_class(self, part: Part, at: int, end: int) -> None:
        if part.keyword == "object" and _COMPANION.search(self.text, part.start, at):
            part.keyword = "companion object"
        header = ClassHeader(ROOT, part.keyword)
        sign, first, last = self._feed(header, at, end)
        part.name = header.name
        part.header_end = part.end = first
        if sign == "{":
            part.end = self._block_end(last - 1, end, part.start)
            part.body = Body(BodyKind.BLOCK, Span(last - 1, part.end))
            closed = self.text.endswith("}", last, part.end)
            self._depth += 1
            if self._depth < DEEPEST_CLASS:
                part.members = self.parts(last, part.end - closed)
            self._depth -= 1

    def _read_property(self, part: Part, at: int, end: int) -> None:
        header = FunctionHeader(_LOCAL)
        header.stage = FunctionHeader.TYPE
        sign, first, last = self._feed(header, at, end, frozenset({"by", "get", "set"}))
        part.header_end = part.end = first
        if sign in ("=", "by"):
            value = self._expression(last, end)
            part.end = value.end
            part.initializer, part.delegate = (value, None) if sign == "=" else (None, value)
        for _ in ("get", "set"):
            part.end = self._accessor_end(part.end, end)

    def _accessor_end(self, at: int, end: int) -> int:
        found = _ACCESSOR.match(self.text, at, end)
        if found is None:
            return at
        header = FunctionHeader(_LOCAL, "accessor")
        header.stage = FunctionHeader.PARAMETERS
        header.open = False
        sign, first, last = self._feed(header, found.end(), end)
        if sign == "{":
            return self._block_end(last - 1, end)
        return self._expression(last, end).end if sign == "=" else first

    def _expression(self, at: int, end: int) -> Span:
        token = self._token(at, end)
        while token is not None and token[0] == _LINE_END:
            token = self._token(token[2], end)
        first = at if token is None else token[1]
        return Span(first, max(first, self._feed(Expression(_LOCAL, "x"), at, end)[1]))

    def _feed(self, header: Header, at: int, end: int, stops: frozenset[str] = frozenset()) -> tuple[str, int, int]:
        """Feed a header until it is done. Answers with the token that ended it (`{`, `=`, one of `stops`, or nothing),
        the end of what belongs to the header, and the end of that token."""
        last, begun = at, -1
        while (token := self._word(header, at, end)) is not None:
            word, first, at, is_first = token
            if word not in MODIFIERS and word not in _BEGINNINGS:
                begun = -1
            elif begun < 0 and is_first:
                begun = last
            if word in stops and not header.open:
                return word, last, at
            if word == "@" and not isinstance(header, Expression):
                at = self.annotation_end(first)
                if header.torn and not _CONSTRUCTOR.match(self.text, at):
                    break
                last = at
                continue
            is_anonymous = isinstance(header, Expression) and self._is_anonymous(word, at)
            scope = header.feed("x" if is_anonymous else word)
            if scope is GIVE_WAY:
                # What this took of the next declaration's modifiers, because it is not finished itself, goes back.
                last = begun if begun >= 0 and word in _KEYWORDS else last
                break
            header.open = header.open or is_anonymous
            if word == "{" and isinstance(header, Expression):
                at = self._block_end(first, end)
            elif scope is not None:
                return word, last, at
            elif word in ("(", "["):
                at = self._group_end(first, end)
                header.brackets_closed()
            last = at
        return "", last, last

    def _word(self, header: Header, at: int, end: int) -> tuple[str, int, int, bool] | None:
        """The next token that is no line end, its start and end, and whether it is the first of its line."""
        is_first = self.text[at - 1 : at] in ("\n", "\r")
        while (token := self._token(at, end)) is not None:
            kind, first, at = token
            if kind != _LINE_END:
                return '"' if kind == _LITERAL else self.text[first:at], first, at, is_first
            header.end_of_line()
            is_first = True
        return None

    def _is_anonymous(self, word: str, at: int) -> bool:
        if word == "fun":
            return _PARENTHESIS.match(self.text, at) is not None
        return word == "object" and _NAME.match(self.text, at) is None

    def annotation_end(self, at: int) -> int:
        found = _ANNOTATION.match(self.text, at)
        end = at + 1 if found is None else found.end()
        return self._group_end(end, len(self.text)) if self.text[end : end + 1] in ("(", "[") else end

    def _group_end(self, at: int, end: int) -> int:
        """Behind the bracket that closes the one at `at`; or where it becomes clear that nothing closes it."""
        opened: list[str] = []
        for found in _BRACKET.finditer(self.text, at, end):
            sign = found[0]
            if sign in _CLOSING:
                if opened[-1] == _CLOSING[sign]:
                    opened.pop()
                elif sign == "}":
                    return found.start()
            elif sign in ("(", "[", "{"):
                opened.append(sign)
            elif opened[-1] != "{":
                return found.start()
            if not opened:
                return found.end()
        return end

    def _block_end(self, at: int, end: int, owner: int = -1) -> int:
        """Behind the brace that closes the one at `at`. In a text whose braces do not match, the indentation of what
        owns the block decides."""
        if not self._is_balanced:
            recovered = self._end_by_indentation(at, end, at if owner < 0 else owner)
            if recovered is not None:
                return recovered
        depth = 0
        for found in _BRACE.finditer(self.text, at, end):
            depth += 1 if found[0] == "{" else -1
            if not depth:
                return found.end()
        return end

    def _end_by_indentation(self, at: int, end: int, owner: int) -> int | None:
        """Where the first line that is not indented deeper than the block's own says that the block is over."""
        line_end = self.text.find("\n", at, end)
        if line_end < 0 or self.text.count("{", at, line_end) <= self.text.count("}", at, line_end):
            return None
        own = _INDENT.match(self.text, self.text.rfind("\n", 0, owner) + 1)
        depth = len(own[0]) if own else 0
        for found in _INDENTED.finditer(self.text, line_end, end):
            if len(found[1]) <= depth:
                return found.end(2) if found[2] == "}" else found.start()
        return None


_LINE_END, _LITERAL = 1, 2
_BEGINNINGS = frozenset({"@", "fun", "val", "var", "class", "interface", "object", "companion"})
_KEYWORDS = frozenset({"fun", "val", "var", "class", "interface", "object"})
_LINE = re.compile(r"[^\r\n;]*")
_INTERFACE = re.compile(r"[ \t]+interface\b")
_COMPANION = re.compile(r"\bcompanion\b")
_NAME = re.compile(r"[ \t]+[\w`]")
_PARENTHESIS = re.compile(r"[ \t]*\(")
_CONSTRUCTOR = re.compile(r"(?:\s|@[\w.:]+(?:\([^()]*\))?|(?:private|public|internal|protected)\b)*constructor\b")
_INDENTED = re.compile(r"\n([ \t]*)([^\s)\]])")
