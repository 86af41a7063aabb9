"""What a file declares. Every field of the values, on plain, modern and half-typed code."""

import pytest

from destination_writer.kotlin.declarations import BodyKind, Class, Function, Parameter
from destination_writer.kotlin.parse import parse_file
from destination_writer.text.places import Span

WRITER = """\
@file:Suppress("unused")
/* header */
package io.airbyte.integrations.destination.`in`.write

import a.b.C
import a.b.D as E // renamed
import a.b.*

/** KDoc of the class. */
@Singleton
@Requires(property = "x", value = [1, 2])
internal class PostgresWriter<out T : Any>
@Inject
constructor(
    private val names: Map<String, List<Int>>,
    @Named("sql  generator") sql: () -> Unit = { run { 1 } }, // a comment, with a comma
    vararg kinds: String,
) : DestinationWriter<T>(names, 1), a.b.Closeable by sql,
    Other where T : Any {

    private lateinit var state: Map<String,
        Int>
    val limit: Int = 1 +
        2
    val lazy by lazy { "}" }

    var size: Int
        get() = field
        private set(value) { field = value }

    override suspend fun setup() {
        val x = "}"
    }

    @Throws(X::class)
    fun <K : Any> Map<K, V?>.pick(@A("y") noinline a: (K) -> V = { it!! }, b: Int? = null): List<V>
        where V : Any = TODO("Phase 5")

    fun interface Inner<in A> : Base { fun run(a: A): Int }

    companion object {
        const val NAME = "n"
        @JvmStatic fun create(): PostgresWriter = TODO()
    }
}

enum class Kind(val code: Int) { A(1) { override fun f() = 2 }, B(2); open fun f() = 1 }

data object Empty

annotation class Marker

fun top(x: Int) = x
val String.shout: String get() = uppercase()
typealias Rows = List<Row>
"""


def slice_of(span: Span) -> str:
    return WRITER[span.start : span.end]


@pytest.fixture
def writer() -> Class:
    return parse_file(WRITER).classes[0]


def test_the_head_of_a_file() -> None:
    file = parse_file(WRITER)
    assert file.package == "io.airbyte.integrations.destination.in.write"
    assert [(i.path, i.alias, i.name, slice_of(i.span)) for i in file.imports] == [
        ("a.b.C", None, "C", "import a.b.C"),
        ("a.b.D", "E", "E", "import a.b.D as E"),
        ("a.b.*", None, "*", "import a.b.*"),
    ]
    assert [(a.name, a.arguments, a.target) for a in file.annotations] == [("Suppress", '"unused"', "file")]


def test_the_kinds_of_classes() -> None:
    assert [(c.kind, c.name) for c in parse_file(WRITER).all_classes()] == [
        ("class", "PostgresWriter"),
        ("fun interface", "Inner"),
        ("companion object", "Companion"),
        ("enum class", "Kind"),
        ("object", "Empty"),
        ("annotation class", "Marker"),
    ]


def test_a_class_header(writer: Class) -> None:
    assert writer.modifiers == ("internal",)
    assert writer.type_parameters == "<out T : Any>"
    assert slice_of(writer.name_span) == "PostgresWriter"
    assert slice_of(writer.span).startswith("@Singleton") and slice_of(writer.span).endswith("}\n}")
    assert writer.body is not None and slice_of(writer.body).startswith("{\n\n    private lateinit")
    assert [(a.name, a.arguments, slice_of(a.span)) for a in writer.annotations] == [
        ("Singleton", "", "@Singleton"),
        ("Requires", 'property = "x", value = [1, 2]', '@Requires(property = "x", value = [1, 2])'),
    ]


def test_constructor_parameters(writer: Class) -> None:
    names, sql, kinds = writer.constructor
    assert (names.name, names.type, names.modifiers, names.is_property) == (
        "names",
        "Map<String, List<Int>>",
        ("private",),
        True,
    )
    assert (sql.name, sql.type, sql.default, sql.is_property) == ("sql", "() -> Unit", "{ run { 1 } }", False)
    assert [(a.name, a.arguments) for a in sql.annotations] == [("Named", '"sql  generator"')], (
        "strings keep their spaces"
    )
    assert (kinds.name, kinds.type, kinds.modifiers) == ("kinds", "String", ("vararg",))


