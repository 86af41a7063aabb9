"""The lexer: where strings, comments and braces are, at any moment of typing, and every `TODO` that is code.

It runs over whole lines, one or a million, from the state at the start of the first, and notes the state at the start
of each line that follows. **It never looks across a line's end**, so a file read line by line gives what a bulk run
gives.
"""

import re
from typing import NamedTuple

from destination_writer.kotlin import patterns
from destination_writer.kotlin.headers import (
    ANONYMOUS_FUNCTION,
    ANONYMOUS_OBJECT,
    GIVE_WAY,
    Annotations,
    ClassHeader,
    Expression,
    FunctionHeader,
    Header,
)
from destination_writer.kotlin.patterns import COMMENT, RAW, STRING, TEMPLATE, Stack, frame, pushed
from destination_writer.kotlin.scopes import ROOT, Kind, Scope, block

_PARENTHESIS = re.compile(r"[ \t]*\(")
_NAME = re.compile(r"[ \t]+[\w`]")


class LineState(NamedTuple):
    """What is open at the start of a line: strings, comments and templates; classes, functions and braces."""

    stack: Stack
    scope: Scope


START = LineState((), ROOT)


class Candidate(NamedTuple):
    """The word `TODO` in code. Whether it is a stub is decided by `kotlin/todos.py`."""

    line: int
    column: int
    scope: Scope


