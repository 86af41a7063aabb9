"""Which names stand for secrets, and where code puts one into words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.analysis.rule import FileSubject
from destination_writer.kotlin.calls import Call
from destination_writer.text.places import Span

_SECRET = re.compile(
    r"(?:^|_)(?:password|passwd|pwd|passphrase|secret|token|api_?key|private_?key|access_?key|secret_?key|client_?secret"
    r"|secret_access_key|service_account_(?:key|json)|credentials_json|credential_secret|connection_string|sas_token)(?:_(?:value|text|json|string|plain))?$"
)
_NONE = re.compile(r"(?:^|_)(?:has|is|no|use|with|without|next|page|primary|continuation|csrf|sort|cursor)_")
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|-")
_TEMPLATE = re.compile(r"\$(?:\{([^{}]*)\}|([A-Za-z_]\w*))")
_CHAIN = re.compile(r"^(?:this\.)?[A-Za-z_]\w*(?:(?:\?\.|!!\.|\.)[A-Za-z_]\w*)*(?:!!)?$")
_CALLS = re.compile(r"(?:\?\.|\.)(?:trim|toString|orEmpty|lowercase|uppercase)\(\)$")


def is_secret_name(name: str) -> bool:
    """Whether a property, a variable or a JSON key of that name holds a secret: `password`, `apiKey`, `client_secret`;
    not `passwordLength`, `token_url` or `nextPageToken`."""
    words = _WORD.sub("_", name).lower()
    return _SECRET.search(words) is not None and _NONE.search(words) is None


@dataclass(frozen=True)
class Told:
    """A value that is put into words: `expression` is its code, `span` the template (`$x`, `${x}`) or the operand."""

    expression: str
    span: Span
    is_template: bool

    @property
    def name(self) -> str:
        """The last name of a chain of names: `password` of `config.password!!`; empty for other code."""
        code = _CALLS.sub("", self.expression.strip())
        return re.split(r"[.?!]+", code.rstrip("!"))[-1] if _CHAIN.match(code) else ""


def told(subject: FileSubject, call: Call) -> Iterator[Told]:
    """The values in the strings of a call, and those that are added to strings or handed over bare."""
    start, end = call.opening + 1, call.span.end
    yield from _templates(subject, Span(start, end))
    for argument in call.arguments:
        for operand in _operands(subject, argument.span):
            yield Told(subject.text[operand.start : operand.end], operand, False)
    if call.body is not None:
        for operand in _operands(subject, Span(call.body.start + 1, call.body.end - 1)):
            yield Told(subject.text[operand.start : operand.end], operand, False)


def _templates(subject: FileSubject, span: Span) -> Iterator[Told]:
    """Only inside of strings is there a dollar whose name stands in the bare code."""
    text, bare = subject.text, subject.bare
    for match in _TEMPLATE.finditer(text, span.start, span.end):
        if match.start() and text[match.start() - 1] == "\\":
            continue
        inside = match.span(1) if match[1] is not None else match.span(2)
        if bare[inside[0] : inside[1]].strip() or (match[2] and not _is_comment(subject, match.start())):
            yield Told(text[inside[0] : inside[1]], Span(*match.span()), True)


def _is_comment(subject: FileSubject, at: int) -> bool:
    line = subject.text.rfind("\n", 0, at) + 1
    return subject.text[line:at].lstrip().startswith(("//", "*", "/*"))


def _operands(subject: FileSubject, span: Span) -> Iterator[Span]:
    """The operands of a sum, by signs alone; the whole where there is no sum."""
    bare, depth, begin = subject.bare, 0, span.start
    for at in range(span.start, span.end + 1):
        sign = bare[at] if at < span.end else "+"
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "+" and (depth == 0 or at == span.end):
            words = subject.text[begin:at]
            first = begin + len(words) - len(words.lstrip())
            if words.strip():
                yield Span(first, first + len(words.strip()))
            begin = at + 1
