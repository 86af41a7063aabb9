"""A buffer follows its edits with little work and keeps what did not change."""

from destination_writer.kotlin.buffer import KotlinBuffer
from destination_writer.text.places import Position, Range

MEMBER = '    fun f{0}(): Int {{\n        TODO("Phase {0}")\n    }}\n'
SOURCE = "class A : B {\n" + "".join(MEMBER.format(i) for i in range(1, 6)) + "}\n"


def phases(buffer: KotlinBuffer) -> list[int | None]:
    return [call.phase for call in buffer.todo_calls()]


def test_a_stub_goes_and_comes_with_a_letter() -> None:
    buffer = KotlinBuffer(SOURCE)
    assert phases(buffer) == [1, 2, 3, 4, 5]
    buffer.apply(Range.of(2, 12, 2, 12), "X")
    assert phases(buffer) == [2, 3, 4, 5]
    buffer.apply(Range.of(2, 12, 2, 13), "")
    assert phases(buffer) == [1, 2, 3, 4, 5]


def test_calls_that_an_edit_did_not_touch_stay_the_same_objects() -> None:
    buffer = KotlinBuffer(SOURCE)
    before = buffer.todo_calls()
    buffer.apply(Range.of(5, 20, 5, 21), "7")
    after = buffer.todo_calls()
    assert [call.phase for call in after] == [1, 7, 3, 4, 5]
    assert [a is b for a, b in zip(before, after, strict=True)] == [True, False, True, True, True]


def test_an_edit_beside_the_stubs_leaves_the_list_alone() -> None:
    buffer = KotlinBuffer(SOURCE)
    before = buffer.todo_calls()
    buffer.apply(Range.of(4, 4, 4, 4), "private ")
    assert buffer.todo_calls() is before


def test_a_line_above_moves_the_stubs_down() -> None:
    buffer = KotlinBuffer(SOURCE)
    before = [call.range.start for call in buffer.todo_calls()]
    buffer.apply(Range.of(0, 0, 0, 0), "\n")
    assert [call.range.start for call in buffer.todo_calls()] == [Position(p.line + 1, p.column) for p in before]


def test_a_comment_that_is_opened_above_hides_all_below_and_closing_it_brings_them_back() -> None:
    buffer = KotlinBuffer(SOURCE)
    buffer.todo_calls()
    buffer.apply(Range.of(4, 0, 4, 0), "/*")
    assert phases(buffer) == [1]
    buffer.apply(Range.of(4, 2, 4, 2), "*/")
    assert phases(buffer) == [1, 2, 3, 4, 5]


def test_a_new_class_name_reaches_every_stub_of_the_class() -> None:
    buffer = KotlinBuffer(SOURCE)
    assert {call.class_name for call in buffer.todo_calls()} == {"A"}
    buffer.apply(Range.of(0, 7, 0, 7), "bc")
    assert {call.class_name for call in buffer.todo_calls()} == {"Abc"}


def test_an_annotation_reaches_every_stub_of_the_class() -> None:
    buffer = KotlinBuffer("@X\n" + SOURCE)
    assert {call.annotations for call in buffer.todo_calls()} == {("X",)}
    buffer.apply(Range.of(0, 1, 0, 2), "Singleton")
    assert {call.annotations for call in buffer.todo_calls()} == {("Singleton",)}


def test_a_call_over_lines_follows_an_edit_of_any_of_them() -> None:
    buffer = KotlinBuffer('fun f() {\n    TODO(\n        // why\n        "Phase 3"\n    )\n}\n')
    assert phases(buffer) == [3]
    buffer.apply(Range.of(3, 15, 3, 16), "8")
    assert phases(buffer) == [8]
    buffer.apply(Range.of(4, 4, 4, 5), "")
    assert phases(buffer) == []


def test_a_dot_on_the_line_above_makes_it_a_member() -> None:
    buffer = KotlinBuffer('fun f() {\n    x\n    // here\n    TODO("Phase 3")\n}\n')
    assert phases(buffer) == [3]
    buffer.apply(Range.of(1, 5, 1, 5), ".")
    assert phases(buffer) == []


def test_the_first_stub_of_a_text_without_any() -> None:
    buffer = KotlinBuffer("fun f() = 1\n")
    assert buffer.todo_calls() == []
    buffer.apply(Range.of(0, 10, 0, 11), 'TODO("Phase 4")')
    assert [(c.phase, c.function) for c in buffer.todo_calls()] == [(4, "f")]


def test_replacing_the_text_forgets_the_old_one() -> None:
    buffer = KotlinBuffer(SOURCE, 1)
    buffer.todo_calls()
    buffer.replace('fun g() = TODO("Phase 9")', 2)
    assert (phases(buffer), buffer.version) == ([9], 2)


def test_settling_in_steps_ends_where_settling_at_once_does() -> None:
    text = "class A {\n" + "".join(MEMBER.format(i) for i in range(1, 3001)) + "}\n"
    buffer = KotlinBuffer(text)
    steps = 1
    while not buffer.settle(lines=500):
        steps += 1
    assert steps > 3, "a long text takes several steps"
    assert buffer.settle(), "nothing is left"
    assert len(buffer.todo_calls()) == 3000
    buffer.apply(Range.of(1, 0, 1, 0), "/*")
    assert not buffer.settle(lines=500), "all that lies below has to be read again"
    buffer.apply(Range.of(1, 2, 1, 2), "*/")
    assert buffer.todo_calls() == KotlinBuffer(buffer.text).todo_calls()
    assert len(buffer.todo_calls()) == 3000
