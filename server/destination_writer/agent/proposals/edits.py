"""A model's edits as a Change: each finds its place in the text as it is now, or says why it does not."""

import difflib
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from destination_writer.agent.redaction import holds_stand_in
from destination_writer.kotlin.declarations import Class, Function, KotlinFile, Property
from destination_writer.kotlin.parse import parse_file
from destination_writer.kotlin.tokens import non_code
from destination_writer.text.changes import Change, FileChange, FileCreation, FileEdit, TextEdit, fingerprint
from destination_writer.text.files import Files, UnreadableFile
from destination_writer.text.places import Span

EditKind = Literal["replace", "member", "create"]
LONGEST_FILE = 400_000
"""Characters of a new file."""
_SHOWN_NAMES = 30


@dataclass(frozen=True, slots=True)
class ProposedEdit:
    """What a model asks for. `path` is relative to the workspace.

    `replace`: `old`, which occurs once in the file, becomes `new`. `member`: the function or property that `member`
    names (`Class.function`) becomes `new`, a whole declaration. `create`: a new file with the text `new`.
    """

    kind: EditKind
    path: str
    new: str
    old: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A Change, and what it was made from: texts by path of the files that are there."""

    change: Change
    before: dict[str, str]


class NoPlace(Exception):
    """Edits that do not fit the files. `reasons` are sentences for the model, one an edit."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)


def draft_of(title: str, purpose: str, edits: Sequence[ProposedEdit], files: Files) -> Draft:
    """The edits as one Change against the files as they are. Raises NoPlace, a reason for each that does not fit."""
    reasons: list[str] = []
    before: dict[str, str] = {}
    spans: dict[str, list[TextEdit]] = {}
    created: dict[str, str] = {}
    for edit in edits:
        try:
            if edit.kind == "create":
                created[edit.path] = _created(edit, files, created)
                continue
            text = before.setdefault(edit.path, _text(edit.path, files))
            found = _replaced(edit, text) if edit.kind == "replace" else _member(edit, text)
            others = spans.setdefault(edit.path, [])
            if any(found.span.start < o.span.end and o.span.start < found.span.end for o in others):
                raise NoPlace([f"{edit.path}: two of the edits overlap; make them one"])
            others.append(found)
        except NoPlace as error:
            reasons += error.reasons
    if reasons:
        raise NoPlace(reasons)
    changes: list[FileChange] = [FileCreation(path, text) for path, text in created.items()]
    for path, found in spans.items():
        kept = tuple(e for e in sorted(found) if before[path][e.span.start : e.span.end] != e.new_text)
        if kept:
            changes.append(FileEdit(path, fingerprint(before[path]), kept))
    if not changes:
        raise NoPlace(["The edits change nothing: the files have that text already"])
    change = Change(title, tuple(sorted(changes, key=lambda f: f.path)), purpose, needs_confirmation=True)
    return Draft(change, {path: text for path, text in before.items() if path in {f.path for f in changes}})


def _created(edit: ProposedEdit, files: Files, others: Iterable[str]) -> str:
    if files.exists(edit.path) or edit.path in others:
        raise NoPlace([f"{edit.path} exists already; read it and replace a part of it, or a member by its name"])
    if len(edit.new) > LONGEST_FILE:
        raise NoPlace([f"{edit.path}: a new file may have {LONGEST_FILE:,} characters; split it"])
    if not edit.new.strip():
        raise NoPlace([f"{edit.path}: the new file is empty; give its whole text in `new`"])
    return edit.new if edit.new.endswith("\n") else f"{edit.new}\n"


def _text(path: str, files: Files) -> str:
    try:
        return files.read(path)
    except FileNotFoundError:
        raise NoPlace([f"{path} does not exist; list the files for its right path, or create it"]) from None
    except UnreadableFile as error:
        raise NoPlace([f"{error}"]) from None


