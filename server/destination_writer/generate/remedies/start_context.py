"""A suite whose constructor or fields nobody fills: @MicronautTest is missing on its class."""

from destination_writer.connector.model import Component, SourceFile
from destination_writer.connector.roles import SUITE_ROLES, Role, simple_name
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.lines import indent_at, newline_of
from destination_writer.generate.remedies.case import Case, Mending, importing, own_file

MICRONAUT_TEST = "io.micronaut.test.extensions.junit5.annotation.MicronautTest"
_IN_A_CONTEXT = SUITE_ROLES - {
    Role.INTEGRATION_SUITE,
    Role.SPEC_TEST,
    Role.CHECK_TEST,
    Role.WRITE_INITIALIZATION_TEST,
}
"""Suites that are given beans; the others start the connector as a process of its own."""


def make(case: Case) -> Mending:
    """Raises CannotGenerate unless the failing class is a suite that wants beans and lacks the annotation."""
    bare = [(source, c) for source in case.connector.sources for c in source.components if _is_bare(source, c)]
    test = case.arguments.get("test", "") + case.said
    named = [(source, c) for source, c in bare if c.declaration.name in test]
    chosen = named or bare
    if len(chosen) != 1:
        raise CannotGenerate("no suite of this connector that takes beans lacks @MicronautTest")
    source, component = chosen[0]
    at, name_text = component.declaration.span.start, component.declaration.name
    name, text = importing(source.text, MICRONAUT_TEST)
    moved = at + len(text) - len(source.text)
    mark = f'@{name}(environments = ["component"]){newline_of(text)}{indent_at(source.text, at)}'
    return Mending(
        title=f"Put @MicronautTest on {name_text} in {own_file(source)}",
        why=f"{name_text} takes its client from the container of beans, and nothing starts one: @MicronautTest does, "
        "in the environment `component`, whose test configuration the suite needs.",
        texts={source.path: f"{text[:moved]}{mark}{text[moved:]}"},
        alternative="build the objects by hand in a @BeforeEach method, with the configuration of the test database.",
    )


def _is_bare(source: SourceFile, component: Component) -> bool:
    declared = component.declaration
    marks = {simple_name(a.name) for a in declared.annotations}
    takes = bool(declared.constructor) or any(
        simple_name(a.name) == "Inject" for p in declared.properties for a in p.annotations
    )
    return source.is_test and component.role in _IN_A_CONTEXT and takes and "MicronautTest" not in marks