def test_supertypes(writer: Class) -> None:
    assert [(s.name, s.type_arguments, s.arguments, s.delegate) for s in writer.supertypes] == [
        ("DestinationWriter", "T", "names, 1", None),
        ("Closeable", "", None, "sql"),
        ("Other", "", None, None),
    ]


def test_properties(writer: Class) -> None:
    assert [(p.name, p.type, p.initializer, p.delegate, p.is_var) for p in writer.properties] == [
        ("state", "Map<String, Int>", None, None, True),
        ("limit", "Int", "1 +\n        2", None, False),
        ("lazy", None, None, 'lazy { "}" }', False),
        ("size", "Int", None, None, True),
    ]
    assert slice_of(writer.properties[3].span).endswith("private set(value) { field = value }")
    assert writer.properties[0].modifiers == ("private", "lateinit")


def test_functions(writer: Class) -> None:
    setup, pick = writer.functions
    assert (setup.name, setup.is_override, setup.is_suspend, setup.return_type) == ("setup", True, True, None)
    assert setup.body is not None and setup.body.kind is BodyKind.BLOCK
    assert slice_of(setup.body.span) == '{\n        val x = "}"\n    }'
    assert slice_of(setup.span).startswith("override suspend fun setup")
    assert (pick.type_parameters, pick.receiver, pick.return_type) == ("<K : Any>", "Map<K, V?>", "List<V>")
    assert pick.body is not None and (pick.body.kind, slice_of(pick.body.span)) == (
        BodyKind.EXPRESSION,
        '= TODO("Phase 5")',
    )
    assert [a.name for a in pick.annotations] == ["Throws"]
    a, b = pick.parameters
    assert (a.name, a.type, a.default, a.modifiers) == ("a", "(K) -> V", "{ it!! }", ("noinline",))
    assert [x.name for x in a.annotations] == ["A"]
    assert slice_of(a.span) == '@A("y") noinline a: (K) -> V = { it!! }'
    assert (b.name, b.type, b.default) == ("b", "Int?", "null")


def test_members_of_nested_classes(writer: Class) -> None:
    inner, companion = writer.classes
    assert [(f.name, f.return_type, f.body) for f in inner.functions] == [("run", "Int", None)]
    assert [p.name for p in companion.properties] == ["NAME"]
    assert companion.properties[0].initializer == '"n"'
    assert [(f.name, f.return_type) for f in companion.functions] == [("create", "PostgresWriter")]
    assert slice_of(companion.name_span) == "companion"


def test_enum_entries_are_no_members() -> None:
    kind = parse_file(WRITER).classes[1]
    assert [(p.name, p.type) for p in kind.constructor] == [("code", "Int")]
    assert [f.name for f in kind.functions] == ["f"]


def test_declarations_at_the_top() -> None:
    file = parse_file(WRITER)
    assert [f.name for f in file.functions] == ["top"]
    assert [(p.name, p.type) for p in file.properties] == [("shout", "String")]


def only_class(text: str) -> Class:
    (found,) = parse_file(text).classes
    return found


def function_named(text: str, name: str) -> Function:
    found = [f for c in parse_file(text).all_classes() for f in c.functions] + list(parse_file(text).functions)
    (function,) = [f for f in found if f.name == name]
    return function


BESIDE = {
    "one-line body": "override fun kind() = 1",
    "one-line companion": "companion object { const val X = 1 }",
    "when guard": "fun g(x: Any) = when (x) { is String if x.length > 2 -> 1; else -> 2 }",
    "context parameters": "context(log: Log) fun g() = 1",
    "multi-dollar string": 'val s = $$"""{"$id": "$${x}"}"""',
    "suspend lambda": "val t: suspend () -> Unit = suspend { go() }",
    "closing run of quotes": 'val s = """SELECT "a" FROM "b""""',
    "annotated getter": 'val y\n        @JvmName("yOf") get() = 1',
    "open brace": "fun typing() {\n        if (ready) {\n            go()\n    }",
    "open parenthesis": "fun typing() {\n        client.fetch(1,\n    }",
    "open string": 'fun typing() {\n        val s = "abc\n    }',
    "open parameters": "fun typing(a: Int,",
    "half a property": "val x: Map<String,",
    "half a function": "fun",
    "half an annotation": "@Requires(",
    "stray words": "public static void",
    "stray signs": "= ) ] , :",
    "nothing but a name": "override fun typing",
}


