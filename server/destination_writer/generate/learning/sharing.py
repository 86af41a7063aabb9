"""Knowledge of a workspace as one bundle of files to share: what may go out, and what may come in."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from destination_writer.generate.learning.yamltext import appended_rule
from destination_writer.generate.rendering import syntax_problem
from destination_writer.knowledge.failures import FailureRule, RuleFile
from destination_writer.knowledge.loading import KnowledgeError, load_model
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, FileCreation, FileEdit, TextEdit, fingerprint
from destination_writer.text.files import Files, MemoryFiles, OverlayFiles
from destination_writer.text.places import Span
from destination_writer.text.redaction import Trace, traces

MANIFEST = "manifest.json"
FORMAT = 1
FOLDER = ".destination-writer/"
LEARNED = "knowledge/failures/learned.yaml"
_ALLOWED = re.compile(r"knowledge/(?:[\w-]+/)*[\w.-]+\.(?:yaml|md)|templates/(?:[\w-]+/)*[\w.-]+\.j2")


class BadBundle(Exception):
    """A bundle that is not taken. The message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Leak:
    """Something private in a file that was to be shared; `line` counts from 1."""

    path: str
    trace: Trace

    @property
    def sentence(self) -> str:
        return f"{self.path}:{self.trace.line} holds {self.trace.kind.value}"


def is_shared(path: str) -> bool:
    """Whether a file below `.destination-writer/` is knowledge or a template, and not state or history."""
    return _ALLOWED.fullmatch(path) is not None and ".." not in path


def leaks(files: Mapping[str, str], names: Iterable[str] = ()) -> list[Leak]:
    """Everything private in the files, by path and line."""
    known = tuple(names)
    return [Leak(path, trace) for path, text in sorted(files.items()) for trace in traces(text, known)]


def manifest(files: Mapping[str, str], made_with: str) -> str:
    """JSON: format, program version, and each file with its digest and what it is."""
    listed = [{"path": path, "digest": _digest(text), "kind": kind_of(path)} for path, text in sorted(files.items())]
    return json.dumps({"format": FORMAT, "made_with": made_with, "files": listed}, indent=2, ensure_ascii=False) + "\n"


def kind_of(path: str) -> str:
    if path.startswith("templates/"):
        return "template"
    folder = path.split("/")[1]
    return {"failures": "failure rules", "dialects": "dialect", "guides": "guide"}.get(folder, "knowledge")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def opened(entries: Mapping[str, str]) -> dict[str, str]:
    """The files of a bundle by path, its manifest left out. Raises BadBundle for anything but what an export writes."""
    try:
        value: Any = json.loads(entries[MANIFEST])
        if not isinstance(value, dict) or cast(dict[str, Any], value)["format"] != FORMAT:
            raise BadBundle(f"its {MANIFEST} has another format than {FORMAT}; a newer version of the program wrote it")
        listed = {str(item["path"]): str(item["digest"]) for item in cast(dict[str, Any], value)["files"]}
    except KeyError as error:
        raise BadBundle(
            f"it has no {error.args[0]}: it was not written by `destination-writer knowledge export`"
        ) from None
    except (ValueError, TypeError):
        raise BadBundle(f"its {MANIFEST} cannot be read: export it again") from None
    files = {path: text for path, text in entries.items() if path != MANIFEST}
    for path, text in files.items():
        if not is_shared(path):
            raise BadBundle(f"{path} is neither knowledge nor a template: nothing of it is taken")
        if listed.get(path) != _digest(text):
            raise BadBundle(f"{path} is not what its {MANIFEST} lists: it was changed on the way")
    missing = sorted(listed.keys() - files.keys())
    if missing:
        raise BadBundle(f"{missing[0]} is listed and not there: export it again")
    return files


class Arrival(StrEnum):
    NEW = "new"
    SAME = "same"
    MERGED = "merged"
    """Rules that are not there yet are added to the file of learned ones."""
    REPLACES = "replaces"


@dataclass(frozen=True, slots=True)
class Arriving:
    """One file that comes in. `text` is what will stand there."""

    path: str
    arrival: Arrival
    text: str
    added: int = 0
    """Rules that are added, where it is merged."""


def arriving(files: Mapping[str, str], present: Mapping[str, str]) -> tuple[Arriving, ...]:
    """What the files of a bundle become beside those that are there, by path below `.destination-writer/`.

    Raises KnowledgeError when rules cannot be read.
    """
    return tuple(_arriving(path, text, present.get(path)) for path, text in sorted(files.items()))


def _arriving(path: str, text: str, there: str | None) -> Arriving:
    if there is None:
        return Arriving(path, Arrival.NEW, text)
    if there == text:
        return Arriving(path, Arrival.SAME, text)
    if path != LEARNED:
        return Arriving(path, Arrival.REPLACES, text)
    merged, added = there, 0
    known = _rules(path, there)
    for rule in _rules(path, text):
        if all(rule.phrases != other.phrases for other in known):
            fresh = rule.model_copy(update={"id": _free(rule.id, known)})
            known = (*known, fresh)
            merged, added = appended_rule(merged, fresh), added + 1
    return Arriving(path, Arrival.MERGED if added else Arrival.SAME, merged, added)


def _rules(path: str, text: str) -> tuple[FailureRule, ...]:
    return load_model(MemoryFiles({path: text}), path, RuleFile).rules


def _free(wanted: str, known: Sequence[FailureRule]) -> str:
    taken, number, free = {rule.id for rule in known}, 2, wanted
    while free in taken:
        free, number = f"{wanted}-{number}", number + 1
    return free


def problems(items: Iterable[Arriving], knowledge: Files, templates: Files) -> list[str]:
    """Why what comes in cannot be used: a sentence for each. `knowledge` and `templates` are what holds now."""
    texts = {item.path: item.text for item in items}
    upper = {p.removeprefix("knowledge/"): t for p, t in texts.items() if p.startswith("knowledge/")}
    store = Knowledge(OverlayFiles(MemoryFiles(upper), knowledge))
    found = [str(error) for error in store.knowledge_problems() if error.path in upper or _in_folder(error, upper)]
    laid = {p.removeprefix("templates/"): t for p, t in texts.items() if p.startswith("templates/")}
    files = OverlayFiles(MemoryFiles(laid), templates)
    return found + [problem for path in sorted(laid) if (problem := syntax_problem(files, path))]


def _in_folder(error: KnowledgeError, paths: Mapping[str, str]) -> bool:
    """Rules are read as one: a clash is told of the file that comes last, whichever that is."""
    return error.path.startswith("failures/") and any(path.startswith("failures/") for path in paths)


def import_change(items: Iterable[Arriving], present: Mapping[str, str]) -> Change:
    """The Change that writes what comes in, paths relative to the workspace."""
    files: list[FileCreation | FileEdit] = []
    for item in items:
        there = present.get(item.path)
        if there is None:
            files.append(FileCreation(FOLDER + item.path, item.text))
        elif there != item.text:
            edit = TextEdit(Span(0, len(there)), item.text)
            files.append(FileEdit(FOLDER + item.path, fingerprint(there), (edit,)))
    return Change("Import knowledge", tuple(files), "It holds for this workspace from now on.", needs_confirmation=True)
