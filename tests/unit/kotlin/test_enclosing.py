"""Which class and function a stub is in, by braces alone. `#` stands for the stub."""

import pytest

from destination_writer.kotlin.buffer import KotlinBuffer, find_todo_calls

CASES: dict[str, tuple[str, str | None, str | None]] = {
    "top level": ("val x = #", None, None),
    "function at the top": ("fun f() = #", None, "f"),
    "method": ("class A {\n  fun f() { # }\n}", "A", "f"),
    "expression body": ("class A {\n  fun f(): Int = #\n}", "A", "f"),
    "expression on the next line": ("class A {\n  fun f(): Int =\n    #\n}", "A", "f"),
    "one-line body": ("class A : B { override fun f() = # }", "A", "f"),
    "one-line companion before": ("class A {\n  companion object { const val M = 1 }\n  fun f() = #\n}", "A", "f"),
    "backticked name": ("class A {\n  @Test\n  fun `create and drop tables`() { # }\n}", "A", "create and drop tables"),
    "extension": ("fun <T> List<Map<String, T>>.f(x: T): T = #", None, "f"),
    "extension of a member type": ("fun A.B<C>?.f() { # }", None, "f"),
    "extension of a function type": ("fun (Int.() -> Unit).f() { # }", None, "f"),
    "suspend override": ("class A {\n  override suspend fun f(x: Int) { # }\n}", "A", "f"),
    "generic with constraints": ("fun <T> f(x: T): T where T : Any, T : B {\n  #\n}", None, "f"),
    "type on the next line": ("fun f(\n  x: Int,\n)\n  : Int\n{\n  #\n}", None, "f"),
    "function type as result": ("fun f(): (Int) -> Map<String, Int> = #", None, "f"),
    "lambda": ("class A {\n  fun f() = flow { emit(#) }\n}", "A", "f"),
    "when": ("class A {\n  fun f(x: Int) = when (val y = x) {\n    1 -> 2\n    else -> #\n  }\n}", "A", "f"),
    "elvis on the next line": ("class A {\n  fun f() = x\n    ?: #\n}", "A", "f"),
    "val in a lambda of the expression": ("class A {\n  fun f() = run {\n    val x = #\n    x\n  }\n}", "A", "f"),
    "init": ("class A {\n  init { # }\n}", "A", None),
    "init after an expression": ("class A {\n  fun f() = 1\n  init { # }\n}", "A", None),
    "secondary constructor": ("class A {\n  fun f() = 1\n  constructor(x: Int) : this() { # }\n}", "A", None),
    "getter": ("class A {\n  val x: Int get() = #\n}", "A", None),
    "getter after an expression": ("class A {\n  fun f() = 1\n\n  val x: Int\n    get() = #\n}", "A", None),
    "annotated property after an expression": ("class A {\n  fun f() = 1\n\n  @get:X\n  val x = #\n}", "A", None),
    "delegate": ("class A {\n  private val x by lazy { # }\n}", "A", None),
    "property after an abstract function": ("abstract class A {\n  abstract fun f(): Int\n  val x = #\n}", "A", None),
    "init after an abstract function": ("abstract class A {\n  abstract fun f()\n  init { # }\n}", "A", None),
    "nested class": ("class A {\n  class B {\n    fun f() = #\n  }\n}", "B", "f"),
    "behind a nested class": ("class A {\n  class B { fun g() = 1 }\n  fun f() = #\n}", "A", "f"),
    "companion": ("class A {\n  companion object {\n    fun f() = #\n  }\n}", "Companion", "f"),
    "named companion": ("class A {\n  companion object F : X() {\n    fun f() = #\n  }\n}", "F", "f"),
    "object": ("data object A : B {\n  fun f() = #\n}", "A", "f"),
    "interface": ("fun interface A<in T> : B<T> {\n  fun f(): Int\n  fun g() { # }\n}", "A", "g"),
    "enum": ("enum class A(val x: Int) {\n  P(1),\n  Q(2),\n  ;\n\n  fun f() = #\n}", "A", "f"),
    "enum entry": ("enum class A {\n  P {\n    override fun f() = #\n  },\n  Q;\n}", "A", "f"),
    "object expression": ("class A {\n  val x = object : X<Int>(1), Y {\n    override fun f() { # }\n  }\n}", "A", "f"),
    "object expression as a body": ("class A {\n  fun f() = object : X {\n    override fun g() = #\n  }\n}", "A", "g"),
    "behind an object expression": ("class A {\n  fun f() {\n    val x = object : X { }\n    #\n  }\n}", "A", "f"),
    "anonymous function": ("class A {\n  fun f() { g(fun(x: Int): Int { return # }) }\n}", "A", "f"),
    "local function": ("fun f() {\n  fun g() { # }\n}", None, "g"),
    "behind a local function": ("fun f() {\n  fun g() { 1 }\n  #\n}", None, "f"),
    "behind a local expression": ("fun f() {\n  fun g() = 1 +\n    2\n  #\n}", None, "f"),
    "in a local expression that goes on": ("fun f() {\n  fun g() = if (x)\n    1\n  else\n    #\n}", None, "g"),
    "local class": ("fun f() {\n  class B { val x = # }\n}", "B", None),
    "constructor with lambdas": (
        "class A(\n  val g: () -> Unit = { h() },\n  val i: Int = 1,\n) : B() {\n  fun f() = #\n}",
        "A",
        "f",
    ),
    "object as a default": ("class A(val x: X = object : X { override fun h() = 1 }) {\n  fun f() = #\n}", "A", "f"),
    "function with a lambda default": ("fun f(g: (Int) -> Boolean = { it > 1 }): Int { # }", None, "f"),
    "annotated constructor": ("class A\n@Inject\nconstructor(private val x: Int) : B {\n  fun f() = #\n}", "A", "f"),
    "private constructor": ("class A private constructor(x: Int) {\n  fun f() = #\n}", "A", "f"),
    "class without a body before": ("class A(val x: Int)\n\n@B class C {\n  fun f() = #\n}", "C", "f"),
    "class reference": ("class A {\n  val c = B::class\n  fun f() = g(B::class.java, #)\n}", "A", "f"),
    "context parameters": ("context(log: Log, tx: Tx)\nfun f(): Int = #", None, "f"),
    "when guard": ("fun f(x: Any) = when (x) {\n  is String if x.length > 2 -> 1\n  else -> #\n}", None, "f"),
    "braces in strings": ('class A {\n  val s = "}}" + \'}\' + """\n}}\n"""\n  fun f() = #\n}', "A", "f"),
    "template": ('class A {\n  fun f() = "a ${ g { # } } b"\n}', "A", "f"),
    "open brace above": ("class A {\n  fun e() {\n    if (x) {\n  }\n\n  fun f() = #\n}", "A", "f"),
    "open parenthesis above": ("class A {\n  fun e() {\n    g(1,\n  }\n\n  fun f() = #\n}", "A", "f"),
    "parameters being typed": ("class A {\n  fun e(x: Int\n\n  fun f() = #\n}", "A", "f"),
    "name being typed": ("class A {\n  fun \n\n  val x = 1\n  fun f() = #\n}", "A", "f"),
    "assignment being typed": ("class A {\n  fun e() =\n\n  fun f() = #\n}", "A", "f"),
    "constructor being typed": ("class A(val x: Int\n\nclass B {\n  fun f() = #\n}", "B", "f"),
    "annotation being typed": ("@\nclass A {\n  fun f() = #\n}", "A", "f"),
    "stray braces": ("}\n}\nclass A {\n  fun f() = #\n}", "A", "f"),
}


