"""The tests of a phase, enabled: until it is due, a test carries `@Disabled("Phase N")`, is commented out or missing.

A test that somebody disabled for another reason stays as it is and is named: only that person knows when it is settled.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from destination_writer.connector.model import Component, Connector, SourceFile
from destination_writer.connector.roles import Role, simple_name, supertype_of
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.commented import uncommented
from destination_writer.generate.draft import Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.imports import name_in, with_import
from destination_writer.generate.kotlintext import written_name
from destination_writer.generate.latertests import later_tests
from destination_writer.generate.lines import indent_at, newline_of
from destination_writer.generate.masking import mask
from destination_writer.generate.members import with_function
from destination_writer.generate.request import Request, make_request
from destination_writer.generate.wholefiles import NewFiles
from destination_writer.knowledge.phases import RequiredTest
from destination_writer.knowledge.store import Knowledge
from destination_writer.kotlin.declarations import Annotation, Class, Function
from destination_writer.kotlin.parse import parse_file
from destination_writer.text.changes import Change, NoChange

TEST = "org.junit.jupiter.api.Test"
DISABLED = "org.junit.jupiter.api.Disabled"
_TESTS = frozenset({"Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate"})
_PHASE = re.compile(r"\bphase\s*(\d+)", re.IGNORECASE)


@dataclass
class _Enabling:
    """The work on one connector. `done` are sentences on what was enabled, for the person."""

    request: Request
    draft: Draft
    phase: int
    done: list[str] = field(default_factory=list[str])

    def suite(self, component: Component) -> tuple[SourceFile, Class]:
        """The class as the draft has it now."""
        source = self.draft.source(component.path)
        name = component.declaration.name
        return source, next(c for c in source.declared.all_classes() if c.name == name)


def enable_phase(
    connector: Connector,
    knowledge: Knowledge,
    templates: Templates,
    phase: int,
    *,
    dialect: str | None = None,
    cdk: str | None = None,
) -> Change | NoChange:
    """The Change that has JUnit run every test that the gate asks for in a phase; suites that are missing are made.

    Paths are those of the workspace.
    """
    try:
        request = make_request(connector, knowledge, templates, dialect=dialect, cdk=cdk)
    except CannotGenerate as error:
        return error.told()
    version = str(request.contract.version)
    # a suite that is made here runs nothing before its phase; what is due is enabled below
    request = replace(request, later=later_tests(knowledge.phases, version))
    work = _Enabling(request, Draft(connector), phase)
    tests = knowledge.phase(phase).tests_for(version)
    for role in dict.fromkeys(Role(test.suite) for test in tests):
        if not work.draft.connector.components(role):
            _make_suite(work, role)
        for component in _suites(work.draft.connector, role):
            _enable_class(work, component)
            for test in (t for t in tests if t.suite == role.value):
                _enable(work, component, test)
    _enable_marked(work)
    files = work.draft.files()
    if not files:
        reason = f"the tests of phase {phase} are enabled: there is nothing left to do"
        return NoChange(" ".join([reason, *work.draft.notes]) if work.draft.notes else reason)
    purpose = f"JUnit then runs {_listed(work.done)}."
    return Change(f"Enable the tests of phase {phase}", files, purpose, tuple(work.draft.notes))


def waiting_tests(connector: Connector, phase: int) -> tuple[str, ...]:
    """The tests that are disabled for this phase, `Class.test name`."""
    return tuple(
        f"{declared.name}.{function.name}"
        for source in connector.sources
        if source.is_test
        for declared in source.declared.all_classes()
        for function in declared.functions
        if (mark := _mark(function.annotations)) and _phase_of(mark) == phase
    )


def phases_waiting_at(source: SourceFile, start: int, end: int) -> tuple[int, ...]:
    """The phases that tests wait for whose heads, annotations included, a range of offsets touches."""
    found: dict[int, None] = {}
    for declared in source.declared.all_classes() if source.is_test else ():
        heads = [(declared.annotations, declared.span.start, declared.name_span.end)]
        heads += [(f.annotations, f.span.start, f.name_span.end) for f in declared.functions]
        for annotations, first, last in heads:
            mark = _mark(annotations)
            phase = _phase_of(mark) if mark else None
            if phase is not None and first <= end and start <= last:
                found[phase] = None
    return tuple(found)


def _make_suite(work: _Enabling, role: Role) -> None:
    before, notes = work.draft.connector, list(work.draft.notes)
    files = NewFiles(work.request, work.draft, [])
    try:
        files.need(role)
    except CannotGenerate as error:
        work.draft.connector, work.draft.notes = before, notes
        wanted = supertype_of(role) or role.value.replace("_", " ")
        work.draft.note(f"No class extends {wanted}, and none can be made ({error.reason}): add it by hand.")
        return
    work.done += [f"the suite {component.declaration.name}" for component in _suites(work.draft.connector, role)]


def _suites(connector: Connector, role: Role) -> list[Component]:
    tests = {source.path for source in connector.sources if source.is_test}
    return [c for c in connector.components(role) if c.path in tests and "abstract" not in c.declaration.modifiers]


def _enable_class(work: _Enabling, component: Component) -> None:
    source, declared = work.suite(component)
    mark = _mark(declared.annotations)
    if mark is None:
        return
    phase = _phase_of(mark)
    if phase is None or phase > work.phase:
        work.draft.note(_stays(declared.name, source, mark))
        return
    work.draft.write(source.path, _without(source.text, mark))
    work.done.append(f"the class {declared.name}")


def _enable(work: _Enabling, component: Component, test: RequiredTest) -> None:
    source, declared = work.suite(component)
    functions = [f for f in declared.functions if _runs(source, f, test.name)]
    if not functions:
        _add(work, source, declared, test)
        return
    for name in dict.fromkeys(f.name for f in functions):
        _unlock(work, component, name)


def _enable_marked(work: _Enabling) -> None:
    """What else waits for this phase by its own words: tests that the gate does not ask for, the connector's suites."""
    while (found := _next_marked(work)) is not None:
        source, name, mark = found
        work.draft.write(source.path, _without(source.text, mark))
        work.done.append(name)


