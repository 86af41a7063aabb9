"""The grammar of a database, from the files `<name>.grammar`: the common one, those of its parents, its own."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from destination_writer.sql.expressions import own_matchers
from destination_writer.sql.judging import GrammarKey
from destination_writer.sql.matching import compile_grammar
from destination_writer.sql.notation import Notation, read_notation
from destination_writer.sql.tokens import Habits

COMMON = "statements"
"""The name of the grammar that all others change."""


def load_grammar(names: Iterable[str], read: Callable[[str], str | None]) -> GrammarKey:
    """The grammar of a database. `names` are those of its parents, the eldest first, and its own; `read` gives the text
    of a name's file, None when there is none. Raises BadGrammar."""
    texts = [(name, read(name)) for name in (COMMON, *names)]
    return _compiled(tuple(text for _, text in texts if text is not None))


@lru_cache(maxsize=32)
def _compiled(texts: tuple[str, ...]) -> GrammarKey:
    notation: Notation | None = None
    for text in texts:
        notation = read_notation(text, notation)
    if notation is None:
        notation = Notation()
    habits = notation.words.get("habits", frozenset[str]())
    return GrammarKey(
        compile_grammar(notation, own_matchers),
        Habits(
            brackets="BRACKETS" in habits,
            backslash="BACKSLASH" in habits,
            hash_comment="HASH_COMMENTS" in habits,
            dollar_quotes="DOLLAR_QUOTES" in habits,
        ),
    )
