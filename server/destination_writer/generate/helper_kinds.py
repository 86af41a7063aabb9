"""What a small function of the connector does: told by its types, then by its name or by what its body shows."""

import re
from dataclasses import dataclass

from destination_writer.generate.catalogue import HelperEntry
from destination_writer.generate.masking import mask, string_end
from destination_writer.generate.signature import simple_type
from destination_writer.kotlin.declarations import BodyKind, Function

_NO_TEXT = re.compile(
    r"^=\s*(?:listOf|setOf|mapOf|Regex|true|false|-?\d)|[^=<>!]=[=]|!=|&&|\|\||\bin\b"
    r"|\.(?:length|size|is\w+\(\)|to(?:Int|Long|Regex|List|Set|ByteArray)\(\)|matches\(\w*\)|contains\(\w*\))$"
)
"""An expression that is no text, or may be none."""
NAIVE_QUOTE = re.compile(
    r"""^(?P<head>=\s*|\{\s*return\s+)(?:"\\"\$\{?(?P<a>\w+)\}?\\""|(?:"\\""|'"')\s*\+\s*(?P<b>\w+)\s*\+\s*(?:"\\""|'"'))(?P<tail>\s*\}?)$"""
)
"""A quoting function that puts quotes around a name and does nothing about those inside of it."""
_STATEMENT = re.compile(
    r"\b(?:SELECT|CREATE|DROP|ALTER|DELETE|INSERT|WHERE|FROM|SCHEMA|TABLE)\b|"
    r"\"\s*(?i:create|select|drop|alter|delete|insert|with)\s"
)
"""A body that makes a whole statement is no helper for a part of one."""
_ESCAPES = re.compile(r"replace|split|quot|escap|ident|append|fold", re.IGNORECASE)


@dataclass(frozen=True)
class Helper:
    """A function found: `prefix` is what stands before its name in a call (`SqlUtils.`, `columnUtils.`)."""

    function: Function
    prefix: str = ""
    wanted: str | None = None
    """The import that a call needs."""
    body: str = ""
    path: str = ""
    of_class: bool = False
    """A member of the class that calls it: out of reach for code outside of the class."""
    is_property: bool = False
    """An extension property: named behind its receiver, without parentheses."""

    def call(self, *arguments: str) -> str:
        """Kotlin that calls it; the first argument becomes the receiver of an extension. Without arguments, one that
        takes a lambda is named alone, for the lambda to follow."""
        name = self.function.name
        if not arguments and self.function.parameters:
            return f"{self.prefix}{name}"
        if not self.function.receiver:
            line = f"{self.prefix}{name}({', '.join(arguments)})"
            if "\n" not in line:
                return line
            inside = "".join("    " + argument.replace("\n", "\n    ") + ",\n" for argument in arguments)
            return f"{self.prefix}{name}(\n{inside})"
        receiver, *rest = arguments
        if not _is_chain(receiver):
            receiver = f"({receiver})"
        if self.is_property:
            return f"{receiver}.{name}"
        return f"{receiver}.{name}({', '.join(rest)})"


def _is_chain(text: str) -> bool:
    """Whether a call can be appended as it is: nothing but names, calls and literals joined by dots."""
    depth, at = 0, 0
    while at < len(text):
        char = text[at]
        if char == '"':
            at = string_end(text, at)
            continue
        depth += (char in "([{") - (char in ")]}")
        if depth == 0 and (char.isspace() or char in "+-*/?:<>=!&|"):
            return False
        at += 1
    return True


def does(entry: HelperEntry, helper: Helper, suspends: bool = False) -> bool:
    """Whether a function does what `entry` does. One that suspends counts where the caller does."""
    function = helper.function
    if (function.is_suspend and not suspends) or not _fits(entry, function, helper.body):
        return False
    if entry.unless and re.search(entry.unless, function.name):
        return False
    if helper.body and entry.body and not re.search(entry.body, helper.body):
        return False
    if entry.proof and _STATEMENT.search(helper.body):
        return False
    shown = entry.proof and re.search(entry.proof, helper.body) is not None
    return bool(shown) or re.search(entry.names, function.name) is not None


def is_careless(entry: HelperEntry, helper: Helper, path: str) -> bool:
    """It puts a name between quotes as it is, and is not ours to mend: a table's in another file than `path`, or a
    property."""
    if entry.name == "quote":
        return helper.is_property and NAIVE_QUOTE.match(helper.body) is not None
    return entry.name == "fullyQualified" and (helper.path != path or helper.is_property) and is_naive_qualified(helper)


def is_naive_qualified(helper: Helper) -> bool:
    """It puts the names as they are between quotes, or between none: neither is handed to a function."""
    body = re.sub(r"\bquote\s*=", "", helper.body)
    if not body or "TODO(" in body or "namespace" not in body:
        return False
    return not _ESCAPES.search(body) and not re.search(r"namespace\s*(?:[,)]|\.\s*\w)", body)


def arguments_of(function: Function) -> list[str]:
    """The types of its receiver and of the parameters that a call must give."""
    receiver = [_plain(function.receiver, function)] if function.receiver else []
    return receiver + [_plain(p.type, function) for p in function.parameters if p.default is None]


def _fits(entry: HelperEntry, function: Function, body: str) -> bool:
    taken = arguments_of(function)
    wanted = [part for part in (entry.receiver, *entry.parameters) if part]
    if taken == ["T"] and wanted == ["String"]:  # `fun <T : CharSequence> T.logged(): T`
        return _returned(function) == "T"
    return taken == wanted and _returns(function, entry.returns, body)


def _plain(type_text: str, function: Function) -> str:
    """A type as the index writes it: the function's own type parameter is called T."""
    own = re.search(r"\w+", function.type_parameters)
    return re.sub(rf"\b{own[0]}\b", "T", simple_type(type_text)) if own else simple_type(type_text)


def _returned(function: Function) -> str | None:
    return None if function.return_type is None else _plain(function.return_type, function)


def _returns(function: Function, wanted: str, body: str) -> bool:
    if wanted == "Unit":
        return True  # whatever it gives is let go
    returned = _returned(function)
    if returned is not None:
        is_nullable = (function.return_type or "").endswith("?")
        if wanted == "String?":
            return returned == "String" and is_nullable
        return returned == wanted and not (wanted == "String" and is_nullable)
    if function.body is None or function.body.kind == BodyKind.BLOCK:
        return False
    return wanted != "String" or not _NO_TEXT.search(mask(body).strip())
