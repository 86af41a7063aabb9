"""Readers of what has no braces yet: headers of classes and functions, expression bodies, annotations.

Each is fed one token after another and answers with the scope to go on with, `None` to go on as it is, or `GIVE_WAY`
when the token cannot be its own: then the token belongs to the scope around it. Nothing here fails, whatever is typed.
Brackets are counted by the lexer, which feeds no token from inside them.
"""

from typing import ClassVar, Self

from destination_writer.kotlin.scopes import Kind, Scope

GIVE_WAY = Scope(Kind.PENDING)
ANONYMOUS_FUNCTION, ANONYMOUS_OBJECT = "fun(", "object:"
"""Tokens that the lexer makes of `fun` and `object` where no name follows."""

_DECLARING = frozenset({"fun", "val", "var", "class", "interface", "typealias", "import", "package"})
_VISIBILITY = frozenset({"public", "private", "internal", "protected"})
MODIFIERS = _VISIBILITY | frozenset({
    "abstract", "open", "final", "sealed", "data", "enum", "annotation", "inner", "value", "inline", "noinline",
    "crossinline", "expect", "actual", "external", "override", "lateinit", "const", "suspend", "tailrec", "operator",
    "infix", "vararg",
})  # fmt: skip
_CLOSERS = frozenset({"}", ")", "]"})


def is_word(token: str) -> bool:
    return token[0].isalnum() or token[0] in "_`"


def last_name(token: str) -> str:
    """`a.b.C` is `C`; backticks are left out."""
    return token.rpartition(".")[2] if token[0] != "`" else token.strip("`")


class Header:
    """Common part. Every attribute is a value, so a copy of the attributes is a copy of the header."""

    FIELDS: ClassVar[tuple[str, ...]] = ("parent", "name", "annotations", "nest", "open", "torn", "angle", "stage")
    __slots__ = FIELDS
    kind: ClassVar[Kind] = Kind.PENDING
    allows_val: ClassVar[bool] = False
    """Whether `val` may stand between its parentheses; else it shows that they were never closed."""

    def __init__(self, parent: Scope, name: str = "", annotations: tuple[str, ...] = ()) -> None:
        self.parent, self.name = parent, name
        self.annotations: tuple[str, ...] = annotations
        self.nest = 0
        """Open parentheses and brackets."""
        self.open = True
        """The last token asks for more: `:`, `,`, an operator."""
        self.torn = False
        """A line ended where the declaration could end as well."""
        self.angle = 0
        """Open angle brackets of types."""
        self.stage = 0

    def copy(self) -> Self:
        twin = object.__new__(type(self))
        twin.parent, twin.name, twin.annotations = self.parent, self.name, self.annotations
        twin.nest, twin.open, twin.torn, twin.angle, twin.stage = (
            self.nest,
            self.open,
            self.torn,
            self.angle,
            self.stage,
        )
        return twin

    def __eq__(self, other: object) -> bool:
        """Equal but for the parent, which the scope around a header compares."""
        return type(self) is type(other) and all(getattr(self, f) == getattr(other, f) for f in self.FIELDS[1:])

    def __hash__(self) -> int:
        return hash((type(self), self.name, self.stage, self.nest))

    def scope(self) -> Scope:
        """This as a scope. It must not be fed any more; the lexer goes on with a copy."""
        return Scope(self.kind, self.parent, self.name, (), (), self)

    def feed(self, token: str) -> Scope | None:
        raise NotImplementedError

    def nested(self, token: str) -> Scope:
        """The scope of something with a body of its own that begins here and ends inside this."""
        around = self.scope()
        if token == ANONYMOUS_FUNCTION:
            return FunctionHeader(around).scope()
        return ClassHeader(around, "object").scope() if token == ANONYMOUS_OBJECT else Scope(Kind.BLOCK, around)

    def end_of_line(self) -> None:
        if not self.open and not self.nest:
            self.torn = True

    def brackets_closed(self) -> None:
        self.open = False

    def _count_angle(self, token: str) -> bool:
        if token == "<":
            self.angle += 1
        elif token == ">":
            self.angle = max(self.angle - 1, 0)
        else:
            return False
        self.open = token == "<"
        return True