@pytest.mark.parametrize("member", BESIDE.values(), ids=BESIDE.keys())
def test_no_member_costs_another(member: str) -> None:
    text = f"""class A(val x: Int) : B<C>(x) {{
    override fun before(a: Int): String = TODO("Phase 3")

    {member}

    @Deprecated("x")
    private suspend fun after(b: List<Int> = listOf(1)): Set<String> {{
        TODO("Phase 3")
    }}
}}

class Z : Y() {{
    fun last(): Int = 1
}}
"""
    before, after, last = (function_named(text, name) for name in ("before", "after", "last"))
    assert (before.parameters[0].type, before.return_type, before.is_override) == ("Int", "String", True)
    assert (after.parameters[0].default, after.return_type, after.is_suspend) == ("listOf(1)", "Set<String>", True)
    assert after.body is not None and text[after.body.span.start : after.body.span.end].endswith(
        'TODO("Phase 3")\n    }'
    )
    assert last.return_type == "Int"
    assert [s.name for s in parse_file(text).classes[0].supertypes] == ["B"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("class A { fun `create and drop tables`() {} }", "create and drop tables"),
        ("class A { fun `größer als é`() {} }", "größer als é"),
        ("fun A.Companion.f() = 1", "f"),
        ("operator fun (Int.() -> Unit).invoke() {}", "invoke"),
    ],
)
def test_function_names(text: str, name: str) -> None:
    function = function_named(text, name)
    assert text[function.name_span.start : function.name_span.end].strip("`") == name


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("", []),
        ("a: Int", [("a", "Int", None)]),
        ("a: Int,", [("a", "Int", None)]),
        (
            "a: Map<String, Int>, b: (Int, Int) -> Unit",
            [("a", "Map<String, Int>", None), ("b", "(Int, Int) -> Unit", None)],
        ),
        ('a: String = "x, y", b: Int = f(1, 2)', [("a", "String", '"x, y"'), ("b", "Int", "f(1, 2)")]),
        ("a: X = object : X { override fun f() = 1 }", [("a", "X", "object : X { override fun f() = 1 }")]),
        ("a: suspend Foo.() -> Unit = {}", [("a", "suspend Foo.() -> Unit", "{}")]),
        ("größe: Ölpreis? = null", [("größe", "Ölpreis?", "null")]),
        ("`in`: Int", [("in", "Int", None)]),
        ("a: /* why */ Int // what\n", [("a", "Int", None)]),
    ],
)
def test_parameters(parameters: str, expected: list[tuple[str, str, str | None]]) -> None:
    function = function_named(f"fun f({parameters}): Int = 1", "f")
    assert [(p.name, p.type, p.default) for p in function.parameters] == expected
    constructed = only_class(f"class A({parameters})")
    assert [(p.name, p.type, p.default) for p in constructed.constructor] == expected


def test_an_edit_in_one_member_leaves_the_others_equal() -> None:
    before, after = parse_file(WRITER), parse_file(WRITER.replace("val x =", "val y ="))
    assert before == after, "same length, same declarations"


def test_windows_line_ends() -> None:
    file = parse_file(WRITER.replace("\n", "\r\n"))
    assert [c.name for c in file.all_classes()] == [c.name for c in parse_file(WRITER).all_classes()]
    assert [f.name for f in file.classes[0].functions] == ["setup", "pick"]
    assert len(file.imports) == 3


def test_the_empty_text_declares_nothing() -> None:
    file = parse_file("")
    assert (file.package, file.imports, file.classes, file.functions) == ("", (), (), ())


def test_parameters_being_typed_are_read_as_far_as_they_go() -> None:
    (first, *_) = function_named("class A {\n  fun f(a: Int, b:\n}", "f").parameters
    assert first == Parameter("a", "Int", first.span)
