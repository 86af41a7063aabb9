"""The words that templates can use. `templates/README.md` explains them to somebody who writes one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from destination_writer.connector.roles import Role, simple_name
from destination_writer.generate import members
from destination_writer.generate.configured import (
    config_property,
    configuration_call,
    default_namespace,
    hard_delete,
    hard_delete_mode,
    has_property,
)
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.fields import deletion_choice, made_configuration
from destination_writer.generate.imports import name_in
from destination_writer.generate.kotlintext import kotlin_string
from destination_writer.generate.plan import construct, names_of
from destination_writer.generate.shapes import kotlin_of_shape
from destination_writer.generate.signature import missing_parameter
from destination_writer.generate.suites import call_super
from destination_writer.knowledge.contracts_model import Kind
from destination_writer.knowledge.dialects import (
    AirbyteTypeName,
    Dialect,
    ErrorClass,
    ErrorCode,
    Statement,
    StrategyKind,
)

if TYPE_CHECKING:
    from destination_writer.generate.writing import Writing

META_CONSTANTS = {
    "_airbyte_raw_id": "COLUMN_NAME_AB_RAW_ID",
    "_airbyte_extracted_at": "COLUMN_NAME_AB_EXTRACTED_AT",
    "_airbyte_meta": "COLUMN_NAME_AB_META",
    "_airbyte_generation_id": "COLUMN_NAME_AB_GENERATION_ID",
}
"""Meta column -> its constant in the CDK's `Meta`."""