def _replaced(edit: ProposedEdit, text: str) -> TextEdit:
    newline = _newline(text)
    old, new = _with_newline(edit.old, newline), _with_newline(edit.new, newline)
    if not old:
        raise NoPlace([f"{edit.path}: `old` is empty; give the exact text that is replaced, or create a new file"])
    count = text.count(old)
    if count == 1:
        start = text.index(old)
        return TextEdit(Span(start, start + len(old)), new)
    if count > 1:
        raise NoPlace([f"{edit.path}: `old` occurs {count} times; give more lines around the one that is meant"])
    if holds_stand_in(old):
        raise NoPlace(
            [
                f"{edit.path}: `old` holds `[secret …]`, which stands for a secret that the file has there; choose "
                "lines around it, and leave the secret as it is"
            ]
        )
    near = _nearest(old, text)
    raise NoPlace([f"{edit.path}: `old` is not in the file as it is now{near}; read the file and copy it exactly"])


def _nearest(old: str, text: str) -> str:
    """The line of the file that is most like the first line of `old` that says something."""
    wanted = next((line.strip() for line in old.splitlines() if len(line.strip()) > 3), "")
    lines = [line.strip() for line in text.splitlines()]
    close = difflib.get_close_matches(wanted, lines[:5000], 1, 0.7) if wanted else []
    return f" (line {lines.index(close[0]) + 1} is nearest: `{close[0][:120]}`)" if close else ""


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _with_newline(text: str, newline: str) -> str:
    return re.sub(r"\r\n|\r|\n", newline, text)


def _member(edit: ProposedEdit, text: str) -> TextEdit:
    """The declaration of that name becomes the new text, at the old one's indentation; its KDoc goes with it only where
    the new text brings one."""
    if not edit.path.endswith(".kt"):
        raise NoPlace([f"{edit.path} is no Kotlin file, so it has no members; replace a part of its text"])
    declared = parse_file(text)
    owner, _, name = edit.member.rpartition(".")
    found = members_named(declared, owner, name)
    if not found:
        raise NoPlace([f"{edit.path} has no member {edit.member or '(none was named)'}; it has: {_names(declared)}"])
    if len(found) > 1:
        raise NoPlace([f"{edit.path} has {len(found)} members {edit.member}; replace the exact text of the one meant"])
    span = found[0].span
    start = _documented(text, span.start) if edit.new.lstrip().startswith("/*") else span.start
    line = text[text.rfind("\n", 0, start) + 1 : start]
    indent = line if not line.strip() else ""
    new = textwrap.indent(_dedented(edit.new), indent, lambda part: bool(part.strip()))
    return TextEdit(Span(start, span.end), _with_newline(new.removeprefix(indent), _newline(text)))


def members_named(declared: KotlinFile, owner: str, name: str) -> list[Function | Property]:
    """Functions and properties of that name: of the class `owner` (simple or dotted), of any class and of the file
    where `owner` is empty."""
    simple = owner.rpartition(".")[2]
    owners: list[KotlinFile | Class] = [c for c in declared.all_classes() if not owner or c.name == simple]
    owners += [declared] if not owner else []
    plain = name.strip("`")
    return [m for o in owners for m in (*o.functions, *o.properties) if m.name == plain]


def _names(declared: KotlinFile) -> str:
    names = [f"{c.name}.{m.name}" for c in declared.all_classes() for m in (*c.functions, *c.properties)]
    names += [m.name for m in (*declared.functions, *declared.properties)]
    more = f" and {len(names) - _SHOWN_NAMES} more" if len(names) > _SHOWN_NAMES else ""
    return ", ".join(names[:_SHOWN_NAMES]) + more if names else "none"


def _documented(text: str, start: int) -> int:
    """Where the KDoc directly above a declaration begins; the declaration's own start where it has none."""
    before = [p for p in non_code(text) if p.is_comment and p.end <= start]
    if before and text[before[-1].start :].startswith("/**") and not text[before[-1].end : start].strip():
        return before[-1].start
    return start


def _dedented(text: str) -> str:
    """Without the indentation of its first line, as far as the others share it, and without blank lines around."""
    plain = re.sub(r"\r\n|\r", "\n", text).strip("\n").rstrip()
    first, _, rest = plain.partition("\n")
    if first[:1].isspace() or not rest:
        return textwrap.dedent(plain) if first[:1].isspace() else plain
    body = [line for line in rest.split("\n") if line.strip()]
    least = min((len(line) - len(line.lstrip()) for line in body), default=0)
    last = len(body[-1]) - len(body[-1].lstrip()) if body else 0
    shift = last if body and body[-1].strip()[:1] in "})]" and last == least else 0
    return "\n".join([first, *(line[shift:] if line.strip() else "" for line in rest.split("\n"))])
