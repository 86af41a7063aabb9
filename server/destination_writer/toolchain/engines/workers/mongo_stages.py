"""Stages of the aggregation pipeline that mongomock lacks, such as `$merge`, after MongoDB's manual."""

import copy
import datetime
import decimal
import numbers
import operator
import re
from collections.abc import Callable
from typing import Any

import mongomock.aggregate as pipeline  # pyright: ignore[reportMissingImports, reportMissingModuleSource]  # in the engine's own environment
import mongomock.filtering as filtering  # pyright: ignore[reportMissingImports, reportMissingModuleSource]  # as above
import pymongo.errors  # pyright: ignore[reportMissingImports, reportMissingModuleSource]  # as above
from bson.decimal128 import Decimal128  # pyright: ignore[reportMissingImports, reportMissingModuleSource]  # as above
from bson.min_key import MinKey  # pyright: ignore[reportMissingImports, reportMissingModuleSource]  # as above

Document = dict[str, Any]
_VARIABLES: Document = {}
"""What `$$name` stands for while the pipeline of a `$merge` runs."""
_MISSING = object()
DUPLICATE_KEY = 11000
MERGE_STAGE_NO_MATCH = 13113


def _unchecked(_collection: Any, _document: Document) -> None:
    """What stands for the check until `install`."""


_check: "Callable[[Any, Document], None]" = _unchecked


def install(check: "Callable[[Any, Document], None]") -> None:
    """Teach mongomock the stages; `check` is asked about each document that `$merge` writes. Once is enough."""
    global _check
    _check = check
    handlers = pipeline._PIPELINE_HANDLERS
    if handlers.get("$merge") is _merge:
        return
    handlers |= {"$merge": _merge, "$setWindowFields": _set_window_fields, "$unset": _unset}
    handlers["$replaceWith"] = _replace_with
    _compare_decimals()
    handlers["$lookup"] = _lookup_with(handlers["$lookup"])
    handlers["$out"] = _out
    plain = pipeline._Parser

    class WithVariables(plain):
        def __init__(self, doc_dict: Any, user_vars: Any = None, ignore_missing_keys: bool = False) -> None:
            super().__init__(doc_dict, {**_VARIABLES, **(user_vars or {})}, ignore_missing_keys)
            self._document = doc_dict

        def parse(self, expression: Any) -> Any:
            name = next(iter(expression)) if isinstance(expression, dict) and len(expression) == 1 else None
            if name in _EXPRESSIONS:
                return _EXPRESSIONS[name](expression[name], self._document)
            if name in _COMPARISONS:
                return _in_order(_COMPARISONS[name], *(self._operand(item) for item in expression[name]))
            if name in _FUNCTIONS:
                return _FUNCTIONS[name](self._operands(expression[name]))
            if name == "$not" and isinstance(expression[name], list):
                return self._operand(expression[name][0]) in (_MISSING, None, False, 0)
            return super().parse(expression)

        def _operands(self, given: Any) -> Any:
            if isinstance(given, dict) and not next(iter(given), "").startswith("$"):
                return {key: self._operand(item) for key, item in given.items()}
            return [self._operand(item) for item in given] if isinstance(given, list) else self._operand(given)

        def _operand(self, expression: Any) -> Any:
            try:
                return self.parse(expression)
            except KeyError:
                return _MISSING

    pipeline._Parser = WithVariables


def evaluated(expression: Any, document: Document) -> Any:
    """An expression's value for a document; None where a field is missing."""
    try:
        return pipeline._Parser(document, ignore_missing_keys=True).parse(expression)
    except KeyError:
        return None


def _compare_decimals() -> None:
    """Let Decimal128 stand among the other numbers: mongomock cannot sort it, and bson does not compare it."""

    def compared(name: str) -> "Callable[[Any, Any], Any]":
        def compare(one: Any, other: Any) -> Any:
            if isinstance(other, Decimal128):
                other = other.to_decimal()
            if not isinstance(other, int | float | decimal.Decimal):
                return NotImplemented
            return getattr(decimal.Decimal, name)(one.to_decimal(), other)

        return compare

    numbers.Number.register(Decimal128)
    for name in ("__lt__", "__le__", "__gt__", "__ge__", "__eq__"):
        setattr(Decimal128, name, compared(name))
    Decimal128.__hash__ = lambda one: hash(one.to_decimal())  # type: ignore[method-assign]  # equal to ints now


def _replace_with(documents: list[Document], _database: Any, options: Any) -> list[Document]:
    return [copy.deepcopy(evaluated(options, document)) for document in documents]


def _merge_objects(given: Any, document: Document) -> Document:
    made: Document = {}
    for item in given if isinstance(given, list) else [given]:
        made.update(evaluated(item, document) or {})
    return made