class Names:
    """`t.DataSource` in a template: the name as this file writes it; its import is added when the file needs it."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing

    def __getattr__(self, name: str) -> str:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._writing.name(name)


class Parameters:
    """`p.stream` in a template: the name of the parameter with that role. Asking for one that is not there gives up."""

    def __init__(self, roles: dict[str, str], function: str) -> None:
        self._roles = roles
        self._function = function

    def __getattr__(self, role: str) -> str:
        if role.startswith("_"):
            raise AttributeError(role)
        found = self._roles.get(role)
        if found is None:
            raise missing_parameter(self._function, role)
        return found


class Words:
    """The functions that a template can call. Every public method is one, by its name."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._roles = writing.roles

    def has(self, role: str) -> bool:
        """Whether the function has a parameter of a role."""
        return role in self._roles

    def has_type(self, name: str) -> bool:
        """Whether this version of the CDK has a type."""
        return self._writing.request.contract.type(name) is not None

    def way_of(self, kind: str) -> str:
        """The slug of the strategy of a kind that this connector goes; empty for a database without any."""
        return self._writing.request.way_of(StrategyKind(kind))

    def give_up(self, reason: str, *missing: str) -> str:
        raise CannotGenerate(reason, missing)

    def imported(self, full_name: str) -> str:
        """A name of any library by its full name, imported."""
        found = name_in(self._writing.source.declared, full_name)
        if found.wanted:
            self._writing.imports.add(found.wanted)
        return found.text

    def own_class(self, role: str) -> str:
        """The connector's class of a role."""
        names = self.own_names(role)
        if not names:
            need = f"a class that plays the part of {role.replace('_', ' ')}"
            raise CannotGenerate(f"the connector has no {role.replace('_', ' ')}", (need,))
        return self._writing.name(names[0])

    def kotlin(self, text: str) -> str:
        """A Kotlin string literal."""
        return kotlin_string(text)

    def shape(self, shape: str, *parameters: str, **values: str) -> str:
        """The Kotlin expression for SQL that a fact gives: `{table}` from `values`, each `?` from `parameters`."""
        literals = tuple(self.literal(text) for text in parameters)
        return kotlin_of_shape(shape, values, literals)

    def part(self, template: str) -> str:
        """The path of a part that templates include, from the first folder that has it."""
        request = self._writing.request
        path = request.templates.find(template, request.folders)
        if path is None:
            raise CannotGenerate(f"there is no part {template} for {request.dialect.name}", (f"templates/{template}",))
        return path

    def newest_first(self, column: str) -> str:
        """Kotlin for the item of ORDER BY that puts the greatest value of a cursor first and NULL last."""
        shape = self._writing.request.dialect.expressions.newest_first
        sql = f"ordered({self.quote(column)})" if self._orders_times else self.quote(column)
        if shape.count("{a}") == 1:
            return kotlin_of_shape(shape, {"a": sql})
        return f"{sql}.let {{ {kotlin_of_shape(shape, {'a': 'it'})} }}"

    def ordered(self, column: str) -> str:
        """What a cursor is ordered by, inside of a Kotlin literal; `upsert_table/_key` declares the function."""
        return f'${{ordered("{column}")}}' if self._orders_times else column

    @property
    def _orders_times(self) -> bool:
        """Whether the database orders a time of day by something else than its instant."""
        return self._writing.request.dialect.expressions.instant_of_time != "{a}"

    def literals(self, statement: Statement, **values: str) -> list[str]:
        """What is bound to the parameters of a fact's statement: Kotlin for `namespace`, `name`, ... in their order."""
        return [values[name] for name in statement.parameters]

    def quoted(self, text: str) -> str:
        """Kotlin that puts a name between the database's quotation marks."""
        quoting = self._writing.request.dialect.quoting
        inner = text
        for mark, escape in quoting.escapes:
            inner += f".replace({kotlin_string(mark)}, {kotlin_string(escape)})"
        return f"{kotlin_string(quoting.open)} + {_chained(text, inner)} + {kotlin_string(quoting.close)}"

    def as_literal(self, text: str) -> str:
        """Kotlin that makes a string literal of a text."""
        quoting = self._writing.request.dialect.quoting
        inner = text
        if quoting.literal_backslash:
            inner += f".replace({kotlin_string(chr(92))}, {kotlin_string(chr(92) * 2)})"
        inner += f'.replace("\'", {kotlin_string(quoting.literal_escape)})'
        return f'{kotlin_string(quoting.literal_prefix + chr(39))} + {_chained(text, inner)} + "\'"'

    def grouped(self, number: int) -> str:
        """A whole number as Kotlin writes it: `100_000`."""
        return f"{number:_}"

    def jdbc_url(self, holder: str) -> str:
        """Kotlin for the JDBC URL, its places filled from the configuration; a database's name is escaped."""
        shape = self._writing.request.dialect.connection.url
        values = {name: config_property(self._writing, holder, name) for name in re.findall(r"\{(\w+)\}", shape)}
        if "database" in values:
            values["database"] = f"{self._writing.name('URLEncoder')}.encode({values['database']}, Charsets.UTF_8)"
        return kotlin_of_shape(shape, values)

    def missing_error(self, error: str) -> str:
        """The Kotlin condition under which an SQLException says that a table, or its namespace, does not exist."""
        facts = _vendor_facts(self._writing.request.dialect)
        sets = (("sqlState", facts["missing_states"]), ("errorCode", facts["missing_codes"]))
        tests = [f"{error}.{name} in setOf({', '.join(cast(list[str], known))})" for name, known in sets if known]
        texts = cast(list[str], facts["missing_messages"])
        if len(texts) > 1:
            tests.append(f"listOf({', '.join(texts)}).any {{ Regex(it) in {error}.message.orEmpty() }}")
        else:
            tests += [f"Regex({text}) in {error}.message.orEmpty()" for text in texts]
        return " || ".join(tests)

    def json_type_names(self) -> list[str]:
        """The CDK's types whose values are written as JSON, as branches of a `when`."""
        return [
            name for group in self.type_groups(AirbyteTypeName.json_types()) for name in cast(list[str], group["names"])
        ]

    def same(self, one: str, other: str) -> str:
        """SQL text that holds when both are equal, NULL equal to NULL; for the inside of a Kotlin literal."""
        shape = self._writing.request.dialect.expressions.same
        return kotlin_string(shape)[1:-1].replace("{a}", one).replace("{b}", other)

    def quote(self, text: str) -> str:
        return self._writing.helper("quote", text)

    def fq(self, text: str) -> str:
        """The quoted name of a table with its namespace."""
        return self._writing.helper("fullyQualified", text)

    def literal(self, text: str) -> str:
        return self._writing.helper("literal", text)

    def call(self, kind: str, **given: str) -> str:
        """A call of the SQL generator's method of a kind, as one statement; the method is added when missing."""
        found = self._writing.call(Role.SQL_GENERATOR, kind, given)
        return f"{found.text}.single()" if found.many else found.text

    def client_call(self, kind: str, **given: str) -> str:
        return self._writing.call(Role.CLIENT, kind, given).text

    def component_call(self, role: str, kind: str, **given: str) -> str:
        return self._writing.call(Role(role), kind, given).text

    def run(self, kind: str) -> str:
        """The execution of what the SQL generator's method gives, one statement or several, in one transaction."""
        found = self._writing.call(Role.SQL_GENERATOR, kind, {})
        return self._writing.helper("executeAll" if found.many else "execute", found.text)

    def own_names(self, role: str) -> list[str]:
        """The names of the connector's classes of a role."""
        found = self._writing.draft.connector.components(Role(role))
        return [name for component in found for name in names_of(self._writing, component)]

    def role_prop(self, role: str, *more: str) -> str:
        """The property that holds the connector's class of a role, or one of the CDK's types."""
        return self._writing.prop(*self.own_names(role), *more)

    def held(self, *types: str) -> str | None:
        """The property of one of these types, if any."""
        return members.held(self._writing.owner, *types) if self._writing.owner else None

    def is_lateinit(self, name: str) -> bool:
        """Whether a property may be without value: one that is `lateinit`, or is about to be added."""
        found = members.property_named(self._writing.owner, name) if self._writing.owner else None
        return found is None or "lateinit" in found.modifiers

    def construct(self, role: str, **given: str) -> str:
        return construct(self._writing, Role(role), given)

    def body_of(self, role: str, kind: str) -> str:
        """The present body of a component's function, empty when it is missing or still a stub."""
        names = self._writing.request.templates.kind(Role(role), kind).functions
        for component in self._writing.draft.connector.components(Role(role)):
            source = self._writing.draft.source(component.path)
            for function in component.declaration.functions:
                if function.name in names and function.body:
                    text = source.text[function.body.span.start : function.body.span.end]
                    return "" if "TODO(" in text else text
        return ""

    def parameter_of(self, role: str, *types: str) -> str:
        """The parameter, or property, whose type is the connector's class of a role or one of these."""
        wanted = [*(self.own_names(role) if role else ()), *types]
        found = self.parameter_of_type(*wanted)
        if found is None:
            need = f"a parameter of type {wanted[0]}"
            raise CannotGenerate(f"{self._function_name} lacks {need}", (need,))
        return found

    def parameter_of_type(self, *types: str) -> str | None:
        for wanted in types:
            for parameter in self._writing.function.parameters if self._writing.function else ():
                if simple_name(parameter.type) == wanted:
                    return self._writing.shown(parameter.name)
        return self.held(*types)

    def call_super(self) -> str:
        """A call of the suite's own test."""
        return call_super(self._writing)

    def made_configuration(self) -> str:
        """The configuration's constructor, called with the fields of the parsed specification."""
        return made_configuration(self._writing)

    def deletion_choice(self) -> str:
        """The user's choice, from the property of the class, which is added when it is missing."""
        return deletion_choice(self._writing)

    def parameter(self, index: int) -> str:
        """The function's parameter by its place."""
        parameters = self._writing.function.parameters if self._writing.function else ()
        return self._writing.shown(parameters[index].name)

    def config_value(self, holder: str, what: str) -> str:
        return config_property(self._writing, holder, what)

    def has_config(self, what: str) -> bool:
        return has_property(self._writing, what)

    def configuration_call(self, **values: str) -> str:
        return configuration_call(self._writing, values)

    def default_namespace(self) -> str:
        return default_namespace(self._writing)

    def hard_delete(self) -> str:
        return hard_delete(self._writing)

    def hard_delete_mode(self) -> str | None:
        return hard_delete_mode(self._writing, add=True)

    def type_groups(self, types: Iterable[AirbyteTypeName] = tuple(AirbyteTypeName)) -> list[dict[str, object]]:
        """The CDK's types by the column type that holds them, as branches of a `when`: `names` and `column`."""
        request = self._writing.request
        groups: dict[str, list[str]] = {}
        for name in types:
            found = request.contract.type(name.value)
            if found is not None:
                text = self._writing.name(name.value)
                is_object = found.kind in (Kind.OBJECT, Kind.DATA_OBJECT)
                column = request.dialect.type_for(name.value).catalogue
                groups.setdefault(column, []).append(text if is_object else f"is {text}")
        return [{"names": names, "column": column} for column, names in groups.items()]

    @property
    def _function_name(self) -> str:
        return self._writing.function.name if self._writing.function else "the file"


