"""Broken files name themselves, overrides replace and extend, and a broken override takes nothing down."""

import pytest

from destination_writer.knowledge.dialects import ErrorClass, StrategyKind
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.merging import merge
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles, OverlayFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

BUNDLED = DiskFiles(bundled("knowledge"))
AIRBYTE_TYPES = (
    "'StringType', 'BooleanType', 'IntegerType', 'NumberType', 'DateType', 'TimestampTypeWithTimezone', "
    "'TimestampTypeWithoutTimezone', 'TimeTypeWithTimezone', 'TimeTypeWithoutTimezone', 'ArrayType', "
    "'ArrayTypeWithoutSchema', 'ObjectType', 'ObjectTypeWithEmptySchema', 'ObjectTypeWithoutSchema', 'UnionType' "
    "or 'UnknownType'"
)


def over(**texts: str) -> Knowledge:
    """Bundled knowledge below an override; `dialects__x` stands for dialects/x.yaml."""
    names = {"phases": "phases.yaml"}
    paths = {
        names.get(k) or k.replace("__", "/") + (".md" if k.startswith("guides") else ".yaml"): v
        for k, v in texts.items()
    }
    return Knowledge(OverlayFiles(MemoryFiles(paths), BUNDLED))


def only(path: str, text: str) -> Knowledge:
    return Knowledge(MemoryFiles({path: text}))


def test_everything_bundled_loads() -> None:
    assert Knowledge(BUNDLED).knowledge_problems() == ()


@pytest.mark.parametrize("version", ["0.1.76", "0.1.100", "1.0.13"])
def test_contracts_load_for_each_era(version: str) -> None:
    assert Knowledge(BUNDLED).contract(version).types


def test_parts_are_read_once() -> None:
    knowledge = Knowledge(BUNDLED)
    assert knowledge.dialect("postgres") is knowledge.dialect("postgres")
    assert knowledge.phases is knowledge.phases


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n", "dialects/x.yaml:1: a dialect file is a map of keys to values"),
        ("name: X\n", "dialects/x.yaml: slug: slug must be 'x', the file's own name, not None"),
        ("name: X\nslug: y\n", "dialects/x.yaml:2: slug: slug must be 'x', the file's own name, not 'y'"),
        ("slug: x\nextends: x\n", "dialects/x.yaml:2: extends: dialects extend one another in a circle: x -> x"),
        ("slug: x\n\nextends: db2\n", "dialects/x.yaml:3: extends: there is no dialect 'db2' to extend"),
        ("slug: x\nextends: [postgres]\n", "dialects/x.yaml:2: extends: there is no dialect ['postgres'] to extend"),
        ("slug: x\nparents: [postgres]\n", "dialects/x.yaml:2: parents: write `extends: <dialect>`"),
        (
            "slug: x\nextends: postgres\nquoting:\n  colour: red\n",
            "dialects/x.yaml:4: quoting.colour: Extra inputs are not permitted",
        ),
        (
            "slug: x\nextends: postgres\nidentifiers:\n  max_bytes: 0\n",
            "dialects/x.yaml:4: identifiers.max_bytes: Input should be greater than 0",
        ),
        (
            "slug: x\nextends: postgres\nquoting: {folding: sideways}\n",
            "dialects/x.yaml:3: quoting.folding: Input should be 'lower', 'upper' or 'keep'",
        ),
        (
            "slug: x\nextends: postgres\ntype_map:\n  types:\n    MoneyType: {ddl: m, catalogue: m, lossless: true}\n",
            f"dialects/x.yaml:5: type_map.types.MoneyType.[key]: Input should be {AIRBYTE_TYPES}",
        ),
        (
            "slug: x\nextends: postgres\nstrategies:\n  upsert: []\n",
            "dialects/x.yaml: strategies.upsert needs at least one strategy, and each slug once",
        ),
        (
            "slug: x\nextends: postgres\nconnection:\n  test_container:\n    image: postgres:latest\n",
            "dialects/x.yaml:4: connection.test_container: pin a version; `latest` is another image tomorrow",
        ),
    ],
)
def test_a_broken_dialect_names_file_line_key_and_reason(text: str, message: str) -> None:
    knowledge = over(dialects__x=text)
    with pytest.raises(KnowledgeError) as caught:
        knowledge.dialect("x")
    assert str(caught.value) == message
    assert [str(problem) for problem in knowledge.knowledge_problems()] == [message]


