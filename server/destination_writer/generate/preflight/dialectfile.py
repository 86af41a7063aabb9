"""The dialect of a workspace that the answers of a preflight make."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import yaml

from destination_writer.connector.preflight import Preflight, Source
from destination_writer.generate.preflight.facts import Facts, ProofOf, facts_of_answers
from destination_writer.generate.preflight.reading import Raw, plain_facts
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import load_model
from destination_writer.knowledge.merging import dialect_path, load_dialect, merge
from destination_writer.knowledge.preflight import STANDARD, Checklist, load_parts
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import Files, MemoryFiles, OverlayFiles

KNOWLEDGE_FOLDER = ".destination-writer/knowledge"
_MARK = re.compile(r"# Made from preflight\.yaml; edit that file\. \[([0-9a-f]{16})\]\n")


@dataclass(frozen=True, slots=True)
class MadeDialect:
    """`path` is below the knowledge folder; `text` is empty where the known dialect says all of it already.

    `changed` are the questions whose answers differ from `base`.
    """

    path: str
    text: str
    base: Dialect
    dialect: Dialect
    changed: tuple[str, ...]


class _Without:
    """Files with one of them left out."""

    def __init__(self, files: Files, path: str) -> None:
        self.files, self.path = files, path

    def list(self) -> Iterable[str]:
        return [path for path in self.files.list() if path != self.path]

    def read(self, path: str) -> str:
        if path == self.path:
            raise FileNotFoundError(path)
        return self.files.read(path)

    def exists(self, path: str) -> bool:
        return path != self.path and self.files.exists(path)


def is_made(text: str) -> bool:
    """Whether a dialect file was made from a preflight, and nobody edited it since."""
    match = _MARK.match(text)
    return match is not None and match[1] == _digest(text[match.end() :])


def was_made(text: str) -> bool:
    """Whether a dialect file was made from a preflight, edited since or not."""
    return _MARK.match(text) is not None


def _digest(body: str) -> str:
    return hashlib.blake2b(body.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@lru_cache(maxsize=8)
def knowledge_before(knowledge: Knowledge, slug: str) -> Knowledge:
    """The knowledge without the dialect that an earlier preflight made of this database."""
    files, path = knowledge.files, dialect_path(slug)
    if isinstance(files, OverlayFiles) and files.upper.exists(path) and was_made(files.upper.read(path)):
        return Knowledge(OverlayFiles(_Without(files.upper, path), files.lower))
    return knowledge


@lru_cache(maxsize=8)
def standard_dialect(knowledge: Knowledge) -> Dialect:
    """What stands in for facts that nobody told."""
    return load_model(knowledge.files, STANDARD, Dialect)


def class_prefix(slug: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in slug.split("-"))


def make_dialect(checklist: Checklist, preflight: Preflight, knowledge: Knowledge) -> MadeDialect:
    """The dialect that gives these answers. Raises KnowledgeError where they make none that fits the schema.

    A database that is known is extended under its own name, another one extends what it is like, and one that is like
    none is written whole, on what the SQL standard says.
    """
    before = knowledge_before(knowledge, preflight.database)
    standard = standard_dialect(before)
    if preflight.database in before.dialect_slugs:
        base, head = before.dialect(preflight.database), {"slug": preflight.database, "extends": preflight.database}
    elif preflight.like:
        head = _head(preflight) | {"extends": preflight.like}
        base = _parsed(before, preflight.database, _text(head))
    else:
        head, base = _head(preflight), standard
    start = Facts(base, standard, load_parts(before.files), _proofs(preflight))
    facts = facts_of_answers(checklist, _usable(checklist, preflight), start, whole=base is standard)
    path = dialect_path(preflight.database)
    if not facts.raw and preflight.database in before.dialect_slugs:
        return MadeDialect(path, "", base, base, ())
    raw = merge(head, facts.raw)
    if base is standard:
        raw = _whole(merge(plain_facts(standard) | head, facts.raw), preflight)
    text = _marked(_text(raw))
    return MadeDialect(path, text, base, _parsed(before, preflight.database, text), tuple(facts.changed))


def _usable(checklist: Checklist, preflight: Preflight) -> dict[str, object]:
    """The answers that are legal; the others are told elsewhere and change nothing."""
    known = {key: value for key, value in preflight.answers.items() if checklist.question(key)}
    shapes = {question.id: question for question in checklist.questions}
    return {
        key: value
        for key, value in known.items()
        if shapes[key].answer.values_from or not shapes[key].problem_with(value)
    }


def _head(preflight: Preflight) -> Raw:
    name = preflight.name or preflight.database
    prefix = class_prefix(preflight.database)
    return {
        "slug": preflight.database,
        "name": name,
        "class_prefix": prefix,
        "versions": "as the preflight checklist describes it",
    }


def _whole(raw: Raw, preflight: Preflight) -> Raw:
    """A dialect that stands alone, without what is left at its default."""
    own = {key: value for key, value in raw.items() if key != "parents"}
    return cast(Raw, _pruned(own | {"family": preflight.database}))


def _pruned(value: object) -> object:
    if isinstance(value, list):
        return [_pruned(item) for item in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    fields = {key: _pruned(item) for key, item in cast(Raw, value).items()}
    return {key: item for key, item in fields.items() if item is not None and item not in ("", [], {})}


def _proofs(preflight: Preflight) -> ProofOf:
    """An answer that was executed is a fact that was; any other is documented by the checklist."""
    told: Raw = {"kind": "documented", "where": f"{preflight.name or preflight.database}: preflight checklist"}

    def proof_of(identifier: str) -> Raw:
        answer = preflight.answer(identifier)
        if answer and answer.source == Source.EXECUTED and answer.proof:
            return {"kind": "executed", "where": answer.proof.removeprefix("executed: ")}
        return told

    return proof_of


def _parsed(knowledge: Knowledge, slug: str, text: str) -> Dialect:
    """What a dialect file of this text would be. Raises KnowledgeError."""
    upper = MemoryFiles({dialect_path(slug): text})
    return load_dialect(OverlayFiles(upper, knowledge.files), slug)


def _text(raw: Mapping[str, object]) -> str:
    """YAML without anchors: every map is written where it stands."""
    return yaml.safe_dump(
        _copied(raw), sort_keys=False, allow_unicode=True, width=1000, default_flow_style=None, indent=2
    )


def _copied(value: object) -> object:
    """Nothing in it is one object twice."""
    if isinstance(value, (list, tuple)):
        return [_copied(item) for item in cast("list[object]", value)]
    if isinstance(value, Mapping):
        return {str(key): _copied(item) for key, item in cast("Mapping[object, object]", value).items()}
    return value


def _marked(body: str) -> str:
    return f"# Made from preflight.yaml; edit that file. [{_digest(body)}]\n{body}"
