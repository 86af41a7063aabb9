"""What every SQL has alike below its clauses: names, expressions, types. The `@names` that grammars use.

Expressions are read without precedence: operands with operators between them. That is enough to see what is missing or
one too many, which is all that is asked here.
"""

from collections.abc import Mapping

from destination_writer.sql.brackets import CLOSES, group, kind, names_before_as, rest, tail
from destination_writer.sql.matching import NO, Matcher, State
from destination_writer.sql.names import NAMES, Names
from destination_writer.sql.notation import Notation
from destination_writer.sql.tokens import TokenKind as K

_VALUES = frozenset({K.STRING, K.NUMBER, K.PARAMETER, K.QUOTED, K.PLACEHOLDER})
_PREFIX_SIGNS = frozenset({"+", "-", "~", "@", "!", "\\", "^"})
_EXPRESSION = "an expression"
_SLIPS_OF_EXISTS = frozenset({"EXIST", "EXITS", "EXSITS", "EXSISTS", "EXIISTS", "EXISTSS"})


def own_matchers(notation: Notation) -> Mapping[str, Matcher]:
    """The matchers that grammars call by `@name`, `@expr`, `@type` and the like."""
    reader = Expressions(notation)
    return {
        "name": reader.name,
        "column": reader.column,
        "alias": reader.alias,
        "expr": reader.expression,
        "operand": reader.operand,
        "relation": reader.relation,
        "type": reader.type,
        "string": kind("a literal", K.STRING, K.PLACEHOLDER, K.PARAMETER),
        "number": kind("a number", K.NUMBER, K.PLACEHOLDER, K.PARAMETER),
        "placeholder": kind("a name", K.PLACEHOLDER),
        "word": kind("a word", K.WORD, K.PLACEHOLDER),
        "group": group,
        "rest": rest,
        "tail": tail,
        "option": reader.option,
        "option_word": reader.option_word,
        "names_before_as": names_before_as,
    }


