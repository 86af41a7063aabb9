"""The text of a preflight file, edited in place: comments, unknown keys, order and line ends stay. Pure."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import cast

import yaml

from destination_writer.connector.preflight import PREFLIGHT_PATH, Answer, Entry, line_at, read_preflight, stripped
from destination_writer.text.changes import TextEdit, apply_edits
from destination_writer.text.places import Span

FIELDS = ("answer", "source", "proof", "confirmed", "note")
Heading = Callable[[str], Sequence[str]]
"""Question id -> the comment lines above a new entry, without `#`."""


class InvalidPreflight(Exception):
    """A preflight file that must not be edited because it cannot be read. The message names file, line and remedy."""


def set_answers(
    text: str, answers: Mapping[str, Answer], order: Sequence[str] = (), heading: Heading | None = None
) -> str:
    """The text with these answers. `order` are all ids, which says where a new entry goes.

    Raises InvalidPreflight for a text that is no YAML, or whose form cannot take an edit.
    """
    text = _with_plain_edits(text, answers)
    for identifier, answer in answers.items():
        text = _set_answer(text, identifier, answer, order, heading)
    return text


def _with_plain_edits(text: str, answers: Mapping[str, Answer]) -> str:
    """The text after those edits that only fill in an entry that is there as a block: many at once."""
    found = read_preflight(text)
    if found.is_broken or len(answers) < 3:
        return text
    edits: list[TextEdit] = []
    for entry in found.preflight.entries:
        wanted = answers.get(entry.id)
        if wanted is not None and wanted != entry.answer:
            edits += _edits(text, entry, wanted) or ()
    return apply_edits(text, tuple(edits))


def set_header(text: str, values: Mapping[str, str]) -> str:
    """The text with these keys below `preflight:`; comments and other keys stay. Raises InvalidPreflight."""
    for key, value in values.items():
        text = _set_header(text, key, value)
    return text


def written(value: object) -> str:
    """A value as YAML on one line."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _scalar(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        pairs = cast("Mapping[object, object]", value).items()
        return "{" + ", ".join(f"{_inside(key)}: {_inside(item)}" for key, item in pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_inside(item) for item in cast("list[object]", value)) + "]"
    return str(value)


def _inside(value: object) -> str:
    """Within brackets, where commas and brackets end a plain scalar."""
    text = written(value)
    return (
        text
        if not isinstance(value, str) or not re.search(r"[,\[\]{}]", text) or text[0] in "\"'"
        else json.dumps(value, ensure_ascii=False)
    )


def _scalar(value: str) -> str:
    """Plain where YAML reads the very text back, else in double quotes."""
    if re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udfff]", value):
        return json.dumps(value)
    plain = value and value == value.strip() and not re.search(r": |\s#|:$", value)
    if plain:
        try:
            if yaml.safe_load(value) == value:
                return value
        except (yaml.YAMLError, ValueError):
            pass
    return json.dumps(value, ensure_ascii=False)


def entry_lines(identifier: str, answer: Answer) -> list[str]:
    """An entry as it stands below `answers:`, indentation included."""
    lines = [f"  {identifier}:"]
    lines += [f"    {name}: {value}".rstrip() for name, value in _fields(answer)]
    return lines


def _fields(answer: Answer) -> list[tuple[str, str]]:
    """What a new entry says. An unanswered one has only its `answer:`, to be filled in."""
    if not answer.is_given:
        return [("answer", ""), *([("note", written(answer.note))] if answer.note else [])]
    known = [("answer", written(answer.value)), ("source", written(answer.source))]
    known += [("proof", written(answer.proof))] if answer.proof else []
    known += [("confirmed", written(answer.confirmed))]
    return [*known, *([("note", written(answer.note))] if answer.note else [])]


def _set_answer(text: str, identifier: str, answer: Answer, order: Sequence[str], heading: Heading | None) -> str:
    found = read_preflight(text)
    if found.is_broken:
        raise InvalidPreflight(str(found.problems[0]))
    entry = found.preflight.entry(identifier)
    if entry and entry.answer == answer:
        return text
    result = _changed(text, entry, answer) if entry else _added(text, identifier, answer, order, heading)
    again = read_preflight(result)
    now = again.preflight.entry(identifier)
    if again.is_broken or now is None or now.answer.value != stripped(answer.value):
        line = entry.line if entry else 1
        raise InvalidPreflight(
            f"{PREFLIGHT_PATH}:{line}: {identifier} is written in a form that cannot be edited; "
            f"write it as\n" + "\n".join(entry_lines(identifier, answer))
        )
    return result


def _changed(text: str, entry: Entry, answer: Answer) -> str:
    edits = _edits(text, entry, answer)
    if edits is None:
        return _expanded(text, entry, answer, _indent_at(text, entry.key.start), newline_in(text))
    return apply_edits(text, edits)


