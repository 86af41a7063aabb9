"""The words that templates can use. `docs/templates.md` explains them to somebody who writes one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from destination_writer.connector.roles import Role, simple_name
from destination_writer.generate import members
from destination_writer.generate.configured import (
    config_property,
    configuration_call,
    default_namespace,
    hard_delete,
    hard_delete_mode,
)
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.plan import construct
from destination_writer.generate.signature import roles_of
from destination_writer.knowledge.contracts_model import Kind
from destination_writer.knowledge.dialects import AirbyteTypeName, Dialect, ErrorClass

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


_IN_WORDS = {
    "stream": "a parameter of type DestinationStream",
    "mapping": "a parameter of type ColumnNameMapping",
    "table": "a parameter of type TableName",
    "source": "two parameters of type TableName, source and target",
    "target": "two parameters of type TableName, source and target",
    "namespace": "a String parameter for the namespace",
    "changeset": "a parameter of type ColumnChangeset",
}


def missing_parameter(function: str, role: str) -> CannotGenerate:
    need = _IN_WORDS.get(role, f"a parameter for {role.replace('_', ' ')}")
    return CannotGenerate(f"{function} lacks {need}", (need,))


def vocabulary(writing: Writing) -> dict[str, object]:
    """What a template of this body can ask for."""
    function, request = writing.function, writing.request
    roles = roles_of(function.parameters) if function else {}
    return {
        "t": Names(writing),
        "p": Parameters(roles, function.name if function else ""),
        "has": lambda role: role in roles,  # pyright: ignore[reportUnknownLambdaType]
        "has_type": lambda name: request.contract.type(name) is not None,  # pyright: ignore[reportUnknownLambdaType]
        "era": request.era.value,
        "dialect": request.dialect,
        "owner": writing.owner,
        "function": function,
        "meta": META_CONSTANTS,
        "kotlin": kotlin_string,
        "give_up": _give_up,
        **_helpers(writing),
        **_connector(writing),
        **_configuration(writing),
        **_facts(request.dialect),
        "type_groups": _TypeGroups(writing),
    }


def _helpers(writing: Writing) -> dict[str, object]:
    return {
        "quote": lambda text: writing.helper("quote", text),  # pyright: ignore[reportUnknownLambdaType]
        "fq": lambda text: writing.helper("fullyQualified", text),  # pyright: ignore[reportUnknownLambdaType]
        "literal": lambda text: writing.helper("literal", text),  # pyright: ignore[reportUnknownLambdaType]
        "log": writing.log,
        "helper": writing.helper,
        "logger": writing.logger,
        "keep": writing.keep,
        "add_function": writing.add_function,
    }


def _connector(writing: Writing) -> dict[str, object]:
    def call(kind: str, **given: str) -> str:
        return writing.call(Role.SQL_GENERATOR, kind, given).text

    def client_call(kind: str, **given: str) -> str:
        return writing.call(Role.CLIENT, kind, given).text

    def component_call(role: str, kind: str, **given: str) -> str:
        return writing.call(Role(role), kind, given).text

    def run(kind: str) -> str:
        """A call whose statements are executed, one or several, in one transaction."""
        found = writing.call(Role.SQL_GENERATOR, kind, {})
        return writing.helper("executeAll" if found.many else "execute", found.text)

    def own_names(role: str) -> list[str]:
        return [c.declaration.name for c in writing.draft.connector.components(Role(role))]

    return {
        "call": call,
        "client_call": client_call,
        "component_call": component_call,
        "run": run,
        "own_names": own_names,
        "role_prop": lambda role, *more: writing.prop(*own_names(role), *more),  # pyright: ignore[reportUnknownLambdaType]
        "prop": writing.prop,
        "held": lambda *types: members.held(writing.owner, *types) if writing.owner else None,  # pyright: ignore
        "is_lateinit": lambda name: _is_lateinit(writing, name),  # pyright: ignore[reportUnknownLambdaType]
        "construct": lambda role, **given: construct(writing, Role(role), given),  # pyright: ignore
        "body_of": lambda role, kind: _body_of(writing, Role(role), kind),  # pyright: ignore[reportUnknownLambdaType]
        "parameter_of": lambda role, *types: _parameter_of(writing, role, *types),  # pyright: ignore
        "parameter_of_type": lambda *types: _parameter_or_none(writing, *types),  # pyright: ignore
    }


def _configuration(writing: Writing) -> dict[str, object]:
    return {
        "config_value": lambda holder, what: config_property(writing, holder, what),  # pyright: ignore
        "configuration_call": lambda **values: configuration_call(writing, values),  # pyright: ignore
        "default_namespace": lambda: default_namespace(writing),
        "hard_delete": lambda: hard_delete(writing),
        "hard_delete_mode": lambda: hard_delete_mode(writing),
    }


def _facts(dialect: Dialect) -> dict[str, object]:
    def states(error: ErrorClass, length: int) -> list[str]:
        """Codes or classes of an error class; a code that says the same as its class is left out."""
        codes = [c for c in dialect.errors.codes if c.error == error and len(c.state) == length]
        classes = {c.state: c.error for c in dialect.errors.codes if len(c.state) == 2}
        return [kotlin_string(c.state) for c in codes if length == 2 or classes.get(c.state[:2]) != error]

    missing = [c.state for c in dialect.errors.codes if c.missing in ("table", "namespace")]
    return {
        "missing_states": [kotlin_string(state) for state in missing],
        "config_classes": states(ErrorClass.CONFIG, 2),
        "config_states": states(ErrorClass.CONFIG, 5),
        "transient_classes": states(ErrorClass.TRANSIENT, 2),
        "transient_states": states(ErrorClass.TRANSIENT, 5),
        "json_types": [kotlin_string(name) for name in ("json", "jsonb")],
    }


class _TypeGroups:
    """The CDK's types by the column type that holds them, as branches of a `when`: `{names, column}`."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing

    def __iter__(self):
        groups: dict[str, list[str]] = {}
        for name in AirbyteTypeName:
            found = self._writing.request.contract.type(name.value)
            if found is not None:
                text = self._writing.name(name.value)
                is_object = found.kind in (Kind.OBJECT, Kind.DATA_OBJECT)
                column = self._writing.request.dialect.type_for(name.value).catalogue
                groups.setdefault(column, []).append(text if is_object else f"is {text}")
        return iter([{"names": names, "column": column} for column, names in groups.items()])


