"""What a grammar rejects in a statement, at the exact place and in words that name what is missing.

A complaint is made only where the text before it is known: next to a placeholder that may be anything there is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from destination_writer.sql.kinds import BLOCK, FRAGMENT, UNKNOWN, kind_of
from destination_writer.sql.matching import NO, Grammar, State
from destination_writer.sql.tokens import Habits, SqlToken, TokenKind, sql_tokens
from destination_writer.sql.wording import Wording, near, shown


@dataclass(frozen=True)
class Edit:
    """What would mend a problem: the stretch of the SQL that is replaced, and by what."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Problem:
    """`start` and `end` are offsets into the SQL, never empty unless the SQL is; the message is a sentence. `behind` is
    the token before the place, where something is missing between the two."""

    start: int
    end: int
    message: str
    edit: Edit | None = None
    behind: tuple[int, int] | None = None


@lru_cache(maxsize=4096)
def problems(sql: str, loose: frozenset[str], grammar: "GrammarKey") -> tuple[Problem, ...]:
    """What is wrong with a text of one or more statements: at most one problem each. Asking again costs nothing."""
    tokens = sql_tokens(sql, grammar.habits, loose)
    for token in tokens:
        if not token.closed:
            what = "literal" if token.kind is TokenKind.STRING else "quoted name"
            return (Problem(token.start, token.end, f"The {what} that begins here is never closed."),)
    if not any(token.text in loose for token in tokens):
        bracket = _unbalanced(tokens)
        if bracket is not None:
            return (bracket,)
    found: list[Problem] = []
    if tokens and kind_of(tokens) == BLOCK and not any(token.text in loose for token in tokens):
        found += _unended(tokens)
    for part in _statements(tokens):
        problem = _Judgement(part, loose, grammar.grammar).problem()
        if problem is None:
            problem = _unterminated(tokens, part, loose, grammar.grammar)
        if problem is not None:
            found.append(problem)
    return tuple(found)


def _unended(tokens: Sequence[SqlToken]) -> list[Problem]:
    """The first IF … THEN of a block that no END IF closes."""
    opened: list[SqlToken] = []
    for at, token in enumerate(tokens):
        if token.upper != "IF":
            continue
        if at and tokens[at - 1].upper == "END":
            if not opened:
                return []  # one of a form that is not known
            opened.pop()
        elif _has_branch(tokens, at):
            opened.append(token)
    return [Problem(one.start, one.end, "IF … THEN needs END IF behind its statements.") for one in opened[:1]]


def _has_branch(tokens: Sequence[SqlToken], at: int) -> bool:
    for token in tokens[at + 1 :]:
        if token.upper in ("THEN", "CASE", "BEGIN") or token.text == ";":
            return token.upper == "THEN"
    return False


def _unterminated(
    tokens: Sequence[SqlToken], part: Sequence[SqlToken], loose: frozenset[str], grammar: Grammar
) -> Problem | None:
    """A statement that its database wants a semicolon behind, at the end of a text that has none."""
    first, last = part[0], part[-1]
    if first.upper not in grammar.listed("terminated") or last is not tokens[-1] or last.text in loose:
        return None
    message = f"{first.upper} needs `;` behind {shown(last)}, where the statement ends."
    return Problem(last.start, last.end, message, Edit(last.end, last.end, ";"))


@dataclass(frozen=True, eq=False)
class GrammarKey:
    """A grammar with the habits of its database; the same object means the same grammar."""

    grammar: Grammar
    habits: Habits


_OPENING = {")": "(", "]": "[", "}": "{"}


def _unbalanced(tokens: Sequence[SqlToken]) -> Problem | None:
    opened: list[SqlToken] = []
    for token in tokens:
        if token.kind is not TokenKind.PUNCTUATION:
            continue
        if token.text in "([{":
            opened.append(token)
        elif token.text in _OPENING:
            if not opened or opened[-1].text != _OPENING[token.text]:
                return Problem(token.start, token.end, f"`{token.text}` closes nothing that was opened before.")
            opened.pop()
    if opened:
        return Problem(opened[-1].start, opened[-1].end, f"`{opened[-1].text}` is never closed.")
    return None