def _edits(text: str, entry: Entry, answer: Answer) -> tuple[TextEdit, ...] | None:
    """New values in the places of the old ones, and lines for what the entry did not say; None where it is no block."""
    first = next(iter(entry.fields.values()), None)
    if first is None or line_at(text, first.start) <= entry.line:
        return None
    inner = _indent_at(text, first.start)
    wanted = {"answer": answer.value, "source": answer.source, "proof": answer.proof or None}
    wanted |= {"confirmed": answer.confirmed if answer.is_given else None, "note": answer.note or None}
    edits: list[TextEdit] = []
    missing: list[str] = []
    for name in FIELDS:
        value = written(wanted[name])
        if name in entry.fields:
            edits.append(_replacement(text, entry.fields[name], value))
        elif value:
            missing.append(f"{newline_in(text)}{inner}{name}: {value}")
    end = _end_of_line(text, entry.whole.end)
    at_end = [edit for edit in edits if edit.span.start == end]
    if missing:  # one edit where the last value ends there: two at one place have no order
        behind = "".join(edit.new_text for edit in at_end)
        edits = [edit for edit in edits if edit not in at_end]
        edits.append(TextEdit(Span(end, end), behind + "".join(missing)))
    return tuple(edits)


def _replacement(text: str, span: Span, value: str) -> TextEdit:
    """The value in the place of another; one blank stands between it and the colon."""
    if span.start == span.end and value:
        gap = "" if text[span.start - 1 : span.start] == " " else " "
        return TextEdit(span, gap + value)
    return TextEdit(span, value)


def _expanded(text: str, entry: Entry, answer: Answer, indent: str, newline: str) -> str:
    """An entry that was written in short, as a map of its fields."""
    unknown = [
        f"{indent}  {name}: {text[span.start : span.end]}" for name, span in entry.fields.items() if name not in FIELDS
    ]
    lines = [f"{indent}  {name}: {value}".rstrip() for name, value in _fields(answer)] + unknown
    colon = text.index(":", entry.key.end)
    end = max(entry.whole.end, colon + 1)
    return text[: colon + 1] + newline + newline.join(lines) + text[end:]


def _added(text: str, identifier: str, answer: Answer, order: Sequence[str], heading: Heading | None) -> str:
    """The text with a new entry, behind the nearest one that comes before it in `order`."""
    newline = newline_in(text)
    lines = [f"  # {line}".rstrip() for line in (heading(identifier) if heading else ())]
    block = newline.join([*lines, *entry_lines(identifier, answer)])
    preflight = read_preflight(text).preflight
    earlier = list(order[: order.index(identifier)]) if identifier in order else list(order)
    before = next((found for name in reversed(earlier) if (found := preflight.entry(name))), None)
    before = before or (preflight.entries[-1] if preflight.entries and not order else None)
    if before is not None:
        at = _end_of_line(text, before.whole.end)
        return text[:at] + newline + block + text[at:]
    match = re.search(r"^(?:\ufeff)?answers:[^\r\n]*", text, re.MULTILINE)
    if match:
        head = re.sub(r":[ \t]*(?:\{\}|null|~)", ":", match[0])
        return text[: match.start()] + head + newline + block + text[match.end() :]
    rest = text if not text or text.endswith(("\n", "\r")) else text + newline
    return f"{rest}answers:{newline}{block}{newline}"


def _set_header(text: str, key: str, value: str) -> str:
    found = read_preflight(text)
    if found.is_broken:
        raise InvalidPreflight(str(found.problems[0]))
    if getattr(found.preflight, key) == value:
        return text
    newline = newline_in(text)
    head = re.search(r"^\ufeff?preflight:[^\r\n]*(?:\r\n|\n|\r|$)", text, re.MULTILINE)
    line = f"  {key}: {written(value)}".rstrip()
    if head is None:
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        return f"{mark}preflight:{newline}{line}{newline}{text.removeprefix(mark)}"
    body = re.compile(r"(?:[ \t]+[^\r\n]*(?:\r\n|\n|\r|$)|[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*").match(text, head.end())
    end = body.end() if body else head.end()
    present = re.compile(rf"^([ \t]+{key}[ \t]*:)[^\r\n]*?([ \t]+#[^\r\n]*)?$", re.MULTILINE).search(
        text.replace("\r", "\n"), head.end(), end
    )
    if present:
        shown = f" {written(value)}" if value else ""
        return text[: present.start()] + present[1] + shown + (present[2] or "") + text[present.end() :]
    last = list(re.compile(r"^[ \t]+[^\s#][^\r\n]*(?:\r\n|\n|\r|$)", re.MULTILINE).finditer(text, head.end(), end))
    at = last[-1].end() if last else head.end()
    start = text[:at] if text[:at].endswith(("\n", "\r")) else text[:at] + newline
    return f"{start}{line}{newline}{text[at:]}"


def newline_in(text: str) -> str:
    """The line end that a text uses."""
    found = re.search(r"\r\n|\n|\r", text)
    return found[0] if found else "\n"


def _indent_at(text: str, offset: int) -> str:
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    match = re.compile(r"\ufeff?([ \t]*)").match(text, start)
    return match[1] if match else ""


def _end_of_line(text: str, offset: int) -> int:
    match = re.compile(r"[^\r\n]*").match(text, offset)
    return match.end() if match else offset
