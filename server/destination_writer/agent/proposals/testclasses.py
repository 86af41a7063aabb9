"""Ways to keep tests from running without touching one of them: by their class, or by an override in front of them."""

from collections.abc import Iterator

from destination_writer.kotlin.declarations import Annotation, Class, Function, KotlinFile
from destination_writer.kotlin.tokens import blank_comments

NOT_RUN = frozenset({"abstract", "sealed", "private", "internal"})
"""Modifiers with which JUnit passes a class over, or may."""
DECIDING = frozenset({"ExtendWith", "RegisterExtension", "EnabledIf", "Suite", "SelectClasses", "Tag", "Tags"})
"""Annotations by which something else decides whether a test runs."""
MARKS = frozenset({"Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate"})


def lost_runs(path: str, was: KotlinFile, now: KotlinFile, text: str) -> Iterator[str]:
    """A sentence for each class or override of a test file that keeps tests from running. `text` is that of `now`."""
    old = {owner.name: owner for owner in was.all_classes()}
    for owner in now.all_classes():
        before = old.get(owner.name)
        if before is not None:
            yield from _of_class(path, before, owner)
        yield from _of_overrides(path, before, owner, blank_comments(text))


def _of_class(path: str, was: Class, now: Class) -> Iterator[str]:
    gained = sorted((NOT_RUN & {*now.modifiers}) - {*was.modifiers})
    if gained or (was.kind == "class" and now.kind != "class"):
        yield f"{path}: as `{' '.join([*gained, now.kind])}` {now.name} and its tests would not be run; keep it a class"


def other_suites(path: str, was: KotlinFile, now: KotlinFile) -> Iterator[str]:
    """A sentence for each class that would run other tests than before: that may be meant, and is the person's word."""
    left = {owner.name: owner for owner in now.all_classes()}
    for owner in was.all_classes():
        after = left.get(owner.name)
        if after is None:
            continue
        kept = {above.name for above in after.supertypes}
        for above in owner.supertypes:
            if above.name not in kept:
                yield f"{path}: {owner.name} would no longer extend {above.name}, and lose the tests that it has of it"
        for mark in _gained(owner.annotations, after.annotations):
            yield f"{path}: @{mark} on {owner.name} would let something else decide which tests run"


def _gained(was: tuple[Annotation, ...], now: tuple[Annotation, ...]) -> Iterator[str]:
    known = {mark.name for mark in was}
    names = [mark.name for mark in now if mark.name not in known]
    yield from (name for name in names if name.rpartition(".")[2] in DECIDING)


def _of_overrides(path: str, was: Class | None, now: Class, text: str) -> Iterator[str]:
    """Overrides that are new, or no longer marked: an inherited test that is overridden runs only as the override."""
    marked = {f.name for f in was.functions if _is_marked(f)} if was is not None else set[str]()
    known = {f.name for f in was.functions} if was is not None else set[str]()
    for function in now.functions:
        if not function.is_override or function.parameters or not _is_named_as_test(function.name):
            continue
        name = f"{now.name}.{function.name}"
        if not _is_marked(function) and (function.name not in known or function.name in marked):
            yield f"{path}: {name} overrides a test without @Test, so that it is not run; mark it"
        elif function.name not in known and not _runs_the_inherited(function, text):
            yield f"{path}: {name} overrides a test of the suite and does not run it; call super.{function.name} in it"


def _is_marked(function: Function) -> bool:
    return any(mark.name.rpartition(".")[2] in MARKS for mark in function.annotations)


def _is_named_as_test(name: str) -> bool:
    return " " in name or name.startswith("test")


def _runs_the_inherited(function: Function, text: str) -> bool:
    if function.body is None:
        return False
    body = "".join(text[function.body.span.start : function.body.span.end].split()).replace("`", "")
    return ("super" in body and f".{''.join(function.name.split())}(" in body) or "TODO(" in body
