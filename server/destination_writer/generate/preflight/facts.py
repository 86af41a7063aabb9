"""From answers to the facts of a dialect, held against another one."""

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import cast

from destination_writer.generate.preflight.limits import isolation, setting, size
from destination_writer.generate.preflight.reading import ESCAPES, MARKS, Raw, at_path, known_value, plain_facts
from destination_writer.generate.preflight.ways import ordered_ways, rewritten_ways
from destination_writer.knowledge.dialect_facts import StrategyKind
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.preflight import Checklist, Parts, Question

_DECIMAL = re.compile(r"\w+\s*\(\s*(\d+)\s*,\s*(\d+)\s*\)")
_BINARY = re.compile(r"(FLOAT|REAL|DOUBLE)", re.IGNORECASE)
_META = {
    "types.string": "_airbyte_raw_id",
    "types.timestamp_tz": "_airbyte_extracted_at",
    "types.json": "_airbyte_meta",
    "types.integer": "_airbyte_generation_id",
}
"""Question -> the meta column that has its type."""
ProofOf = Callable[[str], Mapping[str, object]]
"""Question id -> how its answer is known, as YAML; the empty id for what follows from several."""

_PROOFS = {
    "connection": "connection.proof",
    "quoting": "quoting.proof",
    "namespaces": "namespaces.proof",
    "identifiers": "identifiers.proof",
    "type_map": "type_map.proof",
    "meta": "meta.proof",
    "expressions": "expressions.proof",
    "alter": "alter.proof",
    "catalogue": "catalogue_proof",
    "errors": "errors.proof",
    "bulk": "bulk.proof",
}
"""Group of facts -> where its proof stands."""


class Facts:
    """Collects what answers change in a dialect. `changed` are the ids whose answer differs from it."""

    def __init__(self, base: Dialect, standard: Dialect, parts: Parts, proof_of: ProofOf) -> None:
        self.base, self.standard, self.parts, self.proof_of = base, standard, parts, proof_of
        self.plain = plain_facts(base)
        self.raw: Raw = {}
        self.changed: list[str] = []
        self.groups: dict[str, list[str]] = {}
        """Group of facts -> the questions that changed something of it."""

    def set(self, path: str, value: object) -> None:
        """Set the value below dotted keys, making the maps on the way."""
        *above, last = path.split(".")
        place = self.raw
        for key in above:
            if not isinstance(place.get(key), dict):
                place[key] = {}
            place = cast(Raw, place[key])
        place[last] = value

    def now(self, path: str) -> object:
        """A copy of what holds with the facts so far."""
        own = at_path(self.raw, path)
        return deepcopy(own if own is not None else at_path(self.plain, path))


def facts_of_answers(
    checklist: Checklist, answers: Mapping[str, object], facts: Facts, *, whole: bool = False
) -> Facts:
    """Fill `facts` with what a dialect has to say that extends its base, so that it gives these answers.

    With `whole` what the base says as well is said too: each answer is then a fact of the dialect's own.
    """
    for question in checklist.asked(answers):
        value = answers.get(question.id)
        if value is None or (not whole and value == known_value(question, facts.base, facts.plain)):
            continue
        facts.changed.append(question.id)
        for path in question.fact:
            facts.groups.setdefault(path.partition(".")[0], []).append(question.id)
        _apply(facts, question, value, answers)
    if answers.get("alter.type") is False and "alter.type" in facts.changed and facts.base.alter.change:
        facts.set("alter.change", "")
    rewritten_ways(facts.raw, facts.plain, answers, set(facts.changed))
    for kind in StrategyKind:
        ordered_ways(facts.raw, facts.plain, facts.standard, kind, answers, facts.proof_of(""))
    _settings(facts, answers)
    _proofs(facts)
    return facts


def _proofs(facts: Facts) -> None:
    """Each group that answers changed says so: as executed only where all of these answers were."""
    for group, path in _PROOFS.items():
        if group not in facts.raw:
            continue
        known = [facts.proof_of(key) for key in facts.groups.get(group, [])]
        executed = known and all(proof["kind"] == "executed" for proof in known)
        facts.set(path, dict(known[0] if executed else facts.proof_of("")))


