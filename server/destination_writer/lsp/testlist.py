"""The tests of a connector as a client lists them: where each stands, which phase asks for it, how it is. For worker
threads."""

from collections.abc import Iterator
from pathlib import Path

from destination_writer.checkpoints.callers import is_test
from destination_writer.checkpoints.gate import Inputs, passed_before
from destination_writer.checkpoints.plan import class_name
from destination_writer.checkpoints.results import Evidence
from destination_writer.checkpoints.standing import standings
from destination_writer.checkpoints.testbook import TestBook
from destination_writer.checkpoints.workspace import gate_inputs
from destination_writer.connector.model import Connector, SourceFile
from destination_writer.connector.roles import SUITE_ROLES, Role
from destination_writer.knowledge.phases import RequiredTest
from destination_writer.knowledge.store import Knowledge
from destination_writer.kotlin.declarations import Class
from destination_writer.lsp import protocol
from destination_writer.lsp.positions import to_wire
from destination_writer.lsp.uris import uri_of
from destination_writer.text.document import Document
from destination_writer.text.encodings import Encoding
from destination_writer.text.places import Span

Wanted = dict[tuple[str, str], tuple[int, RequiredTest]]
"""By the suite's role and the test's name: the first phase that asks for it."""


def tests_of(
    connector: Connector, knowledge: Knowledge, evidence: Evidence, folder: Path, encoding: Encoding
) -> list[protocol.TestItem]:
    """Every test that a class of the connector declares, or inherits from a suite of the CDK that a phase asks for."""
    inputs = gate_inputs(connector, knowledge, evidence)
    lister = _Lister(inputs, TestBook(connector, evidence), folder, encoding)
    return [item for source in connector.sources if source.is_test for item in lister.items(source)]


class _Lister:
    def __init__(self, inputs: Inputs, book: TestBook, folder: Path, encoding: Encoding) -> None:
        self._connector = inputs.connector
        self._book = book
        self._folder = folder
        self._encoding = encoding
        self._wanted = _wanted(inputs)
        self._regressed = passed_before(inputs, book)

    def items(self, source: SourceFile) -> Iterator[protocol.TestItem]:
        document = Document(source.text)
        roles = {component.declaration.name: component for component in source.components}
        for declared in source.declared.classes:
            component = roles.get(declared.name)
            role = component.role if component and component.role in SUITE_ROLES else None
            package = source.declared.package
            suite = class_name(self._connector, component) if component else _named(package, declared.name)
            for name, span in self._tests(declared, role):
                yield self._item(source, document, suite, name, span, role)

    def _tests(self, declared: Class, role: Role | None) -> Iterator[tuple[str, Span]]:
        """Declared ones on their functions, inherited ones on the class."""
        if "abstract" in declared.modifiers or "interface" in declared.kind:
            return
        own = [function for function in declared.functions if is_test(function)]
        for function in own:
            yield function.name, Span(function.name_span.start, function.span.end)
        if role is None:
            return
        overridden = {function.name for function in declared.functions}
        for (suite, name), (_, test) in self._wanted.items():
            if suite == role.value and name not in overridden and not test.when_present:
                yield name, declared.name_span

    def _item(
        self, source: SourceFile, document: Document, suite: str, name: str, span: Span, role: Role | None
    ) -> protocol.TestItem:
        phase, test = self._wanted.get((role.value if role else "", name), (None, None))
        stands = standings(self._book, [test], self._regressed) if test else ()
        return {
            "suite": suite,
            "name": name,
            "uri": uri_of(self._folder / source.path),
            "range": to_wire(document, document.range_of(span), self._encoding),
            "phase": phase,
            "state": stands[0].state.value if stands else None,
        }


def _wanted(inputs: Inputs) -> Wanted:
    found: Wanted = {}
    for phase in inputs.phases:
        for test in phase.tests_for(inputs.version):
            found.setdefault((test.suite, test.name), (phase.number, test))
    return found


def _named(package: str, name: str) -> str:
    return f"{package}.{name}" if package else name