def _chained(plain: str, chain: str) -> str:
    """A call chain without its `this.`."""
    return chain.removeprefix("this.") if plain == "this" else chain


def vocabulary(writing: Writing) -> dict[str, object]:
    """What a template of this body can ask for."""
    words = Words(writing)
    function = writing.function
    return {
        **{name: getattr(words, name) for name in dir(Words) if not name.startswith("_")},
        **{name: getattr(writing, name) for name in ("log", "helper", "logger", "keep", "add_function", "prop")},
        **_facts(writing.request.dialect),
        "t": Names(writing),
        "p": Parameters(writing.roles, function.name if function else ""),
        "era": writing.request.era.value,
        "dialect": writing.request.dialect,
        "owner": writing.owner,
        "function": function,
        "meta": META_CONSTANTS,
        "way": writing.request.way,
    }


def _facts(dialect: Dialect) -> dict[str, object]:
    """Error states and type names as Kotlin literals."""

    def states(error: ErrorClass, length: int) -> list[str]:
        """Codes or classes of an error class; a code that says the same as its class is left out."""
        codes = [c for c in dialect.errors.codes if c.error == error and len(c.state) == length]
        classes = {c.state: c.error for c in dialect.errors.codes if len(c.state) == 2}
        return [kotlin_string(c.state) for c in codes if length == 2 or classes.get(c.state[:2]) != error]

    return {
        "config_classes": states(ErrorClass.CONFIG, 2),
        "config_states": states(ErrorClass.CONFIG, 5),
        "transient_classes": states(ErrorClass.TRANSIENT, 2),
        "transient_states": states(ErrorClass.TRANSIENT, 5),
        **_vendor_facts(dialect),
        "json_types": [kotlin_string(name) for name in dialect.type_map.json_names],
        **_quotation(dialect),
    }


