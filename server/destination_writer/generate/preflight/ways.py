"""The strategies of a dialect that is made from answers: their statements, and which comes first."""

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import cast

from destination_writer.generate.preflight.reading import Raw, at_path
from destination_writer.knowledge.dialect_facts import Strategy, StrategyKind
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.merging import merge

_DROP = re.compile(r"^DROP TABLE\b.*\{(table|target|source|old)\}.*$", re.IGNORECASE)


def rewritten_ways(raw: Raw, plain: Raw, answers: Mapping[str, object], changed: set[str]) -> None:
    """Put the statements that were answered in place of those of the strategies."""
    if "ddl.create_table" in changed:
        _rewrite(
            raw, plain, "create", r"CREATE.*\{columns\}", lambda old: _create(str(answers["ddl.create_table"]), old)
        )
    if "ddl.drop_table" in changed:
        drop = str(answers["ddl.drop_table"])
        for kind in ("create", "overwrite"):
            _rewrite(raw, plain, kind, _DROP.pattern, lambda old: _drop(drop, old))
    if "ddl.rename" in changed:
        _rewrite(raw, plain, "overwrite", r"\bRENAME\b.*\{target", lambda _: str(answers["ddl.rename"]))
    if "upsert.index" in changed:
        _rewrite(raw, plain, "upsert", r"INDEX.*\{index\}", lambda _: str(answers["upsert.index"]))


def _create(statement: str, old: str) -> str:
    return re.sub(r"^CREATE\s", "CREATE OR REPLACE ", statement) if "OR REPLACE" in old else statement


def _drop(statement: str, old: str) -> str:
    match = _DROP.match(old)
    return statement.replace("{table}", "{" + match[1] + "}") if match else old


def _rewrite(raw: Raw, plain: Raw, kind: str, pattern: str, make: Callable[[str], str]) -> None:
    ways = _ways(raw, plain, kind)
    for way in ways:
        texts = cast("list[str]", way.get("statements", []))
        way["statements"] = [
            make(text) if re.search(pattern, text, re.IGNORECASE | re.DOTALL) else text for text in texts
        ]
    _put(raw, kind, ways)


def _ways(raw: Raw, plain: Raw, kind: str) -> list[Raw]:
    return deepcopy(cast("list[Raw]", at_path(raw, f"strategies.{kind}") or at_path(plain, f"strategies.{kind}") or []))


def _put(raw: Raw, kind: str, ways: list[Raw]) -> None:
    cast(Raw, raw.setdefault("strategies", {}))[kind] = ways


def ordered_ways(
    raw: Raw,
    plain: Raw,
    standard: Dialect,
    kind: StrategyKind,
    answers: Mapping[str, object],
    proof: Mapping[str, object],
) -> None:
    """The chosen way first; the standard's ways are added where none of the base's can be gone, or it was chosen."""
    chosen = _chosen(kind, answers)
    base = _ways(raw, plain, kind.value)
    can = _abilities(raw, plain)
    ways = [way for way in base if _fits(way, can)]
    if not ways or (chosen and chosen not in [way["slug"] for way in ways]):
        known = {str(way["slug"]) for way in ways}
        more = [_plain(way) for way in standard.strategies.get(kind, ())]
        ways += [
            {**way, "proof": dict(proof)}
            for way in more
            if way["slug"] not in known and _fits(way, _abilities(raw, plain, standard))
        ]
        _need(raw, plain, standard, ways, proof)
        _with_answers(ways, kind, answers)
    ways.sort(key=lambda way: way["slug"] != chosen)
    if ways and [way["slug"] for way in ways] != [way["slug"] for way in base]:
        _put(raw, kind.value, ways)


def _plain(way: Strategy) -> Raw:
    """A way as YAML has it, without what is left at its default."""
    return cast(Raw, way.model_dump(mode="json", exclude_defaults=True))


def _chosen(kind: StrategyKind, answers: Mapping[str, object]) -> str:
    names = {
        StrategyKind.CREATE: "ddl.create_strategy",
        StrategyKind.OVERWRITE: "ddl.overwrite_strategy",
        StrategyKind.UPSERT: "upsert.strategy",
        StrategyKind.SCHEMA_CHANGE: "alter.strategy",
        StrategyKind.BULK_LOAD: "insert.strategy",
    }
    return str(answers.get(names[kind]) or "")


def _with_answers(ways: list[Raw], kind: StrategyKind, answers: Mapping[str, object]) -> None:
    """The statements of the standard's ways as they were answered, where they were."""
    changed = {key for key in ("ddl.create_table", "ddl.drop_table", "ddl.rename", "upsert.index") if answers.get(key)}
    made: Raw = {"strategies": {kind.value: ways}}
    rewritten_ways(made, made, answers, changed)
    ways[:] = _ways(made, made, kind.value)


def _abilities(raw: Raw, plain: Raw, standard: Dialect | None = None) -> set[str]:
    """What can be done with the facts so far; `standard` adds what neither base nor answers speak of."""
    known = merge(cast(Raw, plain.get("capabilities", {})), cast(Raw, raw.get("capabilities", {})))
    able = {name for name, fact in known.items() if cast(Raw, fact).get("supported")}
    if standard:
        able |= {name for name in standard.capabilities if name not in known and standard.can(name)}
    return able


def _fits(way: Raw, able: set[str]) -> bool:
    return set(cast("list[str]", way.get("requires", []))) <= able


def _need(raw: Raw, plain: Raw, standard: Dialect, ways: list[Raw], proof: Mapping[str, object]) -> None:
    """The abilities that the ways name have to be among the dialect's."""
    known = {**cast(Raw, plain.get("capabilities", {})), **cast(Raw, raw.get("capabilities", {}))}
    named = {need for way in ways for need in cast("list[str]", way.get("requires", []))}
    for name in sorted(named - set(known)):
        fact = {"supported": standard.can(name), "note": "By common practice; not answered.", "proof": dict(proof)}
        cast(Raw, raw.setdefault("capabilities", {}))[name] = fact
