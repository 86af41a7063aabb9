"""A confirmed answer becomes a fact of the workspace's dialect, with how it is known."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import cast

from destination_writer.connector.roundtrip import NotEditable, edit_yaml
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.merging import dialect_path, load_dialect
from destination_writer.text.changes import Change, FileCreation, FileEdit, NoChange, TextEdit, fingerprint
from destination_writer.text.files import Files, MemoryFiles, OverlayFiles
from destination_writer.text.places import Span

KNOWLEDGE_FOLDER = ".destination-writer/knowledge/"


@dataclass(frozen=True, slots=True)
class Answer:
    """`key` is the fact's path in the dialect (`identifiers.max_bytes`), `value` plain YAML, `where` says how it is
    known: a page, a query and its result, a date."""

    key: str
    value: object
    where: str


@dataclass(frozen=True, slots=True)
class LearnedFact:
    """`before` is what held until now, None where nothing did."""

    change: Change
    before: object


def fact_path(slug: str) -> str:
    """The workspace's file of a dialect."""
    return KNOWLEDGE_FOLDER + dialect_path(slug)


def learn_fact(files: Files, slug: str, answer: Answer, present: str | None) -> LearnedFact | NoChange:
    """`files` is the knowledge as it holds now, `present` the text of `fact_path(slug)` (None without one).

    NoChange for a database without a dialect, for a fact that holds already, and for one that does not fit the schema.
    """
    try:
        known = load_dialect(files, slug).model_dump(mode="json", by_alias=True)
    except KnowledgeError as error:
        return NoChange(
            f"{error}; begin its file with `destination-writer dialect new {slug}`", (f"a dialect for {slug}",)
        )
    keys = answer.key.split(".")
    before = _at(known, keys)
    if _plainly(before) == answer.value:
        return NoChange(f"{answer.key} is {answer.value!r} already")
    text = present if present is not None else _beginning(slug)
    try:
        new = edit_yaml(text, keys[0], lambda group: _set(group, keys[1:], answer, known)) if keys[1:] else ""
    except NotEditable as error:
        return NoChange(f"{fact_path(slug)} cannot be edited: {error}; mend it first")
    except KeyError as error:
        return NoChange(f"{error.args[0]}")
    if not new:
        return NoChange(f"{answer.key} is a group of facts; name one of it, such as identifiers.max_bytes")
    try:
        load_dialect(OverlayFiles(MemoryFiles({dialect_path(slug): new}), files), slug)
    except KnowledgeError as error:
        reason = "there is no fact of that name" if "Extra inputs" in error.reason else error.reason
        return NoChange(f"the fact does not fit: {error.key or answer.key}: {reason}")
    return LearnedFact(_change(slug, answer, present, new), _plainly(before))


def _beginning(slug: str) -> str:
    return (
        f"# What was found out in this workspace, on top of what is known of {slug}.\nslug: {slug}\nextends: {slug}\n"
    )


def _set(group: MutableMapping[str, object], keys: list[str], answer: Answer, known: Mapping[str, object]) -> None:
    """Put the value at its place, with the proof where such facts carry one."""
    path = answer.key.split(".")
    at = group
    for key in keys[:-1]:
        below = at.setdefault(key, {})
        if not isinstance(below, dict):
            raise KeyError(f"{answer.key} leads through a value that is no group: {key}")
        at = cast(MutableMapping[str, object], below)
    proof = {"kind": "documented", "where": answer.where}
    present = _at(known, path)
    if isinstance(present, dict) and "supported" in present and isinstance(answer.value, bool):
        at[keys[-1]] = {"supported": answer.value, "proof": proof}
        return
    if path[0] == "capabilities" and isinstance(answer.value, bool):
        at[keys[-1]] = {"supported": answer.value, "proof": proof}
        return
    at[keys[-1]] = answer.value
    whole = known.get(path[0])
    if isinstance(whole, dict) and "proof" in whole and len(path) > 1:
        group["proof"] = proof | {"where": f"{answer.key}: {answer.where}{_rest(cast(Mapping[str, object], whole))}"}


def _rest(group: Mapping[str, object]) -> str:
    """How the other facts of the group are known, so that one answer does not take their proof away unsaid."""
    proof = group.get("proof")
    if not isinstance(proof, dict):
        return ""
    known = cast(Mapping[str, object], proof)
    return f"; the others {known.get('kind')}: {known.get('where')}"


def _at(value: object, keys: list[str]) -> object:
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = cast(Mapping[str, object], value).get(key)
    return value


def _plainly(value: object) -> object:
    """A capability's value is whether it is supported."""
    return cast(Mapping[str, object], value).get("supported", cast(object, value)) if isinstance(value, dict) else value


def _change(slug: str, answer: Answer, present: str | None, new: str) -> Change:
    title = f"Remember {answer.key} of {slug}"
    purpose = "What is generated in this workspace from now on counts on it."
    path = fact_path(slug)
    if present is None:
        return Change(title, (FileCreation(path, new),), purpose, provenance=answer.where, needs_confirmation=True)
    edit = FileEdit(path, fingerprint(present), (TextEdit(Span(0, len(present)), new),))
    return Change(title, (edit,), purpose, provenance=answer.where, needs_confirmation=True)
