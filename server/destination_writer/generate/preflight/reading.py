"""What a dialect answers to the questions of the checklist, and how that is known."""

import re
from collections.abc import Callable, Mapping
from typing import cast

from destination_writer.connector.preflight import Answer
from destination_writer.knowledge.dialect_errors import ErrorCode
from destination_writer.knowledge.dialect_facts import Proof
from destination_writer.knowledge.dialects import Dialect, StrategyKind
from destination_writer.knowledge.preflight import Checklist, Question

Raw = dict[str, object]

MARKS = {'"': "double_quotes", "`": "backticks", "[": "brackets"}
ESCAPES = {"''": "doubled", "\\'": "backslash"}
_GROUPS = {
    "type_map": "types",
    "alter": "column changes",
    "meta": "meta columns",
    "bulk": "bulk load",
}
"""First key of a fact's path -> how `Dialect.proofs` calls the group, where that is another word."""


def known_answers(checklist: Checklist, dialect: Dialect, source: str) -> dict[str, Answer]:
    """Question id -> what the dialect says, unconfirmed, with the label of its proof. `source` is `knowledge` or
    `similar:<slug>`. What it does not say, or not in the form of an answer, is left out."""
    facts = plain_facts(dialect)
    values: dict[str, object] = {}
    for question in checklist.questions:
        value = known_value(question, dialect, facts)
        if value not in (None, "", [], {}) and not question.problem_with(value, strategies_in(question, dialect)):
            values[question.id] = value
    asked = {question.id for question in checklist.asked(values)}
    return {
        key: Answer(value, source, proof_label(_question(checklist, key), dialect, source))
        for key, value in values.items()
        if key in asked
    }


def _question(checklist: Checklist, identifier: str) -> Question:
    found = checklist.question(identifier)
    assert found is not None
    return found


def plain_facts(dialect: Dialect) -> Raw:
    """The dialect as YAML has it."""
    return cast(Raw, dialect.model_dump(mode="json", by_alias=True))


def strategies_in(question: Question, dialect: Dialect | None) -> tuple[str, ...]:
    """The slugs that a dialect adds to a choice of strategies, those that it cannot do among them."""
    if dialect is None or not question.answer.values_from:
        return ()
    return tuple(way.slug for way in dialect.strategies.get(StrategyKind(question.answer.values_from), ()))


def known_value(question: Question, dialect: Dialect, facts: Raw) -> object:
    """The plain value of an answer; None where the dialect has none."""
    value = at_path(facts, question.fact[0]) if question.fact else None
    if value is None and question.derived:
        kind, _, detail = question.derived.partition(":")
        return _DERIVED[kind](dialect, detail)
    return value


def at_path(facts: object, path: str) -> object:
    """The value below dotted keys, None where one of them is missing."""
    for key in path.split("."):
        if not isinstance(facts, Mapping):
            return None
        facts = cast("Mapping[str, object]", facts).get(key)
    return facts


def proof_label(question: Question, dialect: Dialect, source: str) -> str:
    """How the dialect's answer is known. Taken from a similar database it is documented: it was not run on this one."""
    proof = _proof(question, dialect)
    if proof is None:
        return ""
    return f"documented: as in {dialect.name} ({proof.label})" if source.startswith("similar:") else proof.label


def _proof(question: Question, dialect: Dialect) -> Proof | None:
    if question.derived.startswith("strategy:"):
        way = dialect.strategy(StrategyKind(question.derived.partition(":")[2]))
        return way.proof if way else None
    path = question.fact[0] if question.fact else _PLACES.get(question.derived.partition(":")[0], "")
    group, _, rest = path.partition(".")
    if path == "is_sql":
        return dialect.connection.proof
    if group == "capabilities":
        known = dialect.capabilities.get(rest.partition(".")[0])
        return known.proof if known else _proof_of_ways(dialect, question)
    if group == "strategies":
        ways = dialect.strategies.get(StrategyKind(rest), ())
        return ways[0].proof if ways else None
    if path == "identifiers.reserved":
        return dialect.identifiers.reserved_proof
    return dialect.proofs.get(_GROUPS.get(group, group))


def _proof_of_ways(dialect: Dialect, question: Question) -> Proof | None:
    """Of an ability that only shows in the ways that are offered."""
    kind = StrategyKind.BULK_LOAD if question.derived == "multi-row" else StrategyKind.UPSERT
    return next((way.proof for way in dialect.strategies.get(kind, ())), None)


_PLACES = {
    "driver": "connection",
    "properties": "connection",
    "catalogue-spellings": "type_map",
    "create-statement": "strategies.create",
    "rename-statement": "strategies.overwrite",
    "key-index": "strategies.upsert",
    "quote-marks": "quoting",
    "literal-escape": "quoting",
    "error": "errors",
    "test-database": "connection",
    "credentials": "connection",
    "isolation": "connection",
    "tls": "connection",
    "pool": "connection",
    "statement-size": "bulk",
}


def _driver(dialect: Dialect, _: str) -> object:
    return dialect.connection.artifacts[0].coordinate


def _properties(dialect: Dialect, _: str) -> object:
    return {known.name: known.value for known in dialect.connection.properties}


def _spellings(dialect: Dialect, _: str) -> object:
    facts = dialect.type_map.types.values()
    return {fact.ddl: fact.catalogue for fact in facts if fact.ddl != fact.catalogue}


