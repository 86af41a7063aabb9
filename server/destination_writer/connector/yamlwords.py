"""What YAML's parser says, in words that tell a person what to mend."""

_QUOTES = "put a text that begins so in quotes"
_WORDS = {
    "did not find expected ',' or ']'": "a list in brackets is not closed",
    "did not find expected ',' or '}'": "a map in braces is not closed",
    "found unexpected end of stream": "a quote is opened and not closed",
    "mapping values are not allowed": "a colon stands where no key can be; look at how far the lines are moved in, and"
    " put a text that holds a colon in quotes",
    "block sequence entries are not allowed": "a dash stands where no item can be; begin the list on its own line",
    "could not find expected ':'": "a key has no colon behind it",
    "did not find expected key": "a line does not fit in; look at how far it is moved in, and at what stands behind a"
    " closing quote",
    "did not find expected '-' indicator": "a line stands among the items of a list and is none",
    "did not find expected node content": f"a sign stands where a value is expected; {_QUOTES}",
    "found undefined alias": f"a `*` names a place that is not marked; {_QUOTES}",
    "could not determine a constructor for the tag": f"a `!` gives a value a kind that is not known; {_QUOTES}",
    "found unknown escape character": "a backslash in double quotes begins nothing that is known; use single quotes",
    "but found another document": "a line of dashes begins a second document; only one is read",
    "expected a mapping or list of mappings for merging": "`<<` takes a map",
}
"""A part of the parser's words, and the plain ones."""


def plain_words(problem: str, line: str = "") -> str:
    """The parser's words for a problem made plain; as they are where nothing plainer is known. `line` is the text of
    the line that they speak of."""
    if "cannot start any token" in problem:
        indent = line[: len(line) - len(line.lstrip())]
        return "a tab moves a line in; use blanks" if "\t" in indent else f"a sign begins nothing in YAML; {_QUOTES}"
    return next((plain for said, plain in _WORDS.items() if said in problem), problem)
