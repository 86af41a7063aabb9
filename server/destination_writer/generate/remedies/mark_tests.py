"""`No tests found`: the members of a suite are overridden without @Test, so JUnit does not run them."""

from destination_writer.connector.model import SourceFile
from destination_writer.connector.roles import simple_name
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.lines import indent_at, newline_of
from destination_writer.generate.remedies.case import Case, Mending, importing, own_file
from destination_writer.knowledge.contracts import Contract
from destination_writer.kotlin.declarations import Class, Function

TEST = "org.junit.jupiter.api.Test"
_MARKS = frozenset({"Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate", "Disabled"})


def make(case: Case) -> Mending:
    """Raises CannotGenerate when every overridden test of every suite is marked."""
    contract = case.contract()
    texts: dict[str, str] = {}
    names: list[str] = []
    for source in case.connector.sources:
        bare = _bare_tests(source, contract) if source.is_test else []
        if bare:
            texts[source.path] = _marked(source, bare)
            names += [f"{function.name} in {own_file(source)}" for function in bare]
    if not texts:
        raise CannotGenerate("every test that a suite of this connector overrides has its @Test")
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return Mending(
        title=f"Put @Test on {shown}",
        why="An override does not inherit @Test: JUnit runs only what carries the annotation itself, so these tests "
        "never ran, and what did not run does not count as passed.",
        texts=texts,
    )


def _bare_tests(source: SourceFile, contract: Contract) -> list[Function]:
    found: list[Function] = []
    for declared in source.declared.all_classes():
        tests = _plain_tests(declared, contract)
        for function in declared.functions:
            marks = {simple_name(a.name) for a in function.annotations}
            if function.is_override and function.name in tests and not marks & _MARKS:
                found.append(function)
    return found


def _plain_tests(declared: Class, contract: Contract) -> set[str]:
    types = [contract.type(simple_name(parent.name)) for parent in declared.supertypes]
    return {member.name for found in types if found for member in found.tests if member.test == "plain"}


def _marked(source: SourceFile, functions: list[Function]) -> str:
    text, newline = source.text, newline_of(source.text)
    for function in sorted(functions, key=lambda f: f.span.start, reverse=True):
        at = function.span.start
        text = f"{text[:at]}@Test{newline}{indent_at(text, at)}{text[at:]}"
    name, text = importing(text, TEST)
    return text if name == "Test" else text.replace("@Test\n", f"@{name}\n")
