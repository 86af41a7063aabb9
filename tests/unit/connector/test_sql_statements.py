"""SQL in Kotlin: which expressions are taken for SQL, what text they give, where each part of it stands."""
# ruff: noqa: E501 - statements stand on one line

import pytest

from destination_writer.connector.statements.api import uses_of
from destination_writer.connector.statements.model import Hit, PlaceholderKind, SqlStatement, SqlUse
from destination_writer.kotlin.parse import parse_file
from destination_writer.sql.tokens import number_of

HEAD = "class AcmeSqlGenerator(private val config: AcmeConfiguration) {\n"
PATH = "src/main/kotlin/client/AcmeSqlGenerator.kt"


def found(text: str, path: str = PATH) -> tuple[SqlUse, ...]:
    return uses_of(text, parse_file(text), path)


def in_generator(member: str) -> tuple[SqlUse, ...]:
    return found(f"{HEAD}{member}\n}}\n")


def shown(statement: SqlStatement) -> str:
    """With each placeholder's kind in its place, white space single."""
    parts: list[str] = []
    for character in statement.text:
        number = number_of(character)
        parts.append(character if number is None else f"<{statement.placeholders[number].kind.value}>")
    return " ".join("".join(parts).split())


def texts(uses: tuple[SqlUse, ...]) -> list[list[str]]:
    return [[shown(one) for one in use.variants] for use in uses]


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ('fun a(): String = "DROP TABLE t".andLog()', [["DROP TABLE t"]]),
        ('fun a(): String = "DROP TABLE t"', [["DROP TABLE t"]]),
        ('fun a() = "SELECT 1"', [["SELECT 1"]]),
        ('fun a(): String { return "SELECT a " +\n "FROM t" }', [["SELECT a FROM t"]]),
        ('fun a(): String { val sql = "SELECT 1"\n return sql }', [["SELECT 1"]]),
        ('fun a(): String = """\n  SELECT "a"\n  FROM t\n""".trimIndent()', [['SELECT "a" FROM t']]),
        ('fun a(): String = """\n  |SELECT a\n  |FROM t""".trimMargin()', [["SELECT a FROM t"]]),
        ('fun a(n: String): String = "SELECT ${n.quote()}, ${n.literal()}"', [["SELECT <identifier>, <literal>"]]),
        ('fun a(t: TableName): String = "DROP TABLE ${t.fullyQualified()}"', [["DROP TABLE <table>"]]),
        ('fun a(t: TableName): String = "DROP TABLE $t"', [["DROP TABLE <table>"]]),
        ('fun a(n: Int): String = "SELECT 1 LIMIT $n"', [["SELECT 1 LIMIT <number>"]]),
        ('fun a(x: Any): String = "SELECT 1 $x"', [["SELECT 1 <fragment>"]]),
        (
            'fun a(r: Boolean): String = (if (r) "CREATE OR REPLACE" else "CREATE") + " TABLE t (a INT)"',
            [["CREATE OR REPLACE TABLE t (a INT)", "CREATE TABLE t (a INT)"]],
        ),
        (
            'fun a(): String = when (config.x) {\n is A -> "SELECT 1"\n B, C -> "SELECT 2"\n else -> "SELECT 3"\n}',
            [["SELECT 1", "SELECT 2", "SELECT 3"]],
        ),
        (
            'fun a(): List<String> = listOfNotNull("DROP TABLE a", if (x) "DROP TABLE b".andLog() else null)',
            [["DROP TABLE a"], ["DROP TABLE b"]],
        ),
        (
            'fun a(c: List<String>): String {\n val cols = c.joinToString(", ") { it.quote() }\n'
            ' return "SELECT $cols FROM t WHERE ${c.joinToString(" AND ") { "t.${it.quote()} = 1" }}" }',
            [["SELECT <columns> FROM t WHERE t.<identifier> = 1"]],
        ),
        (
            'fun a(c: List<String>): String {\n val n = c.map { it.quote() }\n'
            ' return "UPDATE t SET ${n.joinToString(", ") { "$it = s.$it" }}" }',
            [["UPDATE t SET <identifier> = s.<identifier>"]],
        ),
        (
            'fun a(c: List<String>): String = "INSERT INTO t VALUES (${c.joinToString(", ") { "?" }})"',
            [["INSERT INTO t VALUES (<parameters>)"]],
        ),
        (
            'fun a(x: Boolean): String = buildString {\n append("SELECT a")\n if (x) append(", b")\n append(" FROM t")\n}',
            [["SELECT a, b FROM t", "SELECT a FROM t"]],
        ),
        (
            'fun a(): String {\n val s = StringBuilder("SELECT a")\n s.append(" FROM t")\n return s.toString() }',
            [["SELECT a FROM t"]],
        ),
        ('fun a(): String {\n var s = "SELECT a"\n s += " FROM t"\n return s }', [["SELECT a FROM t"]]),
        ('fun a(): String = "SELECT %s FROM t LIMIT %d".format(x, 1)', [["SELECT <fragment> FROM t LIMIT <number>"]]),
        (
            'fun a(k: String?): String {\n val w = k?.let { "WHERE a = ${it.literal()}" }.orEmpty()\n return "SELECT 1 FROM t $w" }',
            [["SELECT 1 FROM t WHERE a = <literal>", "SELECT 1 FROM t"]],
        ),
        ('private val head = "SELECT 1"\n fun a(): String = "$head FROM t"', [["SELECT 1 FROM t"]]),
        (
            'fun a(): List<String> {\n val all = mutableListOf<String>()\n all.add("DROP TABLE t")\n return all }',
            [["DROP TABLE t"]],
        ),
        ('fun a(): List<String> = listOf("DROP TABLE a").map { it.andLog() }', [["DROP TABLE a"]]),
        ('fun a(): String { val head = "INSERT INTO t VALUES "\n return head.andLog() + row }', [["INSERT INTO t VALUES <fragment>"]]),
    ],
)  # fmt: skip
def test_what_the_sql_generator_gives(member: str, expected: list[list[str]]) -> None:
    assert texts(in_generator(member)) == expected


