"""A folder of files becomes a connector: where it is, what it is called, what it holds, what cannot be read."""

import pytest

from destination_writer.connector.discover import find_connectors
from destination_writer.connector.index import ConnectorIndex
from destination_writer.connector.load import SourceCache, base_package, load_connector, reload_files
from destination_writer.connector.model import DefectKind
from destination_writer.connector.properties import read_property
from destination_writer.connector.roles import Role
from destination_writer.text.files import MemoryFiles, UnreadableFile

PACKAGE = "io.airbyte.integrations.destination.acme"
MAIN = "src/main/kotlin/io/airbyte/integrations/destination/acme"
CLIENT = f"""package {PACKAGE}.client

@Singleton
class AcmeAirbyteClient(private val sql: AcmeSqlGenerator) : TableOperationsClient {{
    override suspend fun dropTable(tableName: TableName) = TODO("Phase 3")
    override suspend fun countTable(tableName: TableName): Long? = TODO()
    private fun later(): Unit = TODO()
}}
"""


def small(**more: str) -> dict[str, str]:
    return {
        "gradle.properties": "# pinned\ncdkVersion = 0.1.100\n",
        "build.gradle.kts": "plugins {}\n",
        f"{MAIN}/client/AcmeAirbyteClient.kt": CLIENT,
        **more,
    }


def test_a_connector_is_read_whole() -> None:
    connector = load_connector(MemoryFiles(small()), name="destination-acme")
    assert (connector.name, connector.database, connector.cdk_version) == ("destination-acme", "acme", "0.1.100")
    assert connector.package == PACKAGE
    assert [c.declaration.name for c in connector.components(Role.CLIENT)] == ["AcmeAirbyteClient"]
    assert [(s.call.function, s.phase, s.role) for s in connector.stubs] == [
        ("dropTable", 3, Role.CLIENT),
        ("countTable", None, Role.CLIENT),
    ]
    assert connector.problems == ()


def test_paths_are_relative_to_the_root() -> None:
    files = MemoryFiles({f"connectors/destination-acme/{path}": text for path, text in small().items()})
    connector = load_connector(files, "connectors/destination-acme")
    assert connector.name == "destination-acme"
    assert connector.source(f"{MAIN}/client/AcmeAirbyteClient.kt") is not None
    assert connector.workspace_path("a.kt") == "connectors/destination-acme/a.kt"


@pytest.mark.parametrize(
    ("path", "source_set"),
    [
        ("src/main/kotlin/A.kt", "main"),
        ("src/test/kotlin/A.kt", "test"),
        ("src/testFixtures/kotlin/A.kt", "testFixtures"),
        ("src/test-integration/kotlin/A.kt", "test-integration"),
        ("A.kt", "main"),
    ],
)
def test_source_sets(path: str, source_set: str) -> None:
    connector = load_connector(MemoryFiles({path: "class A\n"}))
    assert [s.source_set for s in connector.sources] == [source_set]


def test_a_role_is_inherited_through_the_connectors_own_classes() -> None:
    texts = {
        f"{MAIN}/Base.kt": f"package {PACKAGE}\nabstract class Base : TableOperationsClient\n",
        f"{MAIN}/Middle.kt": f"package {PACKAGE}\nopen class Middle : Base()\n",
        f"{MAIN}/AcmeSqlGenerator.kt": (
            f"package {PACKAGE}\nclass AcmeSqlGenerator : Middle() {{\n"
            '    override suspend fun dropTable(t: TableName) = TODO("Phase 3")\n}\n'
        ),
    }
    connector = load_connector(MemoryFiles(texts))
    names = [c.declaration.name for c in connector.components(Role.CLIENT)]
    assert names == ["AcmeSqlGenerator", "Base", "Middle"]
    assert [s.role for s in connector.stubs] == [Role.CLIENT]

    changed = MemoryFiles({**texts, f"{MAIN}/Base.kt": f"package {PACKAGE}\nabstract class Base\n"})
    again = reload_files(connector, changed, [f"{MAIN}/Base.kt"])
    assert again.components(Role.CLIENT) == ()
    assert [s.role for s in again.stubs] == [Role.SQL_GENERATOR]


