"""The output of a template: lines of Kotlin, and for SQL the statements that the function gives, in whatever form.

A template that writes SQL ends in sections, each a Kotlin expression:

    sql: "CREATE SCHEMA ..."                one statement
    sql when replace: "DROP TABLE ..."      a statement that is there under a condition
    sql each: changes.map { "ALTER ..." }   a list of statements
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.signature import simple_type

_HEADER = re.compile(r"^sql(?: when (?P<condition>[^\n]*?)| (?P<each>each))?:[ \t]*(?=\S)", re.MULTILINE)
_LISTS = {
    "List<String>": ("listOf", ""),
    "Collection<String>": ("listOf", ""),
    "Iterable<String>": ("listOf", ""),
    "Set<String>": ("setOf", "toSet"),
    "MutableList<String>": ("listOf", "toMutableList"),
    "MutableCollection<String>": ("listOf", "toMutableList"),
    "MutableSet<String>": ("listOf", "toMutableSet"),
    "ArrayList<String>": ("listOf", "toCollection(ArrayList())"),
    "LinkedHashSet<String>": ("listOf", "toCollection(LinkedHashSet())"),
    "HashSet<String>": ("listOf", "toCollection(HashSet())"),
    "Sequence<String>": ("listOf", "asSequence"),
    "Array<String>": ("listOf", "toTypedArray"),
}
"""Return type -> the function that makes the list, and the call that turns one into the type."""

_LINE = 84
"""Columns that an item may take on one line; it stands behind some indentation."""


@dataclass(frozen=True)
class Section:
    expression: str
    condition: str = ""
    each: bool = False


def split(rendered: str) -> tuple[str, list[Section]]:
    """The lines before the first section, and the sections."""
    found = list(_HEADER.finditer(rendered))
    if not found:
        return rendered.strip("\n"), []
    ends = [match.start() for match in found[1:]] + [len(rendered)]
    sections = [
        Section(rendered[match.end() : end].strip(), match["condition"] or "", bool(match["each"]))
        for match, end in zip(found, ends, strict=True)
    ]
    return rendered[: found[0].start()].strip("\n"), sections


def returned(sections: list[Section], return_type: str, log: Callable[[str], str]) -> str:
    """The `return` statement that gives these statements as `return_type`, each of them logged."""
    plain = simple_type(return_type)
    if plain == "String":
        return _as_text(sections, log)
    known = _LISTS.get(plain.replace("<outString>", "<String>"))
    if known is None:
        raise CannotGenerate(
            f"the function returns {return_type}",
            ("a return type that holds SQL: String, or List, Set, Collection, Sequence or Array of String",),
        )
    maker, turned = known
    turn = f".{turned}{'' if turned.endswith(')') else '()'}" if turned else ""
    only = sections[0]
    if len(sections) == 1 and only.each:
        return f"return {_whole(only.expression)}.map {{ {log('it')} }}{turn}"
    if any(section.each for section in sections):
        joined = " + ".join(_as_list(section, log) for section in sections)
        return f"return ({joined}){turn}" if turn else f"return {joined}"
    return f"return {_call(sections, maker, log)}{'' if maker == 'setOf' else turn}"


def _as_text(sections: list[Section], log: Callable[[str], str]) -> str:
    only = sections[0]
    if len(sections) == 1 and not only.each and not only.condition:
        return f"return {log(only.expression)}"
    plain = _list_of(sections)
    return "return " + log(f'{plain}.joinToString(";\\n")')


def _list_of(sections: list[Section]) -> str:
    def same(text: str) -> str:
        return text

    if any(section.each for section in sections):
        parts = [_as_list(section, same) for section in sections]
        return parts[0] if len(parts) == 1 else f"({' + '.join(parts)})"
    return _call(sections, "listOf", same)


def _whole(expression: str) -> str:
    """The expression as the receiver of a call: a sum goes between parentheses."""
    return f"({expression})" if re.search(r"[^+]\+\s", expression) else expression


def _as_list(section: Section, log: Callable[[str], str]) -> str:
    if section.each:
        text = log("it")
        return section.expression if text == "it" else f"{_whole(section.expression)}.map {{ {text} }}"
    return _call([section], "listOf", log)


def _call(sections: list[Section], maker: str, log: Callable[[str], str]) -> str:
    items = [_item(section, log) for section in sections]
    name = f"{maker}NotNull" if any(section.condition for section in sections) else maker
    if len(items) == 1 and "\n" not in items[0]:
        return f"{name}({items[0]})"
    lines = "".join("    " + item.replace("\n", "\n    ") + ",\n" for item in items)
    return f"{name}(\n{lines})"


def _item(section: Section, log: Callable[[str], str]) -> str:
    text = log(section.expression)
    if not section.condition:
        return text
    line = f"if ({section.condition}) {text} else null"
    if len(line) <= _LINE:
        return line
    return f"if ({section.condition}) {{\n    {text}\n}} else {{\n    null\n}}"
