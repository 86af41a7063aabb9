"""Whatever is typed, a buffer that followed the edits equals one that reads the result afresh."""

from hypothesis import given, settings
from hypothesis import strategies as st

from destination_writer.kotlin.buffer import KotlinBuffer, find_todo_calls
from destination_writer.text.document import split_lines
from destination_writer.text.places import Position, Range

PIECES = (
    'TODO("Phase 3")',
    'TODO("Phase ',
    "TODO(",
    "TODO()",
    'TODO(\n"Phase 2"\n)',
    "TODO(reason = /* x */ ",
    "TODO",
    '"Phase 7"',
    "kotlin",
    ".",
    "reason = ",
    '"',
    '"""',
    "$",
    "${",
    "$$",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "/*",
    "*/",
    "//",
    "'",
    "`",
    "\\",
    ":",
    ",",
    ";",
    "=",
    "@",
    "@Singleton",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "\u2028",
    "\x0c",
    "\x85",
    "🐘",
    "é",
    " ",
    "    ",
    "fun ",
    "fun f()",
    "fun f() = ",
    "fun <T> List<T>.g(x: Int): Map<String, Int> {",
    "fun(",
    "class ",
    "class A",
    "class A(val x: Int) : B<C>(x), D by x {",
    "enum class E",
    "interface I",
    "object ",
    "object : X {",
    "companion object",
    "::class",
    "val ",
    "val x: Int",
    "get() = ",
    "constructor(",
    "private ",
    "where T : X",
    "by ",
    "if (x)",
    "else ",
    "->",
    "?:",
    "x",
    "#!",
)
Edit = tuple[tuple[int, int], tuple[int, int], str, str]
text = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
short = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
place = st.tuples(st.integers(0, 30), st.integers(0, 40))
edit = st.tuples(place, place, short, st.sampled_from(("ask", "settle a line", "settle two", "wait")))


@settings(max_examples=400, deadline=None)
@given(text, st.lists(edit, min_size=1, max_size=12))
def test_any_sequence_of_edits_gives_what_a_fresh_read_gives(start: str, edits: list[Edit]) -> None:
    buffer = KotlinBuffer(start)
    for (from_line, from_column), (to_line, to_column), new_text, before_it in edits:
        if before_it == "ask":
            buffer.todo_calls()
        elif before_it != "wait":
            buffer.settle(1 if before_it == "settle a line" else 2)
        before, document = buffer.text, buffer.document
        a, b = sorted((Position(from_line, from_column), Position(to_line, to_column)))
        low, high = document.offset(a), document.offset(b)
        buffer.apply(Range(a, b), new_text)
        expected = before[:low] + new_text + before[high:]
        assert buffer.text == expected
        assert buffer.document.lines == split_lines(expected)
    fresh = KotlinBuffer(buffer.text)
    assert buffer.todo_calls() == fresh.todo_calls()
    assert buffer.line_states() == fresh.line_states()


@settings(max_examples=300, deadline=None)
@given(text)
def test_a_file_read_line_by_line_has_the_states_of_one_read_at_once(whole: str) -> None:
    grown = KotlinBuffer("TODO\n")
    grown.line_states()
    for line in split_lines(whole):
        end = Position(len(grown.document.lines), 0)
        grown.apply(Range(end, end), line)
    fresh = KotlinBuffer("TODO\n" + whole)
    assert grown.line_states() == fresh.line_states()
    assert grown.todo_calls() == fresh.todo_calls()


@settings(max_examples=300, deadline=None)
@given(text)
def test_a_scan_finds_what_a_buffer_finds(whole: str) -> None:
    assert find_todo_calls(whole) == KotlinBuffer(whole).todo_calls()


@settings(max_examples=300, deadline=None)
@given(text, place, short)
def test_an_edit_and_its_undo_leave_everything_as_it_was(whole: str, at: tuple[int, int], typed: str) -> None:
    buffer = KotlinBuffer("TODO\n" + whole)
    states, calls = list(buffer.line_states()), list(buffer.todo_calls())
    document = buffer.document
    start = document.offset(Position(*at))
    if document.offset(document.position(start)) != start:
        return  # between "\r" and "\n" nobody types
    before = buffer.text
    buffer.apply(Range(document.position(start), document.position(start)), typed)
    buffer.todo_calls()
    if document.offset(document.position(start)) != start or document.offset(document.position(start + len(typed))) != (
        start + len(typed)
    ):
        return  # what was typed has become part of a line end
    buffer.apply(Range(document.position(start), document.position(start + len(typed))), "")
    assert buffer.text == before
    assert buffer.line_states() == states
    assert buffer.todo_calls() == calls