class ClassHeader(Header):
    """From `class`, `interface` or `object` to the brace. Collects the simple names of the supertypes."""

    FIELDS: ClassVar[tuple[str, ...]] = (*Header.FIELDS, "current", "supertypes")
    __slots__ = ("current", "supertypes")
    allows_val = True
    NAME, PARAMETERS, SUPERTYPES, DELEGATE, CONSTRAINTS = range(5)

    def __init__(self, parent: Scope, keyword: str, annotations: tuple[str, ...] = ()) -> None:
        super().__init__(parent, "Companion" if keyword.startswith("companion") else "", annotations)
        self.current = ""
        self.supertypes: tuple[str, ...] = ()

    def copy(self) -> Self:
        twin = super().copy()
        twin.current, twin.supertypes = self.current, self.supertypes
        return twin

    def feed(self, token: str) -> Scope | None:
        if token == "{":
            return self._body()
        if self._is_foreign(token):
            return GIVE_WAY
        if token == "@":
            return Annotations(self.scope()).scope()
        self.torn = False
        if self._count_angle(token):
            return None
        if not self.angle:
            self._take(token)
        self.open = token in (":", ",", ".", "by", "where", "&")
        return None

    def _is_foreign(self, token: str) -> bool:
        if token in _CLOSERS or token in _DECLARING or token in (";", "=", "object", "companion"):
            return True
        if not self.torn or token in (":", "(", ",", "where", ".", "by", "constructor", "@"):
            return False
        return token not in _VISIBILITY

    def _take(self, token: str) -> None:
        if token == ":":
            self.stage = max(self.stage, self.SUPERTYPES)
        elif token in (",", "by", "where"):
            self._finish_supertype()
            if token == "where":
                self.stage = self.CONSTRAINTS
            elif self.stage in (self.SUPERTYPES, self.DELEGATE):
                self.stage = self.DELEGATE if token == "by" else self.SUPERTYPES
        elif is_word(token):
            self._take_word(last_name(token))

    def _take_word(self, word: str) -> None:
        if self.stage == self.NAME:
            self.name, self.stage = word, self.PARAMETERS
        elif self.stage == self.SUPERTYPES and (self.open or not self.current):
            self.current = word

    def _finish_supertype(self) -> None:
        if self.current:
            self.supertypes += (self.current,)
        self.current = ""

    def _body(self) -> Scope:
        self._finish_supertype()
        if self.name:
            return Scope(Kind.CLASS, self.parent, self.name, self.supertypes, self.annotations)
        return Scope(Kind.OBJECT, self.parent)


class FunctionHeader(Header):
    """From `fun` to the body. One without a name is an anonymous function, whose body is a block like any other."""

    __slots__ = ()
    NAME, PARAMETERS, RECEIVER, TYPE, CONSTRAINTS = range(5)
    _GOES_ON: ClassVar[frozenset[str]] = frozenset({":", "=", "{", "where", ".", "->", "?", "&", "(", "<"})

    def feed(self, token: str) -> Scope | None:
        if token == "interface" and self.stage == self.NAME and not self.name:
            return ClassHeader(self.parent, token, self.annotations).scope()
        if self._is_foreign(token):
            return GIVE_WAY
        if token in ("{", "="):
            return self._body(token)
        if token == "@":
            return Annotations(self.scope()).scope()
        self.torn = False
        if self._count_angle(token):
            return None
        if not self.angle:
            self._take(token)
        self.open = token in (":", "->", ".", ",", "&", "where")
        return None

    def _is_foreign(self, token: str) -> bool:
        if token in _CLOSERS or token in _DECLARING or token in (";", "object", "companion"):
            return True
        if token == "," and not self.angle and self.stage != self.CONSTRAINTS:
            return True
        return self.torn and token not in self._GOES_ON

    def _take(self, token: str) -> None:
        if token == "where":
            self.stage = self.CONSTRAINTS
        elif self.stage == self.RECEIVER:
            self.stage = self.NAME if token == "." else self.TYPE
        elif self.stage == self.NAME:
            if token == "(":
                self.stage = self.PARAMETERS if self.name else self.RECEIVER
            elif token == ".":
                self.name = ""
            elif is_word(token):
                self.name = last_name(token)

    def brackets_closed(self) -> None:
        self.open = False
        if self.stage == self.PARAMETERS:
            self.stage = self.TYPE

    def _body(self, token: str) -> Scope:
        if not self.name:
            return Scope(Kind.BLOCK, self.parent) if token == "{" else self.parent
        if token == "{":
            return Scope(Kind.FUNCTION, self.parent, self.name)
        return Expression(self.parent, self.name).scope()