def _apply(facts: Facts, question: Question, value: object, answers: Mapping[str, object]) -> None:
    for path in question.fact:
        group, _, rest = path.partition(".")
        if group == "capabilities":
            note = "Answered in the preflight checklist."
            proof = dict(facts.proof_of(question.id))
            known = {"supported": value, "since": "", "note": note, "proof": proof}
            facts.set(f"capabilities.{rest.partition('.')[0]}", known)
        elif group == "type_map" and rest.endswith(".ddl"):
            _column_type(facts, path.removesuffix(".ddl"), str(value), answers)
        else:
            facts.set(path, value)
    if question.id in _META:
        _meta(facts, question.id, str(value), answers)
    if question.id.startswith("catalogue.") and "?" in str(value):
        _parameters(facts, question.fact[0], str(value), ["namespace", "name"])
    if question.id == "namespaces.exists":
        _parameters(facts, question.fact[0], str(value), ["namespace"])
    kind, _, detail = question.derived.partition(":")
    if kind in _WRITERS and not question.fact:
        _WRITERS[kind](facts, detail, value, answers)


def _column_type(facts: Facts, path: str, ddl: str, answers: Mapping[str, object]) -> None:
    known = _spelled(answers)
    facts.set(f"{path}.ddl", ddl)
    facts.set(f"{path}.catalogue", str(known.get(ddl, ddl)))
    facts.set(f"{path}.note", "Answered in the preflight checklist.")
    if path.endswith("NumberType"):
        decimal = _DECIMAL.fullmatch(ddl)
        limits: object = {"digits": int(decimal[1]), "scale": int(decimal[2])} if decimal else None
        facts.set(f"{path}.limits", {"binary": 64} if _BINARY.match(ddl) else limits)
        facts.set(f"{path}.lossless", False)


def _spelled(answers: Mapping[str, object]) -> Mapping[str, object]:
    """Type as DDL writes it -> as the catalogue does, where that was answered."""
    spellings = answers.get("types.catalogue")
    return cast("Mapping[str, object]", spellings) if isinstance(spellings, Mapping) else dict[str, object]()


def _meta(facts: Facts, question: str, ddl: str, answers: Mapping[str, object]) -> None:
    known = _spelled(answers)
    columns = cast("list[Raw]", facts.now("meta.columns"))
    for column in columns:
        if column["name"] == _META[question]:
            column |= {"ddl": ddl, "catalogue": str(known.get(ddl, ddl))}
    facts.set("meta.columns", columns)


def _parameters(facts: Facts, path: str, sql: str, names: list[str]) -> None:
    """As many as the query has marks: the last ones, for a query that wants the name alone."""
    count, place = sql.count("?"), path.removesuffix(".sql") + ".parameters"
    if count != len(cast("list[str]", facts.now(place) or [])):
        facts.set(place, (names * count)[-count:] if count > len(names) else names[-count:])


def _driver(facts: Facts, _: str, value: object, __: Mapping[str, object]) -> None:
    artifacts = cast("list[Raw]", facts.now("connection.artifacts"))
    artifacts[0] = {**artifacts[0], "coordinate": value}
    facts.set("connection.artifacts", artifacts)


def _properties(facts: Facts, _: str, value: object, __: Mapping[str, object]) -> None:
    known = {str(one["name"]): one for one in cast("list[Raw]", facts.now("connection.properties"))}
    wanted = cast("Mapping[str, object]", value)
    why = "Answered in the preflight checklist."
    made = [
        {"name": name, "value": _text(item), "why": known[name]["why"] if name in known else why}
        for name, item in wanted.items()
    ]
    facts.set("connection.properties", made)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _spellings(facts: Facts, _: str, value: object, __: Mapping[str, object]) -> None:
    spelled = cast("Mapping[str, object]", value)
    for name, fact in cast("dict[str, Raw]", at_path(facts.plain, "type_map.types")).items():
        ddl = at_path(facts.raw, f"type_map.types.{name}.ddl") or fact["ddl"]
        if ddl in spelled:
            facts.set(f"type_map.types.{name}.catalogue", str(spelled[str(ddl)]))
    columns = cast("list[Raw]", facts.now("meta.columns"))
    for column in columns:
        column["catalogue"] = str(spelled.get(str(column["ddl"]), column["catalogue"]))
    facts.set("meta.columns", columns)


def _marks(facts: Facts, _: str, value: object, answers: Mapping[str, object]) -> None:
    opening = next(mark for mark, name in MARKS.items() if name == value)
    closing = "]" if opening == "[" else opening
    facts.set("quoting.open", opening)
    facts.set("quoting.close", closing)
    if not answers.get("quoting.escape"):
        facts.set("quoting.escape", closing * 2)


def _literal_escape(facts: Facts, _: str, value: object, __: Mapping[str, object]) -> None:
    facts.set("quoting.literal_escape", next(text for text, name in ESCAPES.items() if name == value))