def test_an_interface_is_no_component() -> None:
    text = f"package {PACKAGE}\ninterface AcmeClient : TableOperationsClient\n"
    assert load_connector(MemoryFiles({f"{MAIN}/AcmeClient.kt": text})).components(Role.CLIENT) == ()


def test_the_entry_point_may_be_a_main_function_alone() -> None:
    text = f"package {PACKAGE}\nfun main(args: Array<String>) {{ AirbyteDestinationRunner.run(*args) }}\n"
    connector = load_connector(MemoryFiles({f"{MAIN}/AcmeDestination.kt": text}))
    assert [(c.declaration.name, c.declaration.kind) for c in connector.components(Role.ENTRY_POINT)] == [
        ("AcmeDestinationKt", "file")
    ]


@pytest.mark.parametrize(
    ("texts", "name", "database"),
    [
        ({f"{MAIN}/A.kt": f"package {PACKAGE}\nclass A\n"}, "whatever", "acme"),
        ({"metadata.yaml": "data:\n  dockerRepository: airbyte/destination-duck\n"}, "", "duck"),
        ({"A.kt": "class A\n"}, "destination-Rock", "rock"),
        ({".destination-writer/state.yaml": "state:\n  database: postgres\n"}, "destination-acme", "postgres"),
        ({"A.kt": "package a.b\nclass A\n"}, "work", None),
    ],
)
def test_the_database_comes_from_state_folder_metadata_or_package(
    texts: dict[str, str], name: str, database: str | None
) -> None:
    assert load_connector(MemoryFiles(texts), name=name).database == database


VERSIONS = [
    ({}, DefectKind.CDK_VERSION_MISSING, "gradle.properties: there is no gradle.properties; add the line"),
    (
        {"gradle.properties": "a=1\n"},
        DefectKind.CDK_VERSION_MISSING,
        "gradle.properties: gradle.properties has no cdkVersion; add the line",
    ),
    (
        {"gradle.properties": "\ncdkVersion=latest\n"},
        DefectKind.CDK_VERSION_UNKNOWN,
        "gradle.properties:2: cdkVersion 'latest' is not a version of the form x.y.z",
    ),
    (
        {"gradle.properties": "cdkVersion=0.1.20\n"},
        DefectKind.CDK_VERSION_UNKNOWN,
        "gradle.properties:1: cdkVersion '0.1.20' is older",
    ),
]


@pytest.mark.parametrize(("texts", "kind", "sentence"), VERSIONS)
def test_a_missing_or_unknown_version_names_file_and_remedy(
    texts: dict[str, str], kind: DefectKind, sentence: str
) -> None:
    connector = load_connector(MemoryFiles({**texts, "A.kt": "class A\n"}))
    assert [d.kind for d in connector.defects] == [kind]
    assert connector.problems[0].startswith(sentence)
    assert "gradle.properties" in connector.defects[0].remedy


class _Damaged(MemoryFiles):
    def read(self, path: str) -> str:
        if path == "Bad.kt":
            raise UnreadableFile("Bad.kt:7 is not UTF-8 (byte 99); save the file as UTF-8")
        return super().read(path)


def test_an_unreadable_file_is_a_defect_and_the_rest_is_read() -> None:
    connector = load_connector(_Damaged({**small(), "Bad.kt": ""}))
    defect = connector.defects[0]
    assert (defect.kind, defect.path, defect.line) == (DefectKind.UNREADABLE, "Bad.kt", 7)
    assert (defect.reason, defect.remedy) == ("is not UTF-8 (byte 99)", "save the file as UTF-8")
    assert len(connector.components(Role.CLIENT)) == 1


def test_an_invalid_state_is_a_defect_and_defaults_are_used() -> None:
    texts = small(**{".destination-writer/state.yaml": "state:\n  current_phase: x\n"})
    connector = load_connector(MemoryFiles(texts), name="destination-acme")
    assert connector.problems[0].startswith(".destination-writer/state.yaml:2: state.current_phase: ")
    assert connector.database == "acme"