def _get_field(given: Any, document: Document) -> Any:
    """The field's name is taken as it is, dots and dollars included."""
    name = given["field"] if isinstance(given, dict) else given
    holder = evaluated(given.get("input", "$$CURRENT"), document) if isinstance(given, dict) else document
    name = name["$literal"] if isinstance(name, dict) else name
    return holder.get(name) if isinstance(holder, dict) else None


def _place(value: Any) -> int:
    """Where the type stands in the order of BSON: the lowest key, what is missing, null, everything else."""
    if isinstance(value, MinKey):
        return -1
    return 0 if value is _MISSING else 5 if value is None else 6


def _in_order(compare: "Callable[[Any, Any], bool]", one: Any, other: Any) -> bool:
    """A comparison that knows the lowest key and what is missing; mongomock knows neither."""
    if min(_place(one), _place(other)) < 6:
        return compare(_place(one), _place(other))
    return bool(filtering.bson_compare(compare, one, other))


_COMPARISONS = {"$gt": operator.gt, "$gte": operator.ge, "$lt": operator.lt, "$lte": operator.le}


def _regex_find(given: Document) -> Document | None:
    """As `$regexFind`: the match, where it begins and what each group caught, or null."""
    if given["input"] in (None, _MISSING):
        return None
    found = re.search(given["regex"], given["input"])
    return found and {"match": found[0], "idx": found.start(), "captures": list(found.groups())}


def _to_decimal(given: Any) -> decimal.Decimal | None:
    return None if given in (None, _MISSING) else decimal.Decimal(str(given))


_FUNCTIONS: "dict[str, Callable[[Any], Any]]" = {"$regexFind": _regex_find, "$toDecimal": _to_decimal}
"""Expressions of evaluated operands. Decimal numbers are Python's while a pipeline computes."""
_EXPRESSIONS: "dict[str, Callable[[Any, Document], Any]]" = {
    "$literal": lambda given, _document: given,
    "$mergeObjects": _merge_objects,
    "$getField": _get_field,
}


def _lookup_with(plain: "Callable[..., Any]") -> "Callable[..., Any]":
    """`$lookup` with `let` and a pipeline, beside a pair of fields or alone; mongomock has the pair alone."""

    def lookup(documents: list[Document], database: Any, options: Document) -> list[Document]:
        if "pipeline" not in options:
            return plain(documents, database, options)
        made = [copy.deepcopy(document) for document in documents]
        for document in made:
            found = [_in_zone(one, datetime.UTC) for one in database[options["from"]].find(_paired(document, options))]
            values = {
                name: _in_zone(evaluated(value, document), datetime.UTC)
                for name, value in (options.get("let") or {}).items()
            }
            document[options["as"]] = _piped(found, database, options["pipeline"], values)
        return made

    return lookup


def _in_zone(value: Any, zone: datetime.tzinfo | None) -> Any:
    """Instants of UTC with or without their zone: mongomock has it in its documents, and not inside of a `$match`."""
    if isinstance(value, dict):
        return {key: _in_zone(item, zone) for key, item in value.items()}
    if isinstance(value, list):
        return [_in_zone(item, zone) for item in value]
    return value.replace(tzinfo=zone) if isinstance(value, datetime.datetime) else value


def _paired(document: Document, options: Document) -> Document:
    if "localField" not in options:
        return {}
    value = _dotted(document, options["localField"])
    return {options["foreignField"]: None if value is _MISSING else value}


def _piped(documents: list[Document], database: Any, steps: list[Document], values: Document) -> list[Document]:
    """The documents behind a pipeline in which `$$name` stands for one of `values`."""
    try:
        for step in steps:
            for name, options in step.items():
                _VARIABLES.update(_in_zone(values, None) if name == "$match" else values)
                documents = list(pipeline._PIPELINE_HANDLERS[name](documents, database, options))
    finally:
        for name in values:
            _VARIABLES.pop(name, None)
    return documents


def _out(documents: list[Document], database: Any, options: Any) -> list[Document]:
    target = database.client[options["db"]][options["coll"]] if isinstance(options, dict) else database[options]
    target.drop()
    if documents:
        target.insert_many(copy.deepcopy(documents))
    else:
        target.database.create_collection(target.name)
    return []


def _unset(documents: list[Document], _database: Any, options: Any) -> list[Document]:
    made = [copy.deepcopy(document) for document in documents]
    for path in [options] if isinstance(options, str) else options:
        *parents, last = path.split(".")
        for document in made:
            inner = _dotted(document, ".".join(parents)) if parents else document
            if isinstance(inner, dict):
                inner.pop(last, None)
    return made


