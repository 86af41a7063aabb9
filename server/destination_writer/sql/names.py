"""Names, aliases, options and types, by the word lists of a grammar."""

from collections.abc import Callable

from destination_writer.sql.brackets import CLOSES, group
from destination_writer.sql.matching import NO, State
from destination_writer.sql.notation import Notation
from destination_writer.sql.tokens import TokenKind as K

NAMES = frozenset({K.WORD, K.QUOTED, K.PLACEHOLDER})


class Names:
    """Reads what has a name."""

    def __init__(self, notation: Notation) -> None:
        words: Callable[[str], frozenset[str]] = lambda name: notation.words.get(name, frozenset())  # noqa: E731
        self.stop = words("stop") - words("names")
        self.called = words("called")
        """Words of `stop` that are functions when a parenthesis follows."""
        self.joining = words("joining")
        self.comparing = words("comparing")
        self.equalling = words("equalling")
        """Words of `comparing` with any operand behind them, where a database takes that: `a IS b`."""
        self.literal_types = words("literaltypes")
        self.units = words("units")
        self.argument_words = words("arguments")
        self.argument_prefixes = words("argumentprefixes")
        self.casts = words("casts")
        self.type_words = words("typewords")
        self.no_option = words("nooption")
        self.with_by = words("withby")
        """Options that begin with two words: `ORDER BY (…)`."""

    def name(self, state: State, at: int) -> int:
        """One name: no word that the statement is built from."""
        kind = state.kinds[at]
        if kind not in NAMES or (kind is K.WORD and state.words[at] in self.stop):
            return state.fails(at, "a name")
        return at + 1

    def column(self, state: State, at: int) -> int:
        """The name of a column where nothing else can stand: any word. Reserved ones are another rule's business."""
        return at + 1 if state.kinds[at] in NAMES else state.fails(at, "a column")

    def alias(self, state: State, at: int) -> int:
        kind = state.kinds[at]
        if at and state.texts[at - 1] == "*":
            return NO  # what stands for all columns has no name
        # What is unknown may be nothing at all, but not behind AS.
        is_name = not state.is_loose(at) or (at > 0 and state.words[at - 1] == "AS")
        if kind is K.STRING or (kind in NAMES and state.words[at] not in self.stop and is_name):
            return at + 1
        return state.fails(at, "an alias")

    def option(self, state: State, at: int) -> int:
        """One word, value or group of a tail that is not looked into."""
        kind, text = state.kinds[at], state.texts[at]
        if kind is None or text in CLOSES.values() or text == ";" or state.words[at] in self.no_option:
            return state.fails(at, "an option")
        if state.words[at] in self.with_by and state.texts[at + 1] == "(":
            return state.fails(at + 1, "BY")
        return group(state, at) if text in CLOSES else at + 1

    def option_word(self, state: State, at: int) -> int:
        """The word that an option begins with."""
        if state.kinds[at] is K.WORD and state.words[at] in self.no_option:
            return state.fails(at, "an option")
        return at + 1 if state.kinds[at] in (K.WORD, K.PLACEHOLDER) else state.fails(at, "an option")

    def type(self, state: State, at: int) -> int:
        """`VARCHAR(10)`, `TIMESTAMP WITH TIME ZONE`, `ARRAY<STRUCT<a INT64>>`, `Nullable(DateTime64(6, 'UTC'))`."""
        word = state.words[at]
        if state.kinds[at] not in NAMES or (word in self.stop and word != "SET") or word in ("WITH", "WITHOUT", "NULL"):
            return state.fails(at, "a type")
        at += 1
        while True:
            text = state.texts[at]
            if text in ("(", "["):
                end = group(state, at)
            elif text == "<":
                end = self.angles(state, at)
            elif text == "." and state.kinds[at + 1] in NAMES:
                end = at + 2
            elif state.words[at] in ("WITH", "WITHOUT") and state.words[at + 1] in ("TIME", "LOCAL"):
                end = self._with_zone(state, at + 1)
            elif state.words[at] in self.type_words:
                end = at + 1
            else:
                return at
            if end == NO:
                return NO
            at = end

    def _with_zone(self, state: State, at: int) -> int:
        """`TIME ZONE`, `LOCAL TIME ZONE` behind WITH."""
        for wanted in ("LOCAL", "TIME", "ZONE")[state.words[at] != "LOCAL" :]:
            if state.words[at] != wanted:
                return state.fails(at, wanted)
            at += 1
        return at

    def angles(self, state: State, at: int) -> int:
        depth = 0
        while state.kinds[at] is not None:
            text = state.texts[at]
            depth += {"<": 1, "<<": 2, ">": -1, ">>": -2}.get(text, 0)
            at += 1
            if depth <= 0:
                return at
        return state.fails(at, "`>`")

    def name_chain(self, state: State, at: int) -> int:
        """`a.b.c`, also where one of them is a placeholder."""
        if state.kinds[at] not in NAMES or (state.kinds[at] is K.WORD and state.words[at] in self.stop):
            return state.fails(at, "a name")
        at += 1
        while state.texts[at] == "." and state.kinds[at + 1] in NAMES:
            at += 2
        return at
