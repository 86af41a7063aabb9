"""Recall and precision on generated connector sources whose stubs are known: plain, modern, and being typed.

The generator lies beside the checkout in some development set-ups; `test_todos.py` and `test_parse.py` hold
hand-written cases of the same kinds, which always run.
"""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from destination_writer.kotlin.buffer import KotlinBuffer, find_todo_calls
from destination_writer.kotlin.declarations import TodoCall
from destination_writer.kotlin.parse import parse_file
from destination_writer.text.document import Document
from destination_writer.text.encodings import Encoding, to_units

GENERATOR = Path(__file__).resolve().parents[4] / "shared" / "tools" / "bench" / "gen_kotlin.py"
FILES = 40

pytestmark = pytest.mark.skipif(
    not GENERATOR.exists(),
    reason="../shared/tools/bench/gen_kotlin.py, which makes the sources, is missing",
)

KINDS = {
    "plain": {},
    "windows line ends": {"crlf": True},
    "many decoys": {"decoy_rate": 0.5},
    "modern": {"modern": 2},
    "being typed": {"broken": 1},
    "modern and being typed": {"modern": 1, "broken": 1},
}
PROPERTY_SHAPES = {"getter", "delegate"}
"""Stubs in properties, whose truth names the property; a property is no function."""


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gen_kotlin", GENERATOR)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sources(generator: ModuleType, options: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    made = [generator.make(11, index, 9000, stub_rate=0.4, **options) for index in range(FILES)]
    return [(data.decode(), truth) for data, truth in made]


def place(text: str, call: TodoCall) -> tuple[int, int]:
    """Line and UTF-16 column, as the truth counts."""
    start = call.range.start
    return start.line, to_units(Document(text).line(start.line), start.column, Encoding.UTF_16)


@pytest.mark.parametrize("options", KINDS.values(), ids=KINDS.keys())
def test_every_stub_is_found_and_nothing_else(generator: ModuleType, options: dict[str, Any]) -> None:
    total = 0
    for text, truth in sources(generator, options):
        calls = [call for call in find_todo_calls(text) if call.phase is not None]
        assert [c for c in KotlinBuffer(text).todo_calls() if c.phase is not None] == calls
        found = [(*place(text, c), c.phase, c.reason) for c in calls]
        wanted = [(s["start"]["line"], s["start"]["character"], s["phase"], s["reason"]) for s in truth["stubs"]]
        assert found == wanted
        total += len(wanted)
    assert total > 100, "the sources hold stubs"


@pytest.mark.parametrize("options", KINDS.values(), ids=KINDS.keys())
def test_class_and_function_are_those_of_the_truth(generator: ModuleType, options: dict[str, Any]) -> None:
    for text, truth in sources(generator, options):
        if "open_brace" in truth["broken"]:
            continue  # by braces alone what follows an open one lies inside it
        calls = [call for call in find_todo_calls(text) if call.phase is not None]
        for call, stub in zip(calls, truth["stubs"], strict=True):
            assert call.class_name == stub["class"]
            is_property = stub["shape"] in PROPERTY_SHAPES or (stub["shape"], stub["class"]) == ("lambda", None)
            if not (is_property and call.function is None):
                assert call.function == stub["function"].strip("`")


@pytest.mark.parametrize("options", KINDS.values(), ids=KINDS.keys())
def test_the_declarations_around_every_stub_are_read(generator: ModuleType, options: dict[str, Any]) -> None:
    for text, truth in sources(generator, options):
        file, document = parse_file(text), Document(text)
        calls = [call for call in find_todo_calls(text) if call.phase is not None]
        for call, stub in zip(calls, truth["stubs"], strict=True):
            owners = [c for c in file.all_classes() if c.name == stub["class"]] if stub["class"] else [file]
            functions = {f.name: f for owner in owners for f in owner.functions}
            function = functions.get(stub["function"].strip("`"))
            if function is None:
                names = {p.name.removesuffix("Task") for owner in owners for p in owner.properties}
                assert stub["function"] in names
                continue
            assert function.body is not None and document.offset(call.range.start) in function.body.span
            assert (function.is_suspend, function.is_override) == (stub["suspend"], stub["override"])