def _statement(dialect: Dialect, kind: StrategyKind, pattern: str) -> str | None:
    ways = (*dialect.strategies_of(kind), *dialect.strategies.get(kind, ()))
    found = (text for way in ways for text in way.statements if re.search(pattern, text, re.IGNORECASE | re.DOTALL))
    return next(found, None)


def _create_statement(dialect: Dialect, _: str) -> object:
    text = _statement(dialect, StrategyKind.CREATE, r"CREATE.*\{table\}.*\{columns\}")
    return re.sub(r"OR REPLACE ", "", text) if text else None


def _rename_statement(dialect: Dialect, _: str) -> object:
    return _statement(dialect, StrategyKind.OVERWRITE, r"RENAME.*\{source\}.*\{target|\{source\}.*RENAME.*\{target")


def _key_index(dialect: Dialect, _: str) -> object:
    return _statement(dialect, StrategyKind.UPSERT, r"INDEX.*\{index\}.*\{keys\}")


def _marks(dialect: Dialect, _: str) -> object:
    return MARKS.get(dialect.quoting.open) if dialect.is_sql else None


def _literal_escape(dialect: Dialect, _: str) -> object:
    return ESCAPES.get(dialect.quoting.literal_escape) if dialect.is_sql else None


def _strategy(dialect: Dialect, kind: str) -> object:
    way = dialect.strategy(StrategyKind(kind))
    return way.slug if way else None


def _test_database(dialect: Dialect, _: str) -> object:
    if dialect.connection.test_container:
        return "testcontainers"
    return "local" if "{host}" not in dialect.connection.url and dialect.connection.client == "jdbc" else "cloud"


def _credentials(dialect: Dialect, _: str) -> object:
    secrets = [known.name.lower() for known in dialect.connection.settings if known.kind == "secret" and known.required]
    if not dialect.connection.settings or any("password" in name for name in secrets):
        return "password"
    if not secrets:
        return "none"
    return "key" if any("key" in name or "json" in name for name in secrets) else "token"


def _error(dialect: Dialect, which: str) -> object:
    found = next((code for fits in ERRORS[which] for code in dialect.errors.codes if fits(code)), None)
    if found is None:
        return None
    if found.state and not found.vendor:
        return found.state
    return f"#{found.vendor}" if found.vendor else f"/{found.message}/"


def _says(word: str) -> Callable[[ErrorCode], bool]:
    return lambda code: word in f"{code.name} {code.meaning} {code.message}".lower()


ERRORS: Mapping[str, tuple[Callable[[ErrorCode], bool], ...]] = {
    "missing_table": (
        lambda code: code.missing == "table" and "drop" not in code.meaning,  # a query is asked about
        lambda code: code.missing == "table",
    ),
    "syntax": (
        lambda code: code.category == "sql-syntax" and _says("pars")(code),
        lambda code: code.category == "sql-syntax",
    ),
    "authentication": (lambda code: code.category == "authentication",),
    "permission": (_says("privilege"), lambda code: code.category == "permission"),
    "connection": (lambda code: code.category == "connection" and code.error.value == "transient",),
    "unique": (lambda code: "unique" in code.name.lower() and "no " not in code.name.lower(), _says("has that key")),
    "conflict": (_says("deadlock"), lambda code: "conflict" in code.name.lower()),
}
"""Which of a dialect's errors a question about errors speaks of: the first that fits the first test that any fits."""


def _multi_row(dialect: Dialect, _: str) -> object:
    return dialect.strategy(StrategyKind.BULK_LOAD, "multi-row-insert") is not None or None


def _transactions(dialect: Dialect, _: str) -> object:
    if dialect.can("multi_statement_transactions"):
        return True
    return any(way.transaction for kind in dialect.strategies for way in dialect.strategies_of(kind))


def _correlated_delete(dialect: Dialect, _: str) -> object:
    """Known from a way whose DELETE looks at another table for each row; one with IN (SELECT …) shows nothing."""
    ways = (
        w for w in dialect.strategies.get(StrategyKind.UPSERT, ()) if w.slug in ("delete-insert", "unique-constraint")
    )
    deleting = [sql for way in ways for sql in way.statements if sql.startswith("DELETE")]
    return any(re.search(r"\b(?:EXISTS|USING|JOIN)\b", sql.partition(" IN (")[0]) for sql in deleting) or None


def _tls(dialect: Dialect, _: str) -> object:
    """What a user cannot choose; where the configuration asks for it there is no answer."""
    known = (p for p in dialect.connection.properties if re.search(r"(?i)^(ssl|tls|encrypt|usessl)", p.name))
    return next((f"{one.name}={one.value}" for one in known), None)


_DERIVED: Mapping[str, Callable[[Dialect, str], object]] = {
    "driver": _driver,
    "properties": _properties,
    "catalogue-spellings": _spellings,
    "create-statement": _create_statement,
    "rename-statement": _rename_statement,
    "key-index": _key_index,
    "quote-marks": _marks,
    "literal-escape": _literal_escape,
    "strategy": _strategy,
    "test-database": _test_database,
    "credentials": _credentials,
    "error": _error,
    "multi-row": _multi_row,
    "transactions": _transactions,
    "correlated-delete": _correlated_delete,
    "tls": _tls,
    "isolation": lambda dialect, _: dialect.connection.isolation or None,
    "pool": lambda dialect, _: dialect.connection.max_connections,
    "statement-size": lambda dialect, _: str(dialect.bulk.max_statement) if dialect.bulk.max_statement else None,
}
"""Rules for questions whose answer is no single fact, by the word before the colon of `derived`."""

DERIVED_RULES = frozenset(_DERIVED)
