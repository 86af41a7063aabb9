"""Lines of generated Kotlin that are too long, broken as a Kotlin engineer breaks them."""

import re
import textwrap
from collections.abc import Iterator
from functools import partial

from destination_writer.generate.lines import TEMPLATE_UNIT, indent_unit, newline_of
from destination_writer.generate.masking import mask, string_end

LINE = 100
"""Columns of a line."""

_OPEN, _CLOSE = "([{", ")]}"
_SIGN = re.compile(r" (?:=|->)(?= \S)")
_CALL = re.compile(r"\??\.\w+(?:<[^<>]*>)?(?:\(| ?\{)")
_PATH = re.compile(r"(?:return |throw )?[\w.]*")
_NO_CALL = re.compile(r"(?:^|\W)(?:if|while|when|for|catch|return|throw)? ?$")
_CLAUSE = re.compile(
    r"(?:FROM|WHERE|AND|SELECT|USING|ON|WHEN|THEN|SET|RENAME|VALUES|JOIN|INTO|EXCEPT|(?:ORDER|GROUP|PARTITION) BY)\b"
)
"""What a literal of SQL is best cut before."""
_OPERATORS = ((r" \|\| ", 3), (r" && ", 3), (r" \?: ", 0), (r" \+ ", 2))
"""What a long expression is broken at, the loosest first, and how many of its characters stay on the line."""


def wrapped(text: str, kept: frozenset[str] = frozenset()) -> str:
    """The text with each line above 100 columns broken where it can be, except for those of `kept`.

    Lines inside of raw strings and block comments stay as they are, and so do those that begin or end an expression of
    several lines in a way that cannot be told from the line alone.
    """
    newline, unit = newline_of(text), indent_unit(text)
    if unit != TEMPLATE_UNIT or all(len(line) <= LINE for line in text.split(newline)):
        return text
    lines = text.split(newline)
    masked = mask(text).split(newline)
    out: list[str] = []
    for number, line in enumerate(lines):
        if len(line) <= LINE or line in kept or masked[number] != mask(line):
            out.append(line)
        elif line.lstrip().startswith("// "):
            _flow(lines, number)
            out.append(lines[number])
        else:
            out += _broken(line, _goes_on(out))
    return newline.join(out)


def _flow(lines: list[str], number: int) -> None:
    """Break a comment, what is left of it in front of the comment line that follows."""
    line = lines[number]
    indent = _indent(line)
    first, *rest = textwrap.wrap(line.strip()[3:], LINE - len(indent) - 3)
    lines[number] = f"{indent}// {first}"
    if not rest:
        return
    behind = lines[number + 1] if number + 1 < len(lines) else ""
    if behind.startswith(f"{indent}// "):
        lines[number + 1] = f"{indent}// {' '.join(rest)} {behind.strip()[3:]}"
    else:
        lines[number] += "".join(f"\n{indent}// {part}" for part in rest)


def _goes_on(before: list[str]) -> bool:
    return bool(before) and before[-1].endswith((" +", " &&", " ||"))


def _broken(line: str, goes_on: bool = False) -> list[str]:
    """The line as several; as it is where nothing can be done. `goes_on`: it continues the expression before it."""
    if len(line) <= LINE:
        return [line]
    in_its_place = (partial(rule, goes_on=goes_on) for rule in (_operators, _string))
    for rule in (_comment, _assignment, *in_its_place, _chain, _lambda, _arguments):
        parts = rule(line)
        if parts:
            done: list[str] = []
            for part in parts:
                done += _broken(part, goes_on or _goes_on(done))
            return done
    return [line]


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _comment(line: str) -> list[str] | None:
    indent, text = _indent(line), line.strip()
    if text.startswith("/** ") and text.endswith(" */"):
        inside = textwrap.wrap(text[4:-3], LINE, initial_indent=f"{indent} * ", subsequent_indent=f"{indent} * ")
        return [f"{indent}/**", *inside, f"{indent} */"]
    return None


def _assignment(line: str) -> list[str] | None:
    """Behind the `=` or `->`."""
    at = next((m.end() for m in _SIGN.finditer(mask(line)) if _depth(line, m.start()) == 0), None)
    if at is None or _depth(line, len(line)) or line[at:].lstrip().startswith(("{", "object ")):
        return None
    return [line[:at], _indent(line) + TEMPLATE_UNIT + line[at:].lstrip()]


def _operators(line: str, goes_on: bool) -> list[str] | None:
    """At the loosest of its operators."""
    masked, indent = mask(line), _indent(line)
    if _depth(line, len(line)):
        return None
    deeper = indent if goes_on else indent + TEMPLATE_UNIT
    for pattern, kept in _OPERATORS:
        cuts = [m.start() + kept for m in re.finditer(pattern, masked) if _depth(line, m.start()) == 0]
        cuts = [at for at in cuts if line[:at].strip()]  # a line may begin with its operator
        if cuts:
            parts = [part.strip() for part in _cut(line, cuts)]
            return [indent + parts[0], *(deeper + part for part in parts[1:])]
    return None