class Lexer:
    """One run over `text`, which consists of whole lines. `line` is the number of the first."""

    _body = patterns.BODY
    _template = patterns.BODY
    _comment = patterns.IN_COMMENT
    _newline = patterns.NEWLINE

    def __init__(self, text: str, state: LineState = START, line: int = 0) -> None:
        self.text = text
        self.stack, self.scope = state
        self.line = line
        self.states: list[LineState] = []
        """The state behind each line end."""
        self.candidates: list[Candidate] = []
        self._at: int = 0
        self._line_start: int = 0

    def run(self) -> "Lexer":
        if self.line == 0 and (shebang := patterns.SHEBANG.match(self.text)):
            self._at = shebang.end()
        size = len(self.text)
        while self._at < size:
            if self.stack:
                self._in_frame(self.stack[-1])
            elif self.scope.header is not None:
                self._in_header(self.scope.header.copy())
            else:
                self._in_body()
        return self

    @property
    def state(self) -> LineState:
        """The state at the end of what was read."""
        return LineState(self.stack, self.scope)

    def _end_of_line(self, at: int, header: Header | None = None) -> None:
        """A line ends at `at`, maybe inside a header."""
        if header is not None:
            self.scope = header.copy().scope()
        self.states.append(LineState(self.stack, self.scope))
        self.line += 1
        self._line_start = self._at = at

    def _candidate(self, at: int, scope: Scope) -> None:
        self.candidates.append(Candidate(self.line, at - self._line_start, scope))

    def _opening(self, token: str) -> None:
        """Go into what the token opens: a string with any number of dollars before it, or a comment."""
        if token == "/*":
            self.stack = pushed(self.stack, COMMENT, 1)
        else:
            kind = RAW if token.endswith('"""') else STRING
            self.stack = pushed(self.stack, kind, max(token.count("$"), 1))

    def _in_body(self) -> None:
        """Code between braces, outside templates. The hot loop of a bulk run."""
        scope, state, note = self.scope, None, self.states.append
        at = self._at
        for found in self._body.finditer(self.text, at):
            at, kind = found.end(), found.lastindex
            if kind is None:
                break
            if kind == 1:
                if state is None:
                    state = LineState((), scope)
                note(state)
                self.line += 1
                self._line_start = at
                continue
            token = found[kind]
            if token == "{":
                scope = block(scope)
            elif token == "}":
                scope = scope.parent or ROOT
                if scope.header is not None:
                    break
            elif token == "TODO":
                self._candidate(found.start(kind), scope)
            elif token != "class" or not self._is_reference(found.start(kind)):
                self.scope, self._at = scope, at
                self._leave_body(token)
                return
            state = None
        self.scope, self._at = scope, at

    def _leave_body(self, token: str) -> None:
        if token == "fun":
            self.scope = self._plain_function() or FunctionHeader(self.scope).scope()
        elif token == "@":
            self.scope = Annotations(self.scope).scope()
        elif token[0] in '"$/':
            self._opening(token)
        else:
            self.scope = ClassHeader(self.scope, token).scope()

    def _plain_function(self) -> Scope | None:
        """The scope of a function's body when its whole header is plain: what the long way gives, sooner."""
        found = patterns.PLAIN_FUNCTION.match(self.text, self._at)
        if found is None or patterns.NOT_PLAIN.search(found[2]):
            return None
        self._at = found.end()
        if found[3] == "{":
            return Scope(Kind.FUNCTION, self.scope, found[1])
        return Expression(self.scope, found[1]).scope()

    def _is_reference(self, at: int) -> bool:
        """Whether the word at `at` stands behind `::`."""
        return self.text[max(self._line_start, at - 80) : at].rstrip(" \t").endswith("::")

    def _in_header(self, header: Header) -> None:
        """What is pending, outside brackets: token by token."""
        if header.nest:
            self._in_brackets(header)
            return
        for found in patterns.DENSE.finditer(self.text, self._at):
            kind = found.lastindex
            if kind is None:
                break
            token = found[kind]
            if kind == 1:
                header.end_of_line()
                self._end_of_line(found.end(), header)
                continue
            if token in ("fun", "object"):
                token = self._refined(token, found.end())
            after = None if kind == 4 else header.feed('"' if kind in (2, 3) else token)
            if after is GIVE_WAY:
                self.scope, self._at = header.parent, found.start(kind)
                return
            self._at = found.end()
            if after is not None:
                self.scope = after
                return
            if kind in (3, 4):
                self.scope = header.scope()
                self._opening(token)
                return
            if token in ("(", "["):
                header.nest = 1
                self._in_brackets(header)
                return
            if token == "TODO" or token.endswith(".TODO"):
                self._candidate(found.end() - len("TODO"), header.copy().scope())
        self.scope, self._at = header.scope(), len(self.text)

    def _refined(self, token: str, at: int) -> str:
        """Tell an anonymous function or object from a declaration by what follows on the line."""
        if token == "fun":
            return ANONYMOUS_FUNCTION if _PARENTHESIS.match(self.text, at) else token
        return token if _NAME.match(self.text, at) else ANONYMOUS_OBJECT

    def _in_brackets(self, header: Header) -> None:
        """Between the parentheses of what is pending. A declaration in there shows that they were never closed."""
        changed = True
        for found in patterns.NESTED.finditer(self.text, self._at):
            kind = found.lastindex
            if kind is None:
                break
            token = found[kind]
            self._at = found.end()
            if kind == 1:
                self._end_of_line(found.end(), header if changed else None)
                changed = False
            elif kind in (2, 3):
                self.scope = header.scope()
                self._opening(token)
                return
            elif token in ("(", "["):
                header.nest += 1
                changed = True
            elif token in (")", "]"):
                header.nest -= 1
                changed = True
                if not header.nest:
                    header.brackets_closed()
                    self.scope = header.scope()
                    return
            elif token == "TODO":
                self._candidate(found.start(kind), header.copy().scope())
            elif not self._is_harmless(token, header, found.start(kind)):
                token = self._refined(token, found.end()) if token in ("fun", "object") else token
                if token in ("{", ANONYMOUS_FUNCTION, ANONYMOUS_OBJECT):
                    self.scope = header.nested(token)
                else:
                    self.scope, self._at = header.parent, found.start(kind)
                return
        self.scope, self._at = header.scope(), len(self.text)

    def _is_harmless(self, token: str, header: Header, at: int) -> bool:
        if token in ("val", "var"):
            return header.allows_val
        return token == "@" or (token == "class" and self._is_reference(at))

    def _in_frame(self, top: int) -> None:
        kind, number = top & 3, top >> 2
        if kind == COMMENT:
            self._in_comment(number)
        elif kind == RAW:
            self._in_raw_string(patterns.in_raw_string(number, self._newline))
        elif kind == STRING:
            self._in_string(patterns.in_string(number))
        else:
            self._in_template(number)

    def _in_comment(self, depth: int) -> None:
        outside = self.stack[:-1]
        for found in self._comment.finditer(self.text, self._at):
            self._at = found.end()
            if found.lastindex == 1:
                self._end_of_line(found.end())
            elif found.lastindex is not None:
                depth += 1 if found.lastindex == 2 else -1
                self.stack = (*outside, frame(COMMENT, depth)) if depth else outside
                if not depth:
                    return

    def _in_raw_string(self, pattern: re.Pattern[str]) -> None:
        for found in pattern.finditer(self.text, self._at):
            self._at = found.end()
            if found.lastindex == 1:
                self._end_of_line(found.end())
            elif found.lastindex is not None:
                self.stack = self.stack[:-1] if found.lastindex == 2 else pushed(self.stack, TEMPLATE, 0)
                return

    def _in_string(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self._at)
        assert found is not None, "the pattern matches anywhere"
        self._at = found.end()
        self.stack = pushed(self.stack, TEMPLATE, 0) if found.lastindex == 2 else self.stack[:-1]

    def _in_template(self, braces: int) -> None:
        """Code between `${` and its `}`. Declarations in there are not followed."""
        outside = self.stack[:-1]
        for found in self._template.finditer(self.text, self._at):
            kind, self._at = found.lastindex, found.end()
            if kind is None:
                return
            token = found[kind]
            if kind == 1:
                self._end_of_line(found.end())
            elif kind in (2, 3):
                self._opening(token)
                return
            elif token == "TODO":
                self._candidate(found.start(kind), self.scope)
            elif token == "{":
                braces += 1
                self.stack = (*outside, frame(TEMPLATE, braces))
            elif token == "}":
                braces -= 1
                self.stack = (*outside, frame(TEMPLATE, braces)) if braces >= 0 else outside
                if braces < 0:
                    return


class Skimmer(Lexer):
    """The same, at half the price, for who wants no states: it does not stop at line ends.

    Its candidates are all on line 0; their columns are offsets into the text.
    """

    _body = patterns.BODY_WITHOUT_LINES
    _template = patterns.BODY_WITHOUT_LINES
    _comment = patterns.IN_COMMENT_WITHOUT_LINES
    _newline = patterns.NEVER

    def _end_of_line(self, at: int, header: Header | None = None) -> None:  # noqa: ARG002 - nothing is noted here
        self._at = at


class Finder(Skimmer):
    """The same again, without scopes: only where `TODO` is code."""

    _body = patterns.TODO_ONLY