class Expressions(Names):
    """Reads expressions by the word lists of a grammar."""

    def expression(self, state: State, at: int, *, joined: bool = True) -> int:
        """`joined` False stops at AND, which belongs to BETWEEN."""
        at = self.operand(state, at)
        while at != NO:
            end = self._further(state, at, joined)
            if end is None:
                return at
            at = end
        return NO

    def _further(self, state: State, at: int, joined: bool) -> int | None:
        """What follows an operand: an operator with its other operand, or a postfix; None when neither does."""
        kind, word, text = state.kinds[at], state.words[at], state.texts[at]
        if kind is K.OPERATOR:
            return self.type(state, at + 1) if text == "::" else self.operand(state, at + 1)
        if text == "[":
            return group(state, at)
        if kind is K.WORD:
            return self._word_operator(state, at, word, joined)
        if state.is_loose(at) and self._begins_operand(state, at + 1):
            return self.expression(state, at + 1, joined=joined)  # it stands for an operator
        if at and state.is_loose(at - 1) and self._begins_operand(state, at):
            return self.operand(state, at)  # it ended with an operator
        state.fails(at, "an operator")
        return None

    def _word_operator(self, state: State, at: int, word: str, joined: bool) -> int | None:
        if word in self.joining:
            return self.operand(state, at + 1) if joined or word != "AND" else None
        if word == "NOT" and state.words[at + 1] in self.comparing:
            at, word = at + 1, state.words[at + 1]
        if word == "IS":
            return self._is(state, at + 1)
        if word == "BETWEEN":
            at += state.words[at + 1] in ("SYMMETRIC", "ASYMMETRIC")
            low = self.expression(state, at + 1, joined=False)
            return NO if low == NO else self._after(state, low, "AND")
        if word == "IN":
            return self._in(state, at + 1)
        if word in self.comparing:
            at += state.words[at + 1] in ("TO", "BY", "ANY", "ALL", "SOME")
            return self.operand(state, at + 1)
        if word == "AT" and state.words[at + 1] == "LOCAL":
            return at + 2
        if word == "AT" and state.words[at + 1] == "TIME":
            zone = at + 2
            return self.operand(state, zone + 1) if state.words[zone] == "ZONE" else state.fails(zone, "ZONE")
        if word == "COLLATE":
            return self.name_chain(state, at + 1) if state.kinds[at + 1] is not K.STRING else at + 2
        if word in ("ISNULL", "NOTNULL"):
            return at + 1
        if at and state.is_loose(at - 1) and word not in self.stop and self._begins_operand(state, at):
            return self.operand(state, at)
        state.fails(at, "an operator")
        return None

    def _in(self, state: State, at: int) -> int:
        """A list or a query in parentheses, or something that stands for one."""
        if state.kinds[at] in (K.NUMBER, K.STRING):
            return state.fails(at, "`(`")
        return self.operand(state, at)

    def _after(self, state: State, at: int, word: str) -> int:
        if state.words[at] == word:
            return self.expression(state, at + 1, joined=False)
        return self._after(state, at + 1, word) if state.is_loose(at) else state.fails(at, word)

    def _is(self, state: State, at: int) -> int:
        if state.words[at] == "NOT":
            at += 1
        if state.words[at] == "DISTINCT":
            return self.operand(state, at + 2) if state.words[at + 1] == "FROM" else state.fails(at + 1, "FROM")
        if state.words[at] == "OF":
            return group(state, at + 1)
        if "IS" in self.equalling:
            return self.operand(state, at)
        if state.kinds[at] in (K.PLACEHOLDER, K.PARAMETER):
            return at + 1
        if state.words[at] in ("NULL", "TRUE", "FALSE", "UNKNOWN", "JSON", "NORMALIZED", "DOCUMENT", "MISSING"):
            at += 1
            return at + 1 if state.words[at - 1] == "JSON" and state.words[at] in ("OBJECT", "ARRAY", "SCALAR") else at
        return state.fails(at, "NULL")

    def _begins_operand(self, state: State, at: int) -> bool:
        kind = state.kinds[at]
        if kind is K.WORD:
            word = state.words[at]
            return word not in self.stop and word not in self.joining and word not in self.comparing
        return kind in _VALUES or state.texts[at] in ("(", "[", "-")

    def operand(self, state: State, at: int) -> int:
        while state.texts[at] in _PREFIX_SIGNS or state.words[at] in ("NOT", "PRIOR", "BINARY", "ANY", "ALL", "SOME"):
            if state.texts[at + 1] == "(" and state.words[at]:
                break
            at += 1
        kind, word, text = state.kinds[at], state.words[at], state.texts[at]
        if kind is K.WORD:
            return self._word(state, at, word)
        if text == "(":
            return self._dotted(state, self._parenthesis(state, at))
        if text in ("[", "{"):
            return self._dotted(state, group(state, at))
        if text == "*":
            return self._star(state, at + 1)
        if kind is K.STRING:
            at += 1
            while state.kinds[at] is K.STRING:
                at += 1
            return at
        if kind in _VALUES:
            return self._named(state, at)
        return state.fails(at, _EXPRESSION)

    def relation(self, state: State, at: int) -> int:
        """What FROM names: a table, a function, a file; no expression in parentheses."""
        if state.texts[at] == "(" or state.kinds[at] in (K.NUMBER, K.OPERATOR):
            return state.fails(at, "a name")
        return self.operand(state, at)

    def _word(self, state: State, at: int, word: str) -> int:
        follows = state.texts[at + 1]
        if word == "CASE":
            return self._case(state, at + 1)
        if word == "INTERVAL" and self._is_value(state, at + 1):
            return self._interval(state, at + 1)
        if word in self.literal_types and (
            state.kinds[at + 1] is K.STRING or (state.kinds[at + 1] is K.PLACEHOLDER and not state.is_loose(at + 1))
        ):
            return at + 2
        if word == "NEXT" and state.words[at + 1] == "VALUE":
            return self.name_chain(state, at + 3)
        if word in ("ARRAY", "STRUCT", "MAP", "OBJECT") and follows in ("[", "<", "{"):
            at = self.angles(state, at + 1) if follows == "<" else at + 1
            return group(state, at) if at != NO and state.texts[at] in CLOSES else at
        if word in self.stop and not (follows == "(" and word in self.called):
            return state.fails(at, _EXPRESSION)
        return self._named(state, at)

    def _is_value(self, state: State, at: int) -> bool:
        return state.kinds[at] in _VALUES or state.texts[at] in ("(", "-")

    def _interval(self, state: State, at: int) -> int:
        at = self.operand(state, at)
        if at != NO and state.words[at] in self.units:
            at += 1
            at = group(state, at) if state.texts[at] == "(" else at
            if at != NO and state.words[at] == "TO":
                at += 2
        return at

    def _case(self, state: State, at: int) -> int:
        if state.words[at] != "WHEN":
            at = self.expression(state, at)
            if at == NO:
                return NO
        state.stack.append("CASE")
        end = self._branches(state, at)
        state.stack.pop()
        return end

    def _branches(self, state: State, at: int) -> int:
        needed = "WHEN"
        while True:
            while state.is_loose(at) and state.words[at + 1] in ("WHEN", "ELSE", "END", "THEN"):
                at, needed = at + 1, ""
            word = state.words[at]
            if word == "WHEN":
                at = self.expression(state, at + 1)
                at = at if at == NO else self._skipped(state, at, "THEN")
                at = at if at == NO else self.expression(state, at)
                needed = ""
            elif word == "ELSE":
                at = self.expression(state, at + 1)
                return at if at == NO else self._skipped(state, at, "END")
            elif word == "END" and not needed:
                return at + 1
            else:
                for wanted in ("WHEN", "ELSE", "END") if not needed else ("WHEN",):
                    state.fails(at, wanted)
                return NO
            if at == NO:
                return NO

    def _skipped(self, state: State, at: int, word: str) -> int:
        while state.words[at] != word:
            if not state.is_loose(at):
                return state.fails(at, word)
            at += 1
        return at + 1

    def _parenthesis(self, state: State, at: int) -> int:
        at += 1
        if state.texts[at] == ")":
            return at + 1
        end = self._query(state, at) if self._is_query(state, at) else self._list(state, at)
        if end == NO:
            return NO
        while state.is_loose(end):
            end += 1
        return end + 1 if state.texts[end] == ")" else state.fails(end, "`)`")

    def _is_query(self, state: State, at: int) -> bool:
        while state.texts[at] == "(":
            at += 1
        return state.words[at] in ("SELECT", "WITH", "VALUES", "TABLE", "FROM")

    def _query(self, state: State, at: int) -> int:
        return state.rules["query"](state, at)

    def _list(self, state: State, at: int) -> int:
        at = self.expression(state, at)
        while at != NO and state.words[at] == "AS":  # (a AS b)
            at = self.alias(state, at + 1)
        while at != NO and state.texts[at] == ",":
            at = self.expression(state, at + 1)
            if at != NO and state.words[at] == "AS":
                at = self.alias(state, at + 1)
        return at

    def _star(self, state: State, at: int) -> int:
        """`*` with what some databases write behind it."""
        while state.words[at] in ("EXCEPT", "EXCLUDE", "REPLACE", "RENAME") and state.words[at + 1] not in (
            "SELECT",
            "ALL",
            "DISTINCT",
        ):
            at = group(state, at + 1) if state.texts[at + 1] == "(" else self.name(state, at + 1)
            if at == NO:
                return NO
        return at

    def _named(self, state: State, at: int) -> int:
        """A name, maybe qualified, maybe called; or a value."""
        first = state.words[at]
        return self._dotted(state, at + 1, first)

    def _dotted(self, state: State, at: int, word: str = "") -> int:
        while at != NO:
            text = state.texts[at]
            if text == ".":
                if state.texts[at + 1] == "*":
                    return self._star(state, at + 2)
                if state.kinds[at + 1] not in NAMES and state.kinds[at + 1] is not K.NUMBER:
                    return state.fails(at + 1, "a name")
                word, at = state.words[at + 1], at + 2
            elif text == "(" and state.kinds[at - 1] in NAMES:
                at = self._call(state, at, word)
            elif text == "(" and state.texts[at - 1] == ")":
                at = self._call(state, at, word)  # ClickHouse: quantile(0.5)(x)
            elif text == "[":
                at = group(state, at)
            else:
                return at
        return NO

    def _call(self, state: State, at: int, word: str) -> int:
        if word in _SLIPS_OF_EXISTS and state.words[at + 1] == "SELECT":
            return state.fails(at - 1, "EXISTS")  # no function takes a bare query
        end = self._arguments(state, at + 1, word)
        if end == NO:
            return NO
        if state.texts[end] == "(":
            return end
        return self._behind_call(state, end)

    def _arguments(self, state: State, at: int, word: str) -> int:
        while state.words[at] in self.argument_prefixes and state.texts[at + 1] not in (",", ")", ".", "("):
            at += 1
        if state.texts[at] == ")":
            return at + 1
        if self._is_query(state, at):
            at = self._query(state, at)
        else:
            at = self._argument(state, at, word)
            while at != NO and state.texts[at] == ",":
                at = self._argument(state, at + 1, "")
        if at == NO:
            return NO
        while state.is_loose(at):
            at += 1
        return at + 1 if state.texts[at] == ")" else state.fails(at, "`)`")

    def _argument(self, state: State, at: int, word: str) -> int:
        while state.words[at] in self.argument_prefixes and state.texts[at + 1] not in (",", ")", ".", "("):
            at += 1
        if self._is_query(state, at):
            return self._query(state, at)
        at = self.expression(state, at)
        if at == NO:
            return NO
        follows = state.words[at]
        if word in self.casts and follows != "AS" and not state.is_loose(at) and state.texts[at] != ",":
            return state.fails(at, "AS")
        if word in self.casts and follows == "AS":
            at = self.type(state, at + 1)
            follows = state.words[at] if at != NO else ""
        if at == NO or follows not in self.argument_words:
            return at
        start = at
        while state.kinds[at] is not None and state.texts[at] not in (")", ",", "]", "}"):
            at = group(state, at) if state.texts[at] in CLOSES else at + 1
            if at == NO:
                return NO
        return at if at > start + 1 else state.fails(at, _EXPRESSION)

    def _behind_call(self, state: State, at: int) -> int:
        """OVER (...), FILTER (...), WITHIN GROUP (...), IGNORE NULLS."""
        while at != NO:
            word, follows = state.words[at], state.words[at + 1]
            if word == "WITHIN" and follows == "GROUP":
                at = state.rules["window"](state, at + 2)
            elif (word == "FILTER" and state.texts[at + 1] == "(") or (word == "KEEP" and state.texts[at + 1] == "("):
                at = group(state, at + 1)
            elif word in ("IGNORE", "RESPECT") and follows == "NULLS":
                at += 2
            elif word == "OVER":
                named = state.kinds[at + 1] in (K.WORD, K.QUOTED, K.PLACEHOLDER)
                return at + 2 if named else state.rules["window"](state, at + 1)
            else:
                return self._dotted(state, at) if state.texts[at] in (".", "[") else at
        return NO