def _string(line: str, goes_on: bool) -> list[str] | None:
    """Inside of the literal that the line consists of, before a clause of SQL or else at a space.

    The sum of both parts goes between parentheses where a function is called on it.
    """
    indent = _indent(line)
    start = line.find('"')
    if start < 0 or not re.fullmatch(r"(?:return )?\(?", line[len(indent) : start]) or line.startswith('"""', start):
        return None
    end = string_end(line, start)
    tail = line[end:]
    is_called = tail.startswith(".")
    room = LINE - len(" +") - is_called
    cuts = [at for at in _cuts(line, start, end) if start + 1 < at < room]
    if not cuts or not re.fullmatch(r"\)*(?:\.\w+\(\))?[,)]*(?: \+)?", tail):
        return None
    cut = max((at for at in cuts if _CLAUSE.match(line, at) and at - start > LINE // 3), default=max(cuts))
    deeper = indent if goes_on else indent + TEMPLATE_UNIT
    first, rest = line[start:cut] + '" +', _plain('"' + line[cut:end])
    head = line[:start]
    if is_called:
        return [f"{head}({first}", f"{deeper}{rest}){tail}"]
    return [f"{head}{first}", f"{deeper}{rest}{tail}"]


def _plain(literal: str) -> str:
    """The expression of a literal that is one template and nothing else."""
    is_template = literal.startswith('"${') and _behind_template(literal, 1) == len(literal) - 1
    expression = literal[3:-2]
    return expression if is_template and re.fullmatch(r"[\w.]+(?:\([^()]*(?:\(\))?\))?", expression) else literal


def _cuts(line: str, start: int, end: int) -> list[int]:
    """Offsets inside of a literal where it can be cut: behind a space, and where there is none, before a template."""
    spaces: list[int] = []
    templates: list[int] = []
    at = start + 1
    while at < end - 1:
        if line.startswith("${", at):
            templates.append(at)
            at = _behind_template(line, at)
            continue
        at += 2 if line[at] == "\\" else 1
        if line[at - 1] == " " and line[at - 2] != "\\":
            spaces.append(at)
    return spaces or templates


def _behind_template(line: str, at: int) -> int:
    depth = 0
    masked = mask(line[at + 1 :])
    for offset, char in enumerate(masked):
        depth += (char == "{") - (char == "}")
        if not depth:
            return at + 2 + offset
    return len(line)


def _chain(line: str) -> list[str] | None:
    """Before each function of a chain behind the first."""
    masked, indent = mask(line), _indent(line)
    if _depth(line, len(line)):
        return None
    calls = [m.start() for m in _CALL.finditer(masked) if _depth(line, m.start()) == 0]
    cuts = [at for at in calls if not _PATH.fullmatch(masked[len(indent) : at])]
    if not cuts:
        return None
    return [part if not n else indent + TEMPLATE_UNIT + part for n, part in enumerate(_cut(line, cuts))]


def _arguments(line: str) -> list[str] | None:
    """Between the arguments of its last call, or the parameters of a declaration."""
    masked, indent = mask(line), _indent(line)
    found = _last_group(masked)
    if found is None or _NO_CALL.search(masked[: found[0]]):
        return None
    start, end = found
    commas = [at for at in range(start + 1, end) if masked[at] == "," and _depth(line, at) == 1]
    arguments = [part.strip(", ") for part in _cut(line[start + 1 : end], [at - start for at in commas])]
    if not any(arguments):
        return None
    inner = indent + TEMPLATE_UNIT
    if all(re.fullmatch(r"[\w-]+", argument) for argument in arguments) and len(arguments) > 6:
        rows = textwrap.wrap(", ".join(arguments) + ",", LINE, initial_indent=inner, subsequent_indent=inner)
    else:
        comma = "," if len(arguments) > 1 else ""
        rows = [f"{inner}{argument}{comma}" for argument in arguments if argument]
    return [line[: start + 1], *rows, indent + line[end:]]


def _last_group(masked: str) -> tuple[int, int] | None:
    """The last parentheses on the line that are in no others, with something between them."""
    groups: list[tuple[int, int]] = []
    depth = start = 0
    for at, char in enumerate(masked):
        if char in _OPEN:
            start = at if depth == 0 else start
            depth += 1
        elif char in _CLOSE:
            depth -= 1
            if depth == 0 and char == ")" and at > start + 1:
                groups.append((start, at))
            if depth < 0:
                return None
    is_open = depth == 1 and masked.rstrip().endswith((" {", "->"))
    return groups[-1] if groups and (depth == 0 or is_open) else None


def _lambda(line: str) -> list[str] | None:
    """The body of the lambda that ends it on a line of its own."""
    masked, indent = mask(line), _indent(line)
    tail = len(re.sub(r"(?: \+|[,)]+)$", "", masked))
    if _depth(line, len(line)) or not masked[:tail].endswith(" }"):
        return None
    start = next((m.end() for m in re.finditer(r" \{ ", masked) if _depth(line, m.start()) == 0), None)
    if start is None:
        return None
    arrow = re.compile(r"(?:\([\w, ]+\)|[\w, ]+) -> ").match(masked, start)
    body = arrow.end() if arrow else start
    return [line[:body].rstrip(), indent + TEMPLATE_UNIT + line[body : tail - 2].strip(), indent + line[tail - 1 :]]


def _depth(line: str, at: int) -> int:
    masked = mask(line)[:at]
    return sum(masked.count(char) for char in _OPEN) - sum(masked.count(char) for char in _CLOSE)


def _cut(text: str, cuts: list[int]) -> Iterator[str]:
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        yield text[start:end].rstrip()