def _test_database(facts: Facts, _: str, value: object, answers: Mapping[str, object]) -> None:
    if value != "testcontainers":
        facts.set("connection.test_container", None)
        return
    artifact = {"coordinate": answers.get("test.container_artifact"), "scope": "testImplementation"}
    container = {"class_name": answers.get("test.container_class"), "image": answers.get("test.image")}
    if all((*container.values(), artifact["coordinate"])):
        facts.set("connection.test_container", {**container, "artifact": artifact})


def _error(facts: Facts, which: str, value: object, _: Mapping[str, object]) -> None:
    entry: Raw = {**_told_by(str(value)), **facts.parts.errors[which]}
    told = set(_told_by(str(value)).values())
    codes = cast("list[Raw]", facts.now("errors.codes"))
    kept = [
        code
        for code in codes
        if (code.get("vendor") or code.get("state") or code.get("message")) not in told
        and not (which == "missing_table" and code.get("missing") == "table")
    ]
    facts.set("errors.codes", [entry, *kept])


def _isolation(facts: Facts, _: str, value: object, __: Mapping[str, object]) -> None:
    level = isolation(value)
    if level is not None:
        facts.set("connection.isolation", level)


def _tls(facts: Facts, _: str, value: object, answers: Mapping[str, object]) -> None:
    """A property of the driver, unless the answer about properties has it already."""
    found, told = setting(value), answers.get("connection.properties")
    if found is None or (isinstance(told, Mapping) and found[0] in told):
        return
    kept = [one for one in cast("list[Raw]", facts.now("connection.properties")) if one["name"] != found[0]]
    why = "Encrypts the connection, as the preflight checklist was answered."
    facts.set("connection.properties", [*kept, {"name": found[0], "value": found[1], "why": why}])


def _statement_size(facts: Facts, _: str, value: object, __: Mapping[str, object]) -> None:
    limit = size(value)
    if limit:
        facts.set("bulk.max_statement", limit)


def _told_by(answer: str) -> Raw:
    """`42P01` is a state, `/no such table/` a message, `#1146` and anything else what the vendor calls it."""
    if len(answer) > 2 and answer.startswith("/") and answer.endswith("/"):
        return {"message": answer[1:-1]}
    if re.fullmatch(r"[0-9A-Z]{2}([0-9A-Z]{3})?", answer):
        return {"state": answer}
    return {"vendor": answer.removeprefix("#")}


_WRITERS: Mapping[str, Callable[[Facts, str, object, Mapping[str, object]], None]] = {
    "driver": _driver,
    "properties": _properties,
    "catalogue-spellings": _spellings,
    "quote-marks": _marks,
    "literal-escape": _literal_escape,
    "test-database": _test_database,
    "error": _error,
    "isolation": _isolation,
    "tls": _tls,
    "pool": lambda facts, _, value, __: facts.set("connection.max_connections", value),
    "statement-size": _statement_size,
}

_USUAL = {"host", "port", "database", "schema", "username", "password"}


def _settings(facts: Facts, answers: Mapping[str, object]) -> None:
    """The user's form, where the connection string or the way to log in asks for other fields than the base has."""
    if not {"connection.url", "credentials.kind"} & set(facts.changed):
        return
    url = str(at_path(facts.raw, "connection.url") or facts.base.connection.url)
    login = facts.parts.logins[str(answers.get("credentials.kind") or "password")]
    named = list(dict.fromkeys(re.findall(r"\{(\w+)\}", url)))
    wanted = [*named, *(["schema"] if "host" in named else []), *(name for name in login if name not in named)]
    if set(wanted) <= _USUAL and set(login) == {"username", "password"}:
        facts.set("connection.settings", [])
        return
    facts.set("connection.settings", [_setting(facts.parts, name, answers) for name in wanted])


def _setting(parts: Parts, name: str, answers: Mapping[str, object]) -> Raw:
    json_name = re.sub(r"([A-Z])", lambda match: "_" + match[1].lower(), name)
    title = json_name.replace("_", " ").capitalize()
    field = {"title": title, "description": f"{title} of the connection.", **parts.settings.get(name, {})}
    default: Raw = {}
    if name == "port" and answers.get("connection.port"):
        default = {"default": answers["connection.port"]}
    if name == "schema" and answers.get("namespaces.default"):
        default = {"default": answers["namespaces.default"], "test": answers["namespaces.default"]}
    return {"name": name, "json": json_name, **field, **default}