def _next_marked(work: _Enabling) -> tuple[SourceFile, str, Annotation] | None:
    for source in work.draft.connector.sources:
        for declared in source.declared.all_classes() if source.is_test else ():
            named = [(f"the class {declared.name}", declared.annotations)]
            named += [(f"`{f.name}`", f.annotations) for f in declared.functions]
            for name, annotations in named:
                mark = _mark(annotations)
                if mark is not None and _phase_of(mark) == work.phase:
                    return source, name, mark
    return None


def _runs(source: SourceFile, function: Function, name: str) -> bool:
    """Whether it is the test, or one of the connector's own that calls it with its expectations."""
    if function.name == name:
        return True
    body = source.text[function.body.span.start : function.body.span.end] if function.body else ""
    return _is_test(function) and (f"`{name}`(" in body or f".{name}(" in body)


def _unlock(work: _Enabling, component: Component, name: str) -> None:
    source, declared = work.suite(component)
    function = next(f for f in declared.functions if f.name == name)
    mark = _mark(function.annotations)
    if mark is not None:
        phase = _phase_of(mark)
        if phase is None or phase > work.phase:
            work.draft.note(_stays(f"`{name}`", source, mark))
            return
        work.draft.write(source.path, _without(source.text, mark))
        work.done.append(f"`{name}`")
        source, declared = work.suite(component)
        function = next(f for f in declared.functions if f.name == name)
    if not _is_test(function) and not function.parameters:
        work.draft.write(source.path, _with_test(source.text, function))
        if f"`{name}`" not in work.done:
            work.done.append(f"`{name}`")