@pytest.mark.parametrize(("text", "class_name", "function"), CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_enclosing(text: str, class_name: str | None, function: str | None, newline: str) -> None:
    source = text.replace("#", 'TODO("Phase 3")').replace("\n", newline)
    (call,) = find_todo_calls(source)
    assert (call.class_name, call.function) == (class_name, function)
    assert KotlinBuffer(source).todo_calls() == [call]


SUPERTYPES = {
    "none": ("class A", ()),
    "called": ("class A(x: Int) : B<C>(x, { 1 })", ("B",)),
    "several": ("class A : B<C, D<E>>(), F,\n  G", ("B", "F", "G")),
    "qualified": ("class A : a.b.C<x.Y>, d.E()", ("C", "E")),
    "delegated": ("class A(x: X) : X by x, Y", ("X", "Y")),
    "constraints": ("class A<T : Q> : B<T>() where T : R, T : S", ("B",)),
    "colon on the next line": ("class A(\n  x: Int,\n)\n  : B", ("B",)),
    "object": ("object A : B()", ("B",)),
    "annotated": ("class A : @Q(1) B()", ("B",)),
    "comments": ("class A : /* X, */ B // , Y", ("B",)),
}


@pytest.mark.parametrize(("header", "supertypes"), SUPERTYPES.values(), ids=SUPERTYPES.keys())
def test_supertypes(header: str, supertypes: tuple[str, ...]) -> None:
    (call,) = find_todo_calls(header + '\n{\n  fun f() { TODO("Phase 3") }\n}')
    assert (call.class_name, call.supertypes) == ("A", supertypes)


ANNOTATIONS = {
    "one": ("@Singleton\nclass A", ("Singleton",)),
    "several": (
        '@Singleton @Requires(property = "x", value = [1])\n@a.b.Primary\ninternal data class A',
        ("Singleton", "Requires", "Primary"),
    ),
    "target": ("@get:X class A", ("X",)),
    "braces in the argument": ("@X(Y::class, z = { 1 }) class A", ("X",)),
    "object": ("@Factory object A", ("Factory",)),
    "interface": ("@X fun interface A", ("X",)),
    "with KDoc between": ("@X\n/** doc */\nclass A", ("X",)),
    "of the function before": ("@X fun g() = 1\nclass A", ()),
    "of the constructor": ("class A @Inject constructor(@Value val x: Int)", ()),
    "of the class before": ("@X class B\n@Y class A", ("Y",)),
}


@pytest.mark.parametrize(("header", "annotations"), ANNOTATIONS.values(), ids=ANNOTATIONS.keys())
def test_annotations(header: str, annotations: tuple[str, ...]) -> None:
    (call,) = find_todo_calls(header + ' {\n  @Other fun f() { TODO("Phase 3") }\n}')
    assert (call.class_name, call.annotations) == ("A", annotations)