FOLDERS: list[tuple[dict[str, str], list[str]]] = [
    (small(), [""]),
    ({"c/build.gradle.kts": "", "c/metadata.yaml": "data:\n  connectorType: destination\n"}, ["c"]),
    ({"c/build.gradle.kts": "", "c/metadata.yaml": "data:\n  connectorType: source\n"}, []),
    ({"c/build.gradle": "", "c/gradle.properties": "cdkVersion=1.0.13\n"}, ["c"]),
    ({"c/build.gradle": 'airbyteBulkConnector { core = "extract" }', "c/gradle.properties": "cdkVersion=1.0.13\n"}, []),
    ({"build.gradle": "", "gradle.properties": "org.gradle.jvmargs=-Xmx2g\n", "README.md": ""}, []),
    ({"destination-new/build.gradle.kts": ""}, ["destination-new"]),
    ({f"x/{MAIN}/A.kt": f"package {PACKAGE}\n"}, ["x"]),
    ({"A.kt": f"package {PACKAGE}\nclass A\n"}, [""]),
    ({"A.kt": 'package a\nfun f() = TODO("Phase 3")\n'}, [""]),
    ({"A.kt": "package a\nclass A\n"}, []),
    ({"c/.destination-writer/state.yaml": "", "c/A.kt": ""}, ["c"]),
    ({**{f"a/{p}": t for p, t in small().items()}, **{f"b/{p}": t for p, t in small().items()}}, ["a", "b"]),
    ({**small(), f"src/test/resources/sample/{MAIN}/A.kt": f"package {PACKAGE}\n"}, [""]),
    ({}, []),
]


@pytest.mark.parametrize(("texts", "roots"), FOLDERS)
def test_connectors_are_found(texts: dict[str, str], roots: list[str]) -> None:
    assert find_connectors(MemoryFiles(texts)) == roots


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cdkVersion=1.0.13\n", ("1.0.13", 1, 11)),
        ("# cdkVersion=1\n! cdkVersion=2\n\n  cdkVersion : 0.1.76  \r\n", ("0.1.76", 4, 15)),
        ("cdkVersion 0.2\n", ("0.2", 1, 11)),
        ("cdkVersion=1\ncdkVersion=2\n", ("2", 2, 11)),
        ("cdkVersion=\nother=3\n", ("", 1, 11)),
        ("xcdkVersion=1\n", None),
    ],
)
def test_properties(text: str, found: tuple[str, int, int] | None) -> None:
    entry = read_property(text, "cdkVersion")
    assert (entry and (entry.value, entry.line, entry.column)) == found


@pytest.mark.parametrize(
    ("packages", "base"),
    [
        ([f"{PACKAGE}.client", PACKAGE, f"{PACKAGE}.write.load"], PACKAGE),
        (["a.b.c", "a.b.d"], "a.b"),
        (["a.b"], "a.b"),
        (["", "a"], "a"),
        ([], ""),
    ],
)
def test_base_package(packages: list[str], base: str) -> None:
    assert base_package(packages) == base


class _Counting(MemoryFiles):
    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__(texts)
        self.reads: list[str] = []

    def read(self, path: str) -> str:
        self.reads.append(path)
        return super().read(path)


def test_a_change_reads_one_file_and_gives_what_a_fresh_load_gives() -> None:
    path = f"{MAIN}/client/AcmeAirbyteClient.kt"
    connector = load_connector(MemoryFiles(small()), name="destination-acme")
    files = _Counting(small(**{path: CLIENT.replace('TODO("Phase 3")', "Unit")}))
    again = reload_files(connector, files, [path])
    assert files.reads == [path]
    assert again == load_connector(files, name="destination-acme")
    assert [s.call.function for s in again.stubs] == ["countTable"]


def test_a_file_may_come_and_go() -> None:
    path = f"{MAIN}/AcmeInsertBuffer.kt"
    more = small(**{path: f"package {PACKAGE}\nclass AcmeInsertBuffer\n"})
    connector = load_connector(MemoryFiles(small()))
    with_it = reload_files(connector, MemoryFiles(more), [path])
    assert len(with_it.components(Role.INSERT_BUFFER)) == 1
    assert reload_files(with_it, MemoryFiles(small()), [path]) == connector