def _add(work: _Enabling, source: SourceFile, declared: Class, test: RequiredTest) -> None:
    """A test that the class lacks: its own commented one, else a call of the suite's."""
    restored = uncommented(source.text, declared, test.name)
    if restored is not None:
        work.draft.write(source.path, restored)
        work.done.append(f"`{test.name}`")
        _, now = _class_in(work.draft.source(source.path), declared.name)
        found = now.function(test.name)
        if found is not None and not _is_test(found):
            work.draft.write(source.path, _with_test(restored, found))
        return
    suite, inherited = _suite_test(work.request, declared, test.name)
    if inherited or test.when_present:
        return
    if suite is None:
        text = f"{declared.name} has no `{test.name}`: write it with the values that the database must give."
        work.draft.note(text)
        return
    name = written_name(test.name)
    of = f"super<{suite}>" if len(declared.supertypes) > 1 else "super"
    mark = name_in(source.declared, TEST)
    text = with_function(source.text, declared, f"@{mark.text}\noverride fun {name}() {{\n    {of}.{name}()\n}}")
    text = with_import(text, source.declared, mark.wanted) if mark.wanted else text
    work.draft.write(source.path, text)
    work.done.append(f"`{test.name}`")


def _class_in(source: SourceFile, name: str) -> tuple[SourceFile, Class]:
    return source, next(c for c in source.declared.all_classes() if c.name == name)


def _suite_test(request: Request, declared: Class, name: str) -> tuple[str | None, bool]:
    """The supertype whose test without parameters can be called, and whether JUnit runs it there as it is."""
    for parent in declared.supertypes:
        simple = simple_name(parent.name)
        for item in request.contract.ancestors(simple):
            for member in item.member(name):
                if "@Test" in member.signature:
                    return simple, True
                if member.test == "plain" and not member.parameters:
                    return simple, False
    return None, not any(request.contract.type(simple_name(parent.name)) for parent in declared.supertypes)


def _is_test(function: Function) -> bool:
    return any(simple_name(annotation.name) in _TESTS for annotation in function.annotations)


def _mark(annotations: Iterable[Annotation]) -> Annotation | None:
    return next((a for a in annotations if simple_name(a.name) == "Disabled"), None)


def _phase_of(mark: Annotation) -> int | None:
    found = _PHASE.search(mark.arguments)
    return int(found[1]) if found else None


def _stays(what: str, source: SourceFile, mark: Annotation) -> str:
    reason = mark.arguments.strip().strip('"') or "no reason is given"
    file = source.path.rpartition("/")[2]
    return (
        f"{what} in {file} stays disabled ({reason}): remove @Disabled when that is settled; "
        "a disabled test does not count as passed."
    )


def _with_test(text: str, function: Function) -> str:
    declared = parse_file(text)
    mark = name_in(declared, TEST)
    at = function.span.start
    text = f"{text[:at]}@{mark.text}{newline_of(text)}{indent_at(text, at)}{text[at:]}"
    return with_import(text, parse_file(text), mark.wanted) if mark.wanted else text


def _without(text: str, mark: Annotation) -> str:
    """The text without an annotation and its line, and without the import when nothing else uses it."""
    start, end = mark.span.start, mark.span.end
    rest = re.compile(r"[ \t]*(?:\r\n|\r|\n)?[ \t]*").match(text, end)
    text = text[:start] + text[rest.end() if rest else end :]
    declared = parse_file(text)
    used = [i for i in declared.imports if i.path == DISABLED]
    if not used or re.search(r"@(?:\w+:)?Disabled\b", mask(text)):
        return text
    at, behind = used[0].span.start, used[0].span.end
    newline = re.compile(r"[ \t;]*(?:\r\n|\r|\n)?").match(text, behind)
    return text[:at] + text[newline.end() if newline else behind :]


def _listed(names: list[str]) -> str:
    unique = list(dict.fromkeys(names))
    shown = ", ".join(unique[:8])
    return f"{shown} and {len(unique) - 8} more" if len(unique) > 8 else shown