def test_a_circle_of_three_is_shown_whole() -> None:
    files = {f"dialects/{a}.yaml": f"slug: {a}\nextends: {b}\n" for a, b in ("ab", "bc", "ca")}
    with pytest.raises(KnowledgeError, match="a -> b -> c -> a"):
        Knowledge(MemoryFiles(files)).dialect("a")


def test_a_dialect_without_every_type_is_refused() -> None:
    postgres = BUNDLED.read("dialects/postgres.yaml").replace("    UnknownType: *json\n", "")
    with pytest.raises(KnowledgeError, match="no column type for UnknownType"):
        only("dialects/postgres.yaml", postgres).dialect("postgres")


def test_an_unknown_database_lists_the_known_ones() -> None:
    with pytest.raises(KnowledgeError, match=r"no dialect is called 'db2'; there are: .*postgres"):
        Knowledge(BUNDLED).dialect("db2")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("phases: []\n", "phases.yaml:1: phases: phases must be numbered 0 to 11 in order, found none"),
        ("phases: 3\n", "phases.yaml:1: phases: Input should be a valid tuple"),
    ],
)
def test_broken_phases(text: str, message: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        _ = only("phases.yaml", text).phases
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["slug: x\n  name: y\n", "slug: x\nname: 'y\n", "slug: x\nname: *y\n"])
def test_what_is_no_yaml_names_file_and_line(text: str) -> None:
    with pytest.raises(KnowledgeError, match=r"^dialects/x\.yaml:[23]: \w+"):
        over(dialects__x=text).dialect("x")


def test_missing_phases_are_named() -> None:
    with pytest.raises(KnowledgeError, match=r"phases\.yaml: there is no such knowledge file"):
        _ = Knowledge(MemoryFiles({})).phases


def test_extending_merges_maps_and_replaces_lists() -> None:
    parent = {"a": {"b": 1, "c": {"d": 2}}, "l": [1, 2], "x": 1}
    child = {"a": {"c": {"e": 3}}, "l": [9], "x": {"y": 1}}
    assert merge(parent, child) == {"a": {"b": 1, "c": {"d": 2, "e": 3}}, "l": [9], "x": {"y": 1}}
    assert parent == {"a": {"b": 1, "c": {"d": 2}}, "l": [1, 2], "x": 1}


def test_a_new_database_is_one_file() -> None:
    cockroach = """
slug: cockroach
extends: postgres
name: CockroachDB
class_prefix: Cockroach
connection: {default_port: 26257, default_database: defaultdb}
capabilities:
  merge: {supported: false, proof: {kind: documented, where: CockroachDB manual}}
"""
    dialect = over(dialects__cockroach=cockroach).dialect("cockroach")
    assert (dialect.parents, dialect.family) == (("postgres",), "postgres")
    assert (dialect.connection.default_port, dialect.connection.driver_class) == (26257, "org.postgresql.Driver")
    assert dialect.can("window_functions") and not dialect.can("merge")
    ways = [way.slug for way in dialect.strategies_of(StrategyKind.UPSERT)]
    assert ways == ["insert-on-conflict", "delete-insert", "cte"]
    assert dialect.strategy(StrategyKind.UPSERT, "merge") is None
    assert "documented: CockroachDB manual" in dialect.proof_label


def test_an_override_may_extend_the_bundled_dialect_of_its_name() -> None:
    dialect = over(dialects__postgres="slug: postgres\nextends: postgres\nidentifiers: {max_bytes: 127}\n").dialect(
        "postgres"
    )
    assert dialect.identifiers.max_bytes == 127
    assert dialect.quoting.open == '"'