@pytest.mark.parametrize(
    "member",
    [
        'fun a(): String = "the_column"',
        'fun a(): String = "insert failed for the table"',
        'fun a() { throw IllegalStateException("INSERT INTO t failed") }',
        'fun a() { log.info { "SELECT is slow" } }',
        'fun a(): Int = "SELECT".length',
        'fun a(): String = "WHEN MATCHED THEN DELETE"',
    ],
)
def test_what_is_no_statement_or_not_used_as_one_is_left_alone(member: str) -> None:
    assert in_generator(member) == ()


@pytest.mark.parametrize(
    ("statement", "sink", "text"),
    [
        ('statement.execute("DROP TABLE t")', "executed", "DROP TABLE t"),
        ('connection.prepareStatement("SELECT ?").use { it.execute() }', "prepared", "SELECT ?"),
        ('val q = "SELECT 1"\n statement.executeQuery(q)', "executed", "SELECT 1"),
        ('query("SELECT 1") { rows -> rows.next() }', "executed", "SELECT 1"),
        ('statement.addBatch("DELETE FROM t")', "batched", "DELETE FROM t"),
        ('val q = "SELECT 1".andLog()', "logged", "SELECT 1"),
        ('connection.use { c -> c.createStatement().use { s -> s.execute("SELECT 1") } }', "executed", "SELECT 1"),
    ],
)
def test_sql_is_found_by_its_use_anywhere(statement: str, sink: str, text: str) -> None:
    (use,) = found(f"class AcmeClient {{\n fun run() {{\n {statement}\n }}\n}}\n", "src/main/kotlin/AcmeClient.kt")
    assert (use.sinks, shown(use.variants[0]), use.function, use.owner) == ({sink}, text, "run", "AcmeClient")