def _statements(tokens: Sequence[SqlToken]) -> list[Sequence[SqlToken]]:
    """Cut at semicolons outside of parentheses. A block goes to the end of the text."""
    found: list[Sequence[SqlToken]] = []
    start = depth = 0
    for at, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if token.text == ";" and depth == 0:
            if kind_of(tokens[start:at]) == BLOCK:
                return found
            found.append(tokens[start:at])
            start = at + 1
    found.append(tokens[start:])
    return [part for part in found if part]


class _Judgement:
    def __init__(self, tokens: Sequence[SqlToken], loose: frozenset[str], grammar: Grammar) -> None:
        self.tokens, self.loose, self.grammar = tokens, loose, grammar
        self.verbs = grammar.listed("verbs")

    def problem(self) -> Problem | None:
        first = self.tokens[0]
        kind = kind_of(self.tokens)
        if kind in (BLOCK, UNKNOWN):
            return None
        if first.text != "(" and first.upper not in self.verbs:
            return self._unknown_verb(first) if kind == FRAGMENT else None
        if first.text == "(" and kind == FRAGMENT:
            return None
        state, is_right = self._match(self.tokens)
        if is_right or self._is_unsure(state.furthest):
            return None
        return self._explained(state)

    def _match(self, tokens: Sequence[SqlToken]) -> tuple[State, bool]:
        state = State(tokens, self.loose, self.grammar.matchers)
        end = self.grammar.matchers["statement"](state, 0)
        while end != NO and state.is_loose(end):
            end += 1
        return state, end == len(tokens)

    def _is_unsure(self, at: int) -> bool:
        beside = self.tokens[max(at - 1, 0) : at + 1]
        return any(token.text in self.loose for token in beside)

    def _unknown_verb(self, first: SqlToken) -> Problem | None:
        """Only a verb that is misspelt: it must be one that makes the statement right, or nearly so."""
        meant = near(first.upper, self.verbs)
        if meant is None or len(self.tokens) < 2:
            return None
        state, is_right = self._match([_word(meant, first), *self.tokens[1:]])
        if not is_right and state.furthest < min(3, len(self.tokens)):
            return None
        return self._misspelt(first, meant)

    def _misspelt(self, token: SqlToken, meant: str) -> Problem:
        edit = Edit(token.start, token.end, _cased(meant, token.text))
        return Problem(token.start, token.end, f"{token.text} is no keyword; {meant} is meant.", edit)

    def _explained(self, state: State) -> Problem:
        at = state.furthest
        words = Wording(self.tokens, at, state.expected, state.needed, state.inside, self.grammar.listed("prefer"))
        return (
            self._typo(at, state)
            or self._one_too_many(at, words)
            or self._missing(at, state, words)
            or self._missing_before(at, words)
            or self._plain(at, words)
        )

    def _better(self, tokens: Sequence[SqlToken], beyond: int) -> int:
        """How far a mended statement comes; -1 when no further than `beyond`."""
        state, is_right = self._match(tokens)
        if is_right:
            return len(tokens) + 1
        return state.furthest if state.furthest > beyond else -1

    def _typo(self, at: int, state: State) -> Problem | None:
        keywords = self.grammar.keywords
        if at < len(self.tokens) and self.tokens[at].upper in keywords:
            meant = near(self.tokens[at].upper, state.expected)
            if meant is not None and self._is_right(
                [*self.tokens[:at], _word(meant, self.tokens[at]), *self.tokens[at + 1 :]]
            ):
                return self._misspelt(self.tokens[at], meant)
        for place in (at, at - 1):
            if not 0 <= place < len(self.tokens):
                continue
            token = self.tokens[place]
            if token.kind is not TokenKind.WORD or token.upper in keywords:
                continue
            meant = near(token.upper, self.grammar.listed("prefer")) or near(token.upper, keywords)
            if meant is None:
                continue
            mended = [*self.tokens[:place], _word(meant, token), *self.tokens[place + 1 :]]
            if self._better(mended, at) != NO:
                return self._misspelt(token, meant)
        return None

    def _one_too_many(self, at: int, words: Wording) -> Problem | None:
        """A comma with nothing behind it, or one word too many."""
        for place in (at - 1, at, at - 2):
            if not 0 < place < len(self.tokens) or self.tokens[place].text != ",":
                continue
            if self._better([*self.tokens[:place], *self.tokens[place + 1 :]], at) != NO:
                token = self.tokens[place]
                return Problem(token.start, token.end, words.too_many(place), Edit(token.start, token.end, ""))
        return None

    def _missing(self, at: int, state: State, words: Wording) -> Problem | None:
        """One keyword or sign that, put in, lets the statement go on."""
        if _PHRASES & state.expected and not (state.needed and not _PHRASES & state.needed):
            return None  # more than a word is missing
        if at >= len(self.tokens) and not state.needed:
            return None  # the end is not there yet: many words could go on
        best: list[str] = []
        reached = NO
        wanted_here = state.needed | ({"`,`"} & state.expected) if state.needed else state.expected
        for wanted in sorted(wanted_here):
            inserted = _inserted(wanted, self._place(at))
            if inserted is None:
                continue
            further = self._better([*self.tokens[:at], inserted, *self.tokens[at:]], at + 1)
            if further != NO and further >= reached:
                best = [wanted] if further > reached else [*best, wanted]
                reached = further
        best = words.preferred(best)
        if not best:
            return None
        token = self._place(at)
        edit = None
        if len(best) == 1 and best[0].isalpha():
            edit = self._insertion(at, best[0])
        return Problem(token.start, token.end, words.missing(best), edit, self._behind(at))

    def _missing_before(self, at: int, words: Wording) -> Problem | None:
        """`UPDATE t a = 1`: what is missing belongs in front of a word that was taken for something else."""
        place = at - 1
        before = self.grammar.listed("before")
        if not 0 < place < len(self.tokens) or not before.issuperset(words.needed):
            return None
        for wanted in sorted(before):
            token = self.tokens[place]
            if self._is_right([*self.tokens[:place], _word(wanted, token), *self.tokens[place:]]):
                return Problem(token.start, token.end, words.missing([wanted], place), self._insertion(place, wanted))
        return None

    def _is_right(self, tokens: Sequence[SqlToken]) -> bool:
        return self._match(tokens)[1]

    def _insertion(self, at: int, word: str) -> Edit:
        if at < len(self.tokens):
            token = self.tokens[at]
            return Edit(token.start, token.start, f"{_cased(word, self.tokens[0].text)} ")
        last = self.tokens[-1]
        return Edit(last.end, last.end, f" {_cased(word, self.tokens[0].text)}")

    def _plain(self, at: int, words: Wording) -> Problem:
        token = self._place(at)
        behind = self._behind(at) if words.needed or words.is_open_query else None
        return Problem(token.start, token.end, words.unexpected(), behind=behind)

    def _behind(self, at: int) -> tuple[int, int] | None:
        if not 0 < at < len(self.tokens):
            return None
        return self.tokens[at - 1].start, self.tokens[at - 1].end

    def _place(self, at: int) -> SqlToken:
        """What is underlined: the token that does not fit, the last one where the statement ends too early."""
        return self.tokens[min(at, len(self.tokens) - 1)]


_PHRASES = frozenset({"an expression", "a type", "a column", "a name"})
"""What no single word supplies."""


def _word(word: str, instead: SqlToken) -> SqlToken:
    return SqlToken(TokenKind.WORD, instead.start, instead.end, word, word)


def _inserted(wanted: str, place: SqlToken) -> SqlToken | None:
    if wanted.isupper():
        return _word(wanted, place)
    if len(wanted) == 3 and wanted[0] == "`":
        return SqlToken(TokenKind.PUNCTUATION, place.start, place.start, wanted[1], "")
    return None


def _cased(word: str, like: str) -> str:
    """In lower case where a keyword of the statement is."""
    return word.lower() if like.islower() else word