class Expression(Header):
    """The body behind `=`. As a member or at the top it runs to the next declaration; a local function's ends with its
    line, unless the line or the next one shows that it goes on."""

    FIELDS: ClassVar[tuple[str, ...]] = (*Header.FIELDS, "condition")
    __slots__ = ("condition",)
    kind = Kind.EXPRESSION
    allows_val = True
    _ENDS: ClassVar[frozenset[str]] = _DECLARING | _CLOSERS | {";", "object", "companion"}
    _ASKS: ClassVar[frozenset[str]] = frozenset({
        "=", "+", "-", "*", "/", "%", "<", ">", "&&", "||", "?:", "?.", ".", "::", ":", "->", ",", "&", "|", "else",
        "try", "finally", "do", "throw", "in", "is", "as",
    })  # fmt: skip
    _CONDITIONS: ClassVar[frozenset[str]] = frozenset({"if", "while", "for", "when", "catch"})
    _GOES_ON: ClassVar[frozenset[str]] = frozenset(
        {".", "?.", "?:", "&&", "||", "::", "else", "catch", "finally", "as", ",", ")"}
    )

    def __init__(self, parent: Scope, name: str = "", annotations: tuple[str, ...] = ()) -> None:
        super().__init__(parent, name, annotations)
        self.condition = False
        """The next parentheses hold a condition, behind which a line may end."""

    def copy(self) -> Self:
        twin = super().copy()
        twin.condition = self.condition
        return twin

    @property
    def is_local(self) -> bool:
        return self.parent.kind in (Kind.FUNCTION, Kind.BLOCK)

    def feed(self, token: str) -> Scope | None:
        if token in self._ENDS or (self.torn and self._ends_at(token)):
            return GIVE_WAY
        self.torn = False
        if token in ("{", ANONYMOUS_FUNCTION, ANONYMOUS_OBJECT):
            self.open = False
            return self.nested(token)
        self.open = token in self._ASKS
        if token != "(":
            self.condition = token in self._CONDITIONS
        return None

    def _ends_at(self, token: str) -> bool:
        """Whether a token that begins a line begins something new."""
        return token in ("@", "init", "constructor") or (self.is_local and token not in self._GOES_ON)

    def brackets_closed(self) -> None:
        self.open, self.condition = self.condition, False


class Annotations(Header):
    """`@A @B(x)` and the modifiers behind them, until a class takes the names or something else does not want them."""

    FIELDS: ClassVar[tuple[str, ...]] = (*Header.FIELDS, "companion")
    __slots__ = ("companion",)
    NAME, MODIFIERS = range(2)

    def __init__(self, parent: Scope, name: str = "", annotations: tuple[str, ...] = ()) -> None:
        super().__init__(parent, name, annotations)
        self.companion = False

    def copy(self) -> Self:
        twin = super().copy()
        twin.companion = self.companion
        return twin

    def feed(self, token: str) -> Scope | None:
        if self._count_angle(token) or self.angle:
            return None
        if self.stage == self.NAME and self._is_part_of_name(token):
            return None
        self._finish()
        if token == "@":
            self.stage, self.open = self.NAME, True
        elif token == "companion":
            self.companion = True
        elif token not in MODIFIERS:
            return self._declaration(token)
        return None

    def _is_part_of_name(self, token: str) -> bool:
        if token in (".", ":"):
            self.open = True
        elif token in ("(", "["):
            self.open = False
        elif self.open and is_word(token) and token not in _DECLARING and token != "object":
            self.name, self.open = last_name(token), False
        else:
            return False
        return True

    def _finish(self) -> None:
        if self.name:
            self.annotations += (self.name,)
        self.name, self.stage = "", self.MODIFIERS

    def _declaration(self, token: str) -> Scope:
        home = self.parent
        if home.header is not None and home.parent is not None:
            home = home.parent  # a declaration without a body stands before, and these are not part of it
        if token == "fun":
            return FunctionHeader(home, "", self.annotations).scope()
        if token in ("class", "interface", "object"):
            return ClassHeader(home, "companion" if self.companion else token, self.annotations).scope()
        return GIVE_WAY

    def end_of_line(self) -> None:
        if not self.open and not self.nest:
            self._finish()

    def brackets_closed(self) -> None:
        self._finish()