def _body_of(writing: Writing, role: Role, kind: str) -> str:
    """The present body of a component's function, empty when it is missing or still a stub."""
    names = writing.request.templates.kind(role, kind).functions
    for component in writing.draft.connector.components(role):
        source = writing.draft.source(component.path)
        for function in component.declaration.functions:
            if function.name in names and function.body:
                text = source.text[function.body.span.start : function.body.span.end]
                return "" if "TODO(" in text else text
    return ""


def _is_lateinit(writing: Writing, name: str) -> bool:
    found = members.property_named(writing.owner, name) if writing.owner else None
    return found is None or "lateinit" in found.modifiers


def _parameter_of(writing: Writing, role: str, *types: str) -> str:
    """The parameter, or property, whose type is the connector's class of a role or one of these."""
    own = [c.declaration.name for c in writing.draft.connector.components(Role(role))] if role else []
    found = _parameter_or_none(writing, *own, *types)
    if found is None:
        assert writing.function is not None
        need = f"a parameter of type {(own or list(types))[0]}"
        raise CannotGenerate(f"{writing.function.name} lacks {need}", (need,))
    return found


def _parameter_or_none(writing: Writing, *types: str) -> str | None:
    if writing.function is not None:
        for wanted in types:
            for parameter in writing.function.parameters:
                if simple_name(parameter.type) == wanted:
                    return parameter.name
    return members.held(writing.owner, *types) if writing.owner and types else None


def kotlin_string(text: str) -> str:
    """A Kotlin string literal."""
    return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'


_ESCAPES = {"\\": "\\\\", '"': '\\"', "$": "\\$", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _give_up(reason: str, *missing: str) -> str:
    raise CannotGenerate(reason, missing)