def _vendor_facts(dialect: Dialect) -> dict[str, object]:
    """What tells errors where the SQLSTATE does not: the vendor's codes, or the message."""

    def codes(chosen: Iterable[ErrorCode]) -> list[str]:
        return [c.vendor for c in chosen if c.vendor]

    def messages(chosen: Iterable[ErrorCode]) -> list[str]:
        return [kotlin_string(c.message) for c in chosen if c.message and not (c.state or c.vendor)]

    known = dialect.errors.codes
    absent = [c for c in known if c.missing in ("table", "namespace")]
    config = [c for c in known if c.error == ErrorClass.CONFIG]
    transient = [c for c in known if c.error == ErrorClass.TRANSIENT]
    return {
        "missing_states": [kotlin_string(c.state) for c in absent if c.state and not c.vendor],
        "missing_codes": codes(absent),
        "missing_messages": messages(absent),
        "config_codes": codes(config),
        "config_messages": messages(config),
        "transient_codes": codes(transient),
        "transient_messages": messages(transient),
    }


def _quotation(dialect: Dialect) -> dict[str, object]:
    """The quotation marks in words, for a comment."""
    marks = {'"': "double quotes", "`": "backticks", "[": "square brackets"}
    closing = {'"': "double quote", "`": "backtick", "]": "closing bracket"}
    quoting = dialect.quoting
    return {
        "bracket_words": marks.get(quoting.open, quoting.open),
        "closing_word": closing.get(quoting.close, quoting.close),
    }