def test_the_cache_reads_unchanged_texts_once() -> None:
    cache = SourceCache()
    first = load_connector(MemoryFiles(small()), cache=cache)
    second = load_connector(MemoryFiles(small(**{f"{MAIN}/B.kt": "class B\n"})), cache=cache)
    assert second.sources[1] is first.sources[0] or second.sources[0] is first.sources[0]


def test_the_index_finds_classes_subclasses_and_functions() -> None:
    texts = {
        f"{MAIN}/A.kt": f"package {PACKAGE}\nabstract class Base : TableOperationsClient\n",
        f"{MAIN}/B.kt": f"package {PACKAGE}\nclass Real : Base() {{\n    override suspend fun dropTable() = Unit\n}}\n",
    }
    index = ConnectorIndex(load_connector(MemoryFiles(texts)))
    assert [c.qualified_name for c in index.classes("Real")] == [f"{PACKAGE}.Real"]
    assert [c.declaration.name for c in index.subclasses("TableOperationsClient")] == ["Base", "Real"]
    assert [f.component.declaration.name for f in index.functions(Role.CLIENT, "dropTable")] == ["Real"]
    assert index.functions(Role.CLIENT, "copyTable") == ()


@pytest.mark.parametrize(
    ("version", "kind"),
    [
        ("9.9", DefectKind.CDK_VERSION_UNRELEASED),
        ("1.1.0", DefectKind.CDK_VERSION_UNRELEASED),
        ("0.1.150", DefectKind.CDK_VERSION_UNRELEASED),
        ("0.1.5", DefectKind.CDK_VERSION_UNKNOWN),
        ("abc", DefectKind.CDK_VERSION_UNKNOWN),
        ("", DefectKind.CDK_VERSION_MISSING),
        ("1.0.19", None),
        ("0.1.108", None),
        ("local", None),
    ],
)
def test_a_version_outside_the_known_releases_is_told(version: str, kind: DefectKind | None) -> None:
    connector = load_connector(MemoryFiles(small(**{"gradle.properties": f"# pin\ncdkVersion={version}\n"})))
    assert [(defect.kind, defect.path, defect.line) for defect in connector.defects] == (
        [] if kind is None else [(kind, "gradle.properties", 2)]
    )


class _Unreadable(MemoryFiles):
    """Files of which one is no text."""

    def __init__(self, texts: dict[str, str], path: str) -> None:
        super().__init__(texts)
        self.path = path

    def read(self, path: str) -> str:
        if path == self.path:
            raise UnreadableFile(f"{path}:2 is not UTF-8 (byte 9); save the file as UTF-8")
        return super().read(path)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (".destination-writer/state.yaml", DefectKind.STATE),
        ("gradle.properties", DefectKind.UNREADABLE),
        (f"{MAIN}/client/AcmeAirbyteClient.kt", DefectKind.UNREADABLE),
    ],
)
def test_a_file_that_is_no_text_is_one_defect_and_stays_one(path: str, kind: DefectKind) -> None:
    texts = small() | {".destination-writer/state.yaml": "state:\n"}
    files = _Unreadable(texts, path)
    connector = load_connector(files)
    assert [(defect.kind, defect.path, defect.line) for defect in connector.defects] == [(kind, path, 2)]
    assert reload_files(connector, files, [f"{MAIN}/B.kt"]).defects == connector.defects
    assert reload_files(connector, MemoryFiles(texts), [path]).defects == ()


@pytest.mark.parametrize(
    ("written", "slug"), [("PostgreSQL", "postgres"), ("Postgres", "postgres"), (" timescaledb", "timescaledb")]
)
def test_a_database_may_be_given_by_its_own_name(written: str, slug: str) -> None:
    texts = small() | {".destination-writer/state.yaml": f'state:\n  database: "{written}"\n'}
    assert load_connector(MemoryFiles(texts)).database == slug
