"""What the template of a whole file can ask for, beside the words of a body (`vocabulary.py`)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from destination_writer.connector.roles import Role, simple_name
from destination_writer.generate.coercioncases import ALL_TYPES, coercion_cases
from destination_writer.generate.imports import name_in
from destination_writer.generate.kotlintext import kotlin_string
from destination_writer.generate.latertests import MARK, reason_of
from destination_writer.generate.testvalues import database_of_tests
from destination_writer.generate.userfields import UserField, spec_title, user_fields
from destination_writer.knowledge.dialects import Dialect

if TYPE_CHECKING:
    from destination_writer.generate.wholefiles import NewFiles
    from destination_writer.generate.writing import Writing
    from destination_writer.knowledge.contracts import ContractMember


def facts_of(dialect: Dialect, *, local_tests: bool = False) -> dict[str, object]:
    """What every file that is made for a database can name. `local_tests`: its tests use no container."""
    return {
        "fields": user_fields(dialect),
        "test_values": database_of_tests(dialect, is_local=local_tests),
        "spec_title": spec_title(dialect),
        "all_types": ALL_TYPES,
        "coercion_cases": coercion_cases(dialect),
    }


LINE = 100
"""Columns of a line of generated Kotlin."""


class FileWords:
    """The functions that the template of a file can call. Every public method is one, by its name."""

    def __init__(self, writing: Writing, files: NewFiles, class_name: str, prefix: str, phase: int) -> None:
        """`phase` is that of the file."""
        self._writing, self._files = writing, files
        self._class_name, self._prefix = class_name, prefix
        self._phase = phase

    def values(self) -> dict[str, object]:
        """Every word by its name."""
        words = {name: getattr(self, name) for name in dir(FileWords) if not name.startswith("_") and name != "values"}
        return {
            **words,
            "class_name": self._class_name,
            "prefix": self._prefix,
            **facts_of(self._writing.request.dialect, local_tests=self._writing.request.local_tests),
        }

    def need(self, role: str) -> str:
        """The connector's class of a role, imported; it is made when the connector lacks it."""
        return self._writing.name(self._files.need(Role(role)))

    def need_file(self, name: str) -> str:
        """The class of a file that plays no part of its own, imported; it is made when the connector lacks it."""
        return self._writing.name(self._files.need_named(name))

    def has_own(self, role: str) -> bool:
        """Whether the connector has a class of a role."""
        return bool(self._writing.draft.connector.components(Role(role)))

    def member(self, type_name: str, name: str) -> bool:
        """Whether a type of this CDK version has a member."""
        found = self._writing.request.contract.type(type_name)
        return found is not None and bool(found.member(name))

    def plain_tests(self, type_name: str) -> list[str]:
        """The suite's tests that take no parameters, in its order."""
        found = self._writing.request.contract.type(type_name)
        names = [m.name for m in found.members if m.test == "plain" and not m.parameters] if found else []
        return list(dict.fromkeys(names))

    def parameterised_tests(self, type_name: str) -> list[ContractMember]:
        """The suite's tests that take values, in its order."""
        found = self._writing.request.contract.type(type_name)
        return [m for m in found.members if m.test == "parameterised"] if found else []

    def not_yet(self, suite: str, test: str) -> str:
        """A line of its own with the annotation that keeps a test from running before its phase, where it has to wait;
        it stands behind another annotation."""
        later = self._writing.request.later
        phase = later.phase_of(suite, test, self._phase) if later else 0
        return f"\n    {self._mark(phase)}" if phase else ""

    def class_not_yet(self) -> str:
        """The same for a whole class, whose tests are all due in the phase of its file; it stands before the class."""
        return f"{self._mark(self._phase)}\n" if self._writing.request.later and self._phase else ""

    def inherited_not_yet(self, type_name: str, suite: str) -> list[str]:
        """The tests that a class inherits and that are due after the phase of its file, in the suite's order."""
        later = self._writing.request.later
        tests = self.plain_tests(type_name) if later else []
        return [t for t in tests if later and later.phase_of(suite, t, self._phase) > self._phase]

    def _mark(self, phase: int) -> str:
        return f'@{self._writing.name(MARK)}("{reason_of(phase)}")'

    def with_types(self, text: str) -> str:
        """Kotlin that names types between braces, `{IntegerValue}(1)`, with their names imported."""
        return re.sub(r"\{([A-Z]\w*)\}", lambda match: self._writing.name(match[1]), text)

    def client_type(self) -> str:
        """The type that connects: a DataSource for JDBC, else the vendor's own client (`driver_class`)."""
        connection = self._writing.request.dialect.connection
        return (
            self._writing.name("DataSource") if connection.client == "jdbc" else self.imported(connection.driver_class)
        )

    def imported(self, full_name: str) -> str:
        """A type by its full name, imported."""
        found = name_in(self._writing.source.declared, full_name)
        if found.wanted:
            self._writing.imports.add(found.wanted)
        return found.text

    def own_type(self, role: str, simple: str) -> str:
        """A type that lies beside the connector's class of a role, which is made when the connector lacks it."""
        self._files.need(Role(role))
        return self._writing.name(simple)

    def require(self, role: str) -> str:
        """Makes the connector's class of a role when it lacks it; writes nothing here."""
        self._files.need(Role(role))
        return ""

    def client_name(self) -> str:
        """The property that holds it: `dataSource`, `mongoClient`."""
        connection = self._writing.request.dialect.connection
        simple = "DataSource" if connection.client == "jdbc" else simple_name(connection.driver_class)
        return simple[:1].lower() + simple[1:]

    def parameters(self, declared: list[str], parent: str = "") -> str:
        """A primary constructor behind a class's name, with the type that it extends; empty for neither."""
        behind = f" : {parent}" if parent else ""
        if len(declared) < 2 and sum(map(len, (*declared, behind, self._class_name))) < LINE - 24:
            return (f"({declared[0]})" if declared else "") + behind
        return "(\n" + "".join(f"    {parameter},\n" for parameter in declared) + ")" + behind

    def annotation(self, name: str, text: str) -> str:
        """`@get:Name("text")` for a property of a class, on as many lines as it takes."""
        literals = _cut(text, LINE - 13)
        head = f"@get:{self._writing.name(name)}"
        line = f"{head}({literals[0]})"
        if len(literals) == 1 and len(line) + 4 <= LINE:
            return line
        inside = " +\n            ".join(literals)
        return f"{head}(\n        {inside},\n    )"

    def inject(self, field: UserField) -> str:
        """The annotation that adds to a field's JSON schema."""
        head = f"@get:{self._writing.name('JsonSchemaInject')}"
        line = f'{head}(json = """{raw(field.injected)}""")'
        if len(line) + 4 <= LINE:
            return line
        inside = f'json = """{raw(field.injected)}"""'
        if len(inside) + 8 > LINE:
            pairs = ",\n            ".join(raw({name: value})[1:-1] for name, value in field.injected.items())
            inside = f'json =\n            """\n            {{{pairs}}}\n            """'
        return f"{head}(\n        {inside},\n    )"


def raw(told: Mapping[str, object]) -> str:
    """JSON for a Kotlin raw string."""
    return json.dumps(told, ensure_ascii=False).replace("$", "${'$'}")


def _cut(text: str, width: int) -> list[str]:
    """Kotlin literals that together hold the text, cut between words."""
    whole = kotlin_string(text)
    if len(whole) <= width:
        return [whole]
    parts = [""]
    for word in re.findall(r"\S+\s*", text):
        if parts[-1] and len(kotlin_string(parts[-1] + word)) > width:
            parts.append("")
        parts[-1] += word
    return [kotlin_string(part) for part in parts]