def test_grandparents() -> None:
    a = "slug: a\nextends: postgres\nname: A\n"
    b = "slug: b\nextends: a\nversions: all\n"
    dialect = over(dialects__a=a, dialects__b=b).dialect("b")
    assert (dialect.name, dialect.versions, dialect.parents) == ("A", "all", ("a", "postgres"))


def test_a_broken_override_falls_back_to_the_bundled_file() -> None:
    knowledge = over(
        dialects__postgres="slug: postgres\nextends: postgres\nidentifiers: {max_bytes: many}\n",
        phases="phases: {}\n",
        guides__upsert="no front matter\n",
    )
    assert knowledge.dialect("postgres").identifiers.max_bytes == 63
    assert knowledge.phase(9).title == "Dedupe mode"
    assert knowledge.guide("upsert").section("mechanisms")
    messages = sorted(str(problem) for problem in knowledge.knowledge_problems())
    assert len(messages) == 3
    assert messages[0].startswith("dialects/postgres.yaml:3: identifiers.max_bytes: ")
    assert messages[1] == "guides/upsert.md:1: a guide starts with a front matter between two lines of `---`"
    assert messages[2].startswith("phases.yaml:1: phases: ")


def test_a_broken_parent_in_the_override_does_not_take_its_children_down() -> None:
    files = OverlayFiles(
        MemoryFiles({"dialects/postgres.yaml": "slug: postgres\nextends: nothing\n"}),
        OverlayFiles(MemoryFiles({"dialects/child.yaml": "slug: child\nextends: postgres\nname: Child\n"}), BUNDLED),
    )
    knowledge = Knowledge(files)
    assert knowledge.dialect("child").name == "Child"
    assert len(knowledge.knowledge_problems()) == 1


def test_an_override_replaces_a_guide_and_adds_one() -> None:
    head = "---\ntitle: House rules\nsummary: Ours.\nkeywords: [house]\nevidence: Decided.\n---\n"
    text = head + "\n# House rules\n\nBe kind.\n"
    knowledge = over(guides__gate=text, guides__house=text)
    assert knowledge.guide("gate").title == knowledge.guide("house").title == "House rules"
    assert len(knowledge.guides) == len(Knowledge(BUNDLED).guides) + 1


@pytest.mark.parametrize(
    ("state", "found", "error", "missing"),
    [
        ("42P01", "42P01", ErrorClass.SYSTEM, "table"),
        ("3F000", "3F000", ErrorClass.SYSTEM, "namespace"),
        ("08003", "08", ErrorClass.TRANSIENT, None),
        ("08004", "08004", ErrorClass.CONFIG, None),
        ("28P01", "28P01", ErrorClass.CONFIG, None),
        ("42501", "42501", ErrorClass.CONFIG, None),
        ("42P99", "42", ErrorClass.SYSTEM, None),
        ("40001", "40001", ErrorClass.TRANSIENT, None),
        ("57P02", "57", ErrorClass.TRANSIENT, None),
    ],
)
def test_error_states(state: str, found: str, error: ErrorClass, missing: str | None) -> None:
    code = Knowledge(BUNDLED).dialect("postgres").errors.find(state)
    assert code is not None
    assert (code.state, code.error, code.missing) == (found, error, missing)


def test_a_state_that_nobody_knows_has_no_entry() -> None:
    assert Knowledge(BUNDLED).dialect("postgres").errors.find("99999") is None


def test_quoting() -> None:
    quoting = Knowledge(BUNDLED).dialect("postgres").quoting
    assert quoting.quote('we"ird') == '"we""ird"'
    assert quoting.literal("it's") == "'it''s'"
    assert quoting.fold("MixedCase") == "mixedcase"


def test_types_have_one_spelling() -> None:
    type_map = Knowledge(BUNDLED).dialect("postgres").type_map
    assert type_map.canonical("VARCHAR") == "character varying"
    assert type_map.canonical("Timestamp  with time zone") == "timestamp with time zone"
    assert type_map.canonical("numeric(38,9)") == "numeric(38,9)"