def _merge(documents: list[Document], database: Any, options: Any) -> list[Document]:
    stage = {"into": options} if isinstance(options, str) else options
    into = stage["into"]
    target = database.client[into["db"]][into["coll"]] if isinstance(into, dict) else database[into]
    keys = [stage["on"]] if isinstance(stage.get("on"), str) else list(stage.get("on") or ["_id"])
    for document in documents:
        _merge_one(copy.deepcopy(document), target, keys, stage)
    return []


def _merge_one(new: Document, target: Any, keys: list[str], stage: Document) -> None:
    """MongoDB demands a unique index on `keys`; nothing here depends on one."""
    wanted = {key: _dotted(new, key) for key in keys}
    if any(value is _MISSING or value is None for key, value in wanted.items() if key != "_id"):
        text = "$merge write error: 'on' field cannot be missing, null, undefined or an array"
        raise pymongo.errors.OperationFailure(text, 51132)
    old = target.find_one({key: {"$eq": value} for key, value in wanted.items()})
    if old is None:
        how = stage.get("whenNotMatched", "insert")
        if how == "fail":
            raise pymongo.errors.OperationFailure("$merge could not find a matching document", MERGE_STAGE_NO_MATCH)
        if how == "insert":
            _check(target, new)
            target.insert_one(new)
        return
    made = _matched(old, new, stage)
    if made is not None:
        _check(target, made)
        target.replace_one({"_id": old["_id"]}, {**made, "_id": old["_id"]})


def _matched(old: Document, new: Document, stage: Document) -> Document | None:
    how = stage.get("whenMatched", "merge")
    if how == "keepExisting":
        return None
    if how == "replace":
        return new
    if how == "merge":
        return {**old, **new}
    if how == "fail":
        raise pymongo.errors.OperationFailure("$merge found a matching document", DUPLICATE_KEY)
    given = stage.get("let", {"new": "$$ROOT"})
    values = {name: evaluated(expression, new) for name, expression in given.items()}
    _VARIABLES.update(values)
    try:
        result = [copy.deepcopy(old)]
        for step in how:
            for name, options in step.items():
                result = list(pipeline._PIPELINE_HANDLERS[name](result, None, options))
    finally:
        for name in values:
            _VARIABLES.pop(name, None)
    return result[0] if result else None


def _dotted(document: Any, path: str) -> Any:
    for part in path.split("."):
        if not isinstance(document, dict) or part not in document:
            return _MISSING
        document = document[part]
    return document


def _set_window_fields(documents: list[Document], database: Any, options: Document) -> list[Document]:
    groups: dict[str, list[Document]] = {}
    for document in documents:
        groups.setdefault(repr(evaluated(options.get("partitionBy"), document)), []).append(copy.deepcopy(document))
    found: list[Document] = []
    for group in groups.values():
        ordered = group
        if options.get("sortBy"):
            ordered = list(pipeline._PIPELINE_HANDLERS["$sort"](group, database, options["sortBy"]))
        for name, rule in options["output"].items():
            function = next(key for key in rule if key != "window")
            values = _window(function)(ordered, rule[function], options.get("sortBy") or {})
            for document, value in zip(ordered, values, strict=True):
                document[name] = value
        found += ordered
    return found


def _window(function: str) -> "Callable[[list[Document], Any, Document], list[Any]]":
    if function not in _WINDOWS:
        raise NotImplementedError(f"{function} in $setWindowFields; there are {', '.join(sorted(_WINDOWS))}")
    return _WINDOWS[function]


def _ranks(documents: list[Document], _expression: Any, sort: Document, dense: bool = False) -> list[int]:
    ranks: list[int] = []
    for at, document in enumerate(documents):
        same = at > 0 and all(_dotted(document, key) == _dotted(documents[at - 1], key) for key in sort)
        ranks.append(ranks[-1] if same else (ranks[-1] + 1 if dense and ranks else at + 1))
    return ranks


def _whole(choose: "Callable[[list[Any]], Any]") -> "Callable[[list[Document], Any, Document], list[Any]]":
    """A function of the whole partition: the only window that is known."""

    def values(documents: list[Document], expression: Any, _sort: Document) -> list[Any]:
        chosen = choose([evaluated(expression, document) for document in documents])
        return [chosen] * len(documents)

    return values


_WINDOWS: "dict[str, Callable[[list[Document], Any, Document], list[Any]]]" = {
    "$documentNumber": lambda documents, _expression, _sort: list(range(1, len(documents) + 1)),
    "$rank": _ranks,
    "$denseRank": lambda documents, expression, sort: _ranks(documents, expression, sort, dense=True),
    "$first": _whole(lambda values: values[0]),
    "$last": _whole(lambda values: values[-1]),
    "$count": _whole(len),
}