def test_every_character_has_its_place_in_the_file() -> None:
    text = HEAD + '  fun a(n: String): String = "SELECT \\"x\\", ${n.quote()} " +\n    """FROM t"""\n}\n'
    (use,) = found(text)
    (statement,) = use.variants
    for word, place in (('"x"', '\\"x\\"'), ("FROM", "FROM"), ("SELECT", "SELECT")):
        at = statement.text.index(word)
        span = statement.span(at, at + len(word))
        assert text[span.start : span.end] == place
    (placeholder,) = statement.placeholders
    assert text[placeholder.span.start : placeholder.span.end] == "${n.quote()}"
    assert (placeholder.expression, placeholder.quoted) == ("n.quote()", True)
    escaped = statement.text.index('"x"')
    assert statement.exact(escaped, escaped + 3) is None  # written with escapes: not as it is
    start = statement.text.index("FROM")
    exact = statement.exact(start, start + 4)
    assert exact is not None and text[exact.start : exact.end] == "FROM"


def test_a_local_val_is_put_in_where_it_is_used_and_keeps_its_place() -> None:
    text = (
        HEAD + '  fun a(): String {\n    val inner = "SELECT b FRM c"\n    return "SELECT a FROM ($inner) s"\n  }\n}\n'
    )
    (use,) = found(text)
    (statement,) = use.variants
    assert statement.text == "SELECT a FROM (SELECT b FRM c) s"
    at = statement.text.index("FRM")
    assert statement.span(at, at + 3).start == text.index("FRM")


def test_elements_of_a_list_know_their_place_in_it() -> None:
    uses = in_generator('fun a(): List<String> = listOf("DROP TABLE a", "DROP TABLE b")')
    assert [use.listed and use.listed[1:] for use in uses] == [(0, 2), (1, 2)]
    assert len({use.listed and use.listed[0] for use in uses}) == 1


def test_a_helper_of_the_file_is_known_by_what_it_does() -> None:
    text = (
        'fun String.tick() = "`" + replace("`", "``") + "`"\n'
        'fun String.sqlText() = "\'" + replace("\'", "\'\'") + "\'"\n'
        'fun TableName.both() = "${namespace.tick()}.${name.tick()}"\n'
        + HEAD
        + 'fun a(t: TableName): String = "SELECT ${t.name.tick()}, ${t.name.sqlText()} FROM ${t.both()} x, ${t.name}"\n}'
    )
    (use,) = found(text)
    kinds = [(one.kind, one.quoted, one.escaped) for one in use.variants[0].placeholders]
    assert kinds == [
        (PlaceholderKind.IDENTIFIER, True, None),
        (PlaceholderKind.LITERAL, None, True),
        (PlaceholderKind.TABLE, True, None),
        (PlaceholderKind.IDENTIFIER, False, None),
    ]


def test_only_what_all_variants_that_have_a_place_say_counts() -> None:
    text = HEAD + '  fun a(x: Boolean): String = "SELECT a" + (if (x) " B" else " b") + " C"\n}\n'
    (use,) = found(text)

    def capitals(statement: SqlStatement) -> list[Hit]:
        return [Hit(t.start, t.end, t.text) for t in statement.tokens if t.text in ("B", "C")]

    def c_behind_b(statement: SqlStatement) -> list[Hit]:
        return [hit for hit in capitals(statement) if hit.data == "C" and " B" in statement.text]

    assert [data for _, data in use.agreed(capitals)] == ["B", "C"]
    assert list(use.agreed(c_behind_b)) == []


@pytest.mark.parametrize("cut", range(0, 150, 7))
def test_half_typed_code_does_no_harm(cut: int) -> None:
    text = (
        HEAD
        + '  fun a(n: String): String = "SELECT ${n.quote()} " + (if (x) "FROM t" else """ WHERE "a" """) + $x\n}\n'
    )
    for broken in (text[:cut], text[:cut] + '"' + text[cut:], text[:cut] + "(" + text[cut:]):
        for use in found(broken):
            for one in use.variants:
                assert len(one.text) == len(one.starts) == len(one.ends) == len(one.pieces)


def test_a_string_that_is_not_closed_is_not_finished() -> None:
    (use,) = in_generator('fun a(): String = "SELECT 1 FROM\n')
    assert not use.is_finished
