"""Phase 0 as one Change: what is in it, what is left for later, and what cannot be called so."""

import json
import re
from collections import Counter
from dataclasses import replace

import pytest
import yaml

from destination_writer.connector.load import find_connectors, load_connector
from destination_writer.connector.model import Connector
from destination_writer.connector.roles import Role
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.scaffold.api import Scaffold, config_template, scaffold
from destination_writer.generate.scaffold.databases import near, slug_of
from destination_writer.generate.scaffold.listing import tree_lines
from destination_writer.generate.scaffold.surroundings import (
    Surroundings,
    inclusion_of,
    lacks,
    read_surroundings,
    with_include,
)
from destination_writer.generate.scaffold.wish import Wish
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import FileCreation, FileEdit, NoChange, apply_change
from destination_writer.text.files import MemoryFiles

OUTSIDE = Surroundings("", False, None, "none", False, False, (), "")
CONNECTORS = "airbyte-integrations/connectors"
ACME = f"{CONNECTORS}/destination-acme"


def made(knowledge: Knowledge, templates: Templates, wish: Wish, around: Surroundings = OUTSIDE) -> Scaffold:
    result = scaffold(knowledge, templates, wish, around)
    assert isinstance(result, Scaffold), result
    return result


def texts_of(result: Scaffold) -> dict[str, str]:
    return {file.path: file.text for file in result.change.files if isinstance(file, FileCreation)}


def connector_of(result: Scaffold) -> Connector:
    return load_connector(MemoryFiles(texts_of(result)), "", name="destination-acme")


@pytest.fixture(scope="module")
def postgres(knowledge: Knowledge, templates: Templates) -> Scaffold:
    return made(knowledge, templates, Wish("postgres", cdk="1.0.13"))


@pytest.fixture(scope="module")
def era_a(knowledge: Knowledge, templates: Templates) -> Scaffold:
    return made(knowledge, templates, Wish("postgres", cdk="0.1.76"))


def test_it_is_a_connector_that_says_what_it_is(postgres: Scaffold) -> None:
    texts = texts_of(postgres)
    assert find_connectors(MemoryFiles(texts)) == [""]
    connector = connector_of(postgres)
    assert (connector.database, connector.cdk_version, connector.problems) == ("postgres", "1.0.13", ())
    assert postgres.change.needs_confirmation
    assert set(texts) <= set(postgres.purposes)


EXTRAS = [
    ".gitignore",
    "README.md",
    "docs/postgres.md",
    "icon.svg",
    "secrets/config.template.json",
    ".destination-writer/state.yaml",
    "metadata.yaml",
    "src/main/resources/application-connector.yml",
    "src/test-integration/resources/application-component.yml",
    "src/test-integration/resources/expected-spec-oss.json",
    "src/test-integration/resources/expected-spec-cloud.json",
]


@pytest.mark.parametrize("path", EXTRAS)
def test_the_files_that_are_no_kotlin(postgres: Scaffold, path: str) -> None:
    text = texts_of(postgres)[path]
    assert text.strip()
    if path.endswith((".yaml", ".yml")):
        assert isinstance(yaml.safe_load(text), dict)
    if path.endswith(".json"):
        assert isinstance(json.loads(text), dict)


def test_the_metadata_names_what_is_there(postgres: Scaffold) -> None:
    data = yaml.safe_load(texts_of(postgres)["metadata.yaml"])["data"]
    assert data["icon"] == "icon.svg"
    assert data["dockerRepository"] == "airbyte/destination-postgres"
    assert data["connectorIPCOptions"]["dataChannel"]["supportedTransport"] == ["STDIO"]
    assert re.fullmatch(r"docker\.io/airbyte/java-connector-base:[\d.]+@sha256:[0-9a-f]{64}", _base_image(postgres))


def _base_image(result: Scaffold) -> str:
    metadata = next(text for path, text in texts_of(result).items() if path.endswith("metadata.yaml"))
    return yaml.safe_load(metadata)["data"]["connectorBuildOptions"]["baseImage"]


STUBS = {
    Role.BEAN_FACTORY: {1, 5},
    Role.TEST_CLIENT: {1, 2, 3},
    Role.SQL_GENERATOR: {2, 3, 4, 6, 7, 8, 9, 10},
    Role.CLIENT: {2, 3, 4, 6, 7, 8, 9},
    Role.COLUMN_UTILS: {3},
    Role.VALUE_COERCER: {5},
    Role.INSERT_BUFFER: {5},
    Role.AGGREGATE: {5},
    Role.AGGREGATE_FACTORY: {5},
    Role.WRITER: {5},
    Role.CHECKER: {5},
    Role.WRITE_OPERATION: {5},
}
"""Which phases each component owes something to."""


def stubs_by_role(result: Scaffold) -> dict[Role | None, set[int | None]]:
    found: dict[Role | None, set[int | None]] = {}
    for stub in connector_of(result).stubs:
        found.setdefault(stub.role, set()).add(stub.phase)
    return found


def test_every_later_method_is_a_stub_of_its_phase(postgres: Scaffold, era_a: Scaffold) -> None:
    """The mapper is asked for by the tables' tests, whose schemas the CDK makes with it, the name generators of older
    versions by the first sync."""
    assert stubs_by_role(postgres) == STUBS | {Role.SCHEMA_MAPPER: {3}}
    assert stubs_by_role(era_a) == STUBS | {Role.NAME_GENERATOR: {5}, Role.COLUMN_NAME_MAPPER: {5}}


def test_phase_0_is_complete_code(postgres: Scaffold) -> None:
    texts = texts_of(postgres)
    for name in ("Destination", "Specification", "SpecificationExtension", "Configuration", "ConfigurationFactory"):
        (text,) = [text for path, text in texts.items() if path.endswith(f"/Postgres{name}.kt")]
        assert "TODO(" not in text, name
    (spec_test,) = [text for path, text in texts.items() if path.endswith("SpecTest.kt")]
    assert "Disabled" not in spec_test


WAITING = {
    "connect to database": 1,
    "create and drop namespaces": 2,
    "create and drop tables": 3,
    "insert records": 3,
    "count table rows": 3,
    "get generation id": 4,
    "overwrite tables": 6,
    "copy tables": 7,
    "upsert tables": 9,
}


def test_tests_of_the_table_operations_wait_for_their_phases(postgres: Scaffold) -> None:
    (text,) = [text for path, text in texts_of(postgres).items() if path.endswith("TableOperationsTest.kt")]
    found = re.findall(r'@Test\n    @Disabled\("Phase (\d+)"\)\n    override fun `([^`]+)`', text)
    assert {name: int(phase) for phase, name in found} == WAITING
    assert text.count("import org.junit.jupiter.api.Disabled\n") == 1


CLASSES = {
    "TableSchemaEvolutionTest": 8,
    "WiringTest": 5,
    "WriteInitializationTest": 5,
    "CheckTest": 5,
    "SchemaMapperTest": 5,
    "DataCoercionTest": 5,
    "BasicFunctionalityTest": 5,
}


@pytest.mark.parametrize(("name", "phase"), CLASSES.items())
def test_classes_of_one_phase_wait_as_a_whole(postgres: Scaffold, name: str, phase: int) -> None:
    (text,) = [text for path, text in texts_of(postgres).items() if path.endswith(f"/Postgres{name}.kt")]
    assert f'\n@Disabled("Phase {phase}")\nclass Postgres{name}' in text


def test_inherited_tests_of_later_phases_wait_for_theirs(postgres: Scaffold) -> None:
    (text,) = [text for path, text in texts_of(postgres).items() if path.endswith("BasicFunctionalityTest.kt")]
    found = re.findall(
        r'@Test\n    @Disabled\("Phase (\d+)"\)\n    override fun (\w+)\(\) \{\n        super\.(\w+)', text
    )
    assert all(name == called for _, name, called in found)
    phases = {name: int(phase) for phase, name, _ in found}
    wanted = {"testTruncateRefresh": 6, "testAppendSchemaEvolution": 8, "testDedup": 9, "testFunkyCharactersDedup": 9}
    assert wanted.items() <= phases.items()
    assert {"testAppend", "testBasicWrite", "resumeAfterCancelledTruncate"}.isdisjoint(phases)


def test_nothing_waits_in_a_connector_that_is_written_at_once(knowledge: Knowledge, templates: Templates) -> None:
    from destination_writer.generate.api import new_connector

    change = new_connector(knowledge, templates, dialect="postgres", cdk="1.0.13")
    assert not isinstance(change, NoChange)
    assert not any("Disabled" in f.text for f in change.files if isinstance(f, FileCreation))


STATES = [
    ("postgres", None, {"database": "testcontainers", "image": "postgres:16.4-alpine"}, "Docker"),
    ("postgres", "local", {"database": "local", "settings": "secrets/config.json"}, "log in with the settings"),
    ("duckdb", None, {"database": "embedded"}, "need no server"),
    ("snowflake", "testcontainers", {"database": "account", "settings": "secrets/config.json"}, "no container image"),
]


@pytest.mark.parametrize(("slug", "tests", "state", "said"), STATES)
def test_what_the_tests_use_is_decided_and_kept(
    knowledge: Knowledge, templates: Templates, slug: str, tests: str | None, state: dict[str, str], said: str
) -> None:
    result = made(knowledge, templates, Wish(slug, cdk="1.0.13", test_database=tests))  # pyright: ignore[reportArgumentType]
    kept = yaml.safe_load(texts_of(result)[".destination-writer/state.yaml"])["state"]
    assert kept["test_configuration"] == state
    assert (kept["database"], kept["cdk_version"], kept["connector_path"], kept["current_phase"]) == (
        slug,
        "1.0.13",
        ".",
        0,
    )
    assert said in result.tests_use


def test_a_local_database_needs_no_container(knowledge: Knowledge, templates: Templates) -> None:
    texts = texts_of(made(knowledge, templates, Wish("postgres", test_database="local")))
    (database,) = [text for path, text in texts.items() if path.endswith("TestDatabase.kt")]
    assert 'Path.of("secrets", "config.json")' in database
    assert "testcontainers" not in (database + texts["build.gradle.kts"]).lower()


def test_the_template_of_the_secrets_tells_what_to_put_there(knowledge: Knowledge) -> None:
    assert json.loads(config_template(knowledge.dialect("postgres"))) == {
        "host": "localhost",
        "port": 5432,
        "database": "<Database>",
        "schema": "public",
        "username": "<User>",
        "password": "<Password>",
    }


NAMES = [
    ("destination-my-acme", "io.airbyte.integrations.destination.my_acme", "MyAcme"),
    ("acme2", "io.airbyte.integrations.destination.acme2", "Acme2"),
    ("postgres", "io.airbyte.integrations.destination.postgres", "Postgres"),
]


@pytest.mark.parametrize(("name", "package", "prefix"), NAMES)
def test_names(knowledge: Knowledge, templates: Templates, name: str, package: str, prefix: str) -> None:
    naming = made(knowledge, templates, Wish("postgres", name=name)).naming
    assert (naming.package, naming.prefix) == (package, prefix)


REFUSED = [
    (Wish("postgres", name="3d"), "begins with a digit", "db3d"),
    (Wish("postgres", name="my-3d-store"), "begins with a digit", "my-db3d-store"),
    (Wish("postgres", name="Acme"), "capital letters", "acme"),
    (Wish("postgres", name="my_acme"), "'_' is no letter, digit or hyphen", "my-acme"),
    (Wish("postgres", name="my acme"), "' ' is no letter", "my-acme"),
    (Wish("postgres", name="../acme"), "'.' is no letter", "acme"),
    (Wish("postgres", name="größe"), "'ö' is no letter", "gr"),
    (Wish("postgres", name="a--b"), "no word beside one of its hyphens", "a-b"),
    (Wish("postgres", name="acme-"), "no word beside one of its hyphens", "acme"),
    (Wish("postgres", name="destination-"), "no word beside one of its hyphens", "acme"),
    (Wish("postgres", name="a" * 61), "61 characters", "shorter"),
    (Wish("postgres", name="object"), "Kotlin reserves", "object_db"),
    (Wish("postgres", package="com.acme.in.db"), "'in' is a word that Kotlin reserves", "--package"),
    (Wish("postgres", package="com.3d"), "'3d' is no part of a package", "package"),
    (Wish("postgres", package="com.Acme"), "'Acme' is no part of a package", "package"),
    (Wish("postgres", package="com..acme"), "'' is no part of a package", "package"),
    (Wish("postgres", prefix="acme"), "begins with a capital letter", "Acme"),
    (Wish("postgres", prefix="3D"), "cannot begin with a digit", "Db3d"),
    (Wish("postgres", prefix="My-Acme"), "'-' cannot be in a class name", "MyAcme"),
    (Wish("postgres", cdk="0.1.10"), "0.1.10", "cdkVersion"),
    (Wish("postgres", cdk="newest"), "newest", "cdkVersion"),
    (Wish("nosuchdb"), "nosuchdb", "dialect"),
]


@pytest.mark.parametrize(("wish", "said", "remedy"), REFUSED, ids=[f"{w.name or w}" for w, _, _ in REFUSED])
def test_what_cannot_be_called_so(
    knowledge: Knowledge, templates: Templates, wish: Wish, said: str, remedy: str
) -> None:
    result = scaffold(knowledge, templates, wish, OUTSIDE)
    assert isinstance(result, NoChange)
    assert said in result.reason
    assert remedy in " ".join(result.missing)


SPELLED = [
    ("postgres", "postgres"),
    ("PostgreSQL", "postgres"),
    ("SQL Server", "sqlserver"),
    ("MSSQL", "sqlserver"),
    ("destination-duckdb", "duckdb"),
    ("Oracle Database", "oracle"),
    ("acmedb", None),
    ("", None),
    ("🚀", None),
]


@pytest.mark.parametrize(("name", "slug"), SPELLED)
def test_a_database_by_what_people_call_it(knowledge: Knowledge, name: str, slug: str | None) -> None:
    assert slug_of(name, knowledge) == slug


def test_databases_that_look_like_a_name(knowledge: Knowledge) -> None:
    assert near("postgress", knowledge)[0] == "postgres"
    assert near("clickhous", knowledge)[0] == "clickhouse"
    assert near("acmedb9000", knowledge) == ()


LISTING = "include ':airbyte-cdk'\ninclude ':airbyte-integrations:connectors:destination-a'\n\nprintln 'x'\n"
SETTINGS = [
    (LISTING, "lists"),
    ('include(":airbyte-integrations:connectors:destination-a")\n', "lists"),
    ("def p = 'airbyte-integrations/connectors'\np.eachDir { include it.name }\n", "scans"),
    (f"{LISTING}resolve('airbyte-integrations/connectors').eachDir {{ name == \"build.gradle\" }}\n", "scans-groovy"),
    ("x('connectors').eachDir { d -> d.list { f, n -> n.startsWith('build.gradle') } }\n", "scans"),
    (
        'x("connectors").listFiles { File(it, "build.gradle.kts").exists() || File(it, "build.gradle").exists() }',
        "scans",
    ),
    ("rootProject.name = 'x'\n", "none"),
    ("", "none"),
]


@pytest.mark.parametrize(("settings", "inclusion"), SETTINGS)
def test_how_a_settings_file_finds_connectors(settings: str, inclusion: str) -> None:
    assert inclusion_of(settings) == inclusion


def test_a_line_in_a_settings_file_is_like_those_beside_it() -> None:
    line = "include ':airbyte-integrations:connectors:destination-acme'\n"
    assert with_include(LISTING, "destination-acme") == LISTING.replace("\n\n", f"\n{line}\n")
    assert with_include(with_include(LISTING, "destination-acme"), "destination-acme").count("destination-acme") == 1
    kotlin = '    include(":airbyte-integrations:connectors:destination-a") // first\r\nend\r\n'
    assert with_include(kotlin, "destination-b").splitlines() == [
        '    include(":airbyte-integrations:connectors:destination-a") // first',
        '    include(":airbyte-integrations:connectors:destination-b")',
        "end",
    ]


def neighbour(name: str, cdk: str, build: str = 'core = "load"') -> dict[str, str]:
    folder = f"{CONNECTORS}/destination-{name}"
    return {
        f"{folder}/gradle.properties": f"cdkVersion={cdk}\n",
        f"{folder}/build.gradle.kts": f"airbyteBulkConnector {{ {build} }}\n",
        f"{folder}/metadata.yaml": f"data:\n  connectorBuildOptions:\n    baseImage: registry/base:{cdk} # pinned\n",
    }


MONOREPO = {
    "settings.gradle": LISTING,
    "gradlew": "",
    "buildSrc/src/main/groovy/airbyte-bulk-connector.gradle": "",
    "docs/integrations/destinations/postgres.md": "",
    **neighbour("old", "0.1.20"),
    **neighbour("mine", "local"),
    **neighbour("broken", "abc"),
    **neighbour("extract", "1.0.12", 'core = "extract"'),
    **neighbour("b", "0.1.100"),
    **neighbour("c", "1.0.9"),
    **neighbour("acme", "1.0.13"),
}


def test_neighbours_are_read_for_what_they_pin() -> None:
    around = read_surroundings(MemoryFiles(MONOREPO), ACME)
    assert [(one.name, str(one.cdk)) for one in around.neighbours] == [
        ("destination-c", "1.0.9"),
        ("destination-b", "0.1.100"),
    ]
    assert (around.is_monorepo, around.inclusion, around.docs) == (True, "lists", "docs/integrations/destinations")
    assert lacks(around) == ()


def test_in_the_monorepo_it_follows_what_is_there(knowledge: Knowledge, templates: Templates) -> None:
    around = read_surroundings(MemoryFiles(MONOREPO), ACME)
    result = made(knowledge, templates, Wish("postgres", name="acme"), around)
    assert (result.cdk, result.cdk_because) == ("1.0.9", "the newest that a neighbour pins (destination-c)")
    assert _base_image(result) == "registry/base:1.0.9"
    files = {file.path: file for file in result.change.files}
    assert {path for path in files if not path.startswith(f"{ACME}/")} == {
        "settings.gradle",
        "docs/integrations/destinations/acme.md",
    }
    after = apply_change(result.change, {"settings.gradle": LISTING})
    assert "include ':airbyte-integrations:connectors:destination-acme'\n" in after["settings.gradle"]
    assert f":{CONNECTORS.replace('/', ':')}:destination-acme:build" in after[f"{ACME}/README.md"]
    assert f"connector_path: {ACME}" in after[f"{ACME}/.destination-writer/state.yaml"]


def test_a_settings_file_that_finds_it_by_itself_stays(knowledge: Knowledge, templates: Templates) -> None:
    scanning = {**MONOREPO, "settings.gradle": "resolve('airbyte-integrations/connectors').eachDir { }\n"}
    result = made(knowledge, templates, Wish("postgres"), read_surroundings(MemoryFiles(scanning), ACME))
    assert not [file for file in result.change.files if isinstance(file, FileEdit)]


def test_outside_it_says_what_is_missing() -> None:
    found = [lack.what for lack in lacks(read_surroundings(MemoryFiles({}), ""))]
    assert [
        words for words in ("gradlew", "settings.gradle", "airbyte-bulk-connector") if words in " ".join(found)
    ] == [
        "gradlew",
        "settings.gradle",
        "airbyte-bulk-connector",
    ]
    assert all("airbytehq/airbyte" in lack.remedy for lack in lacks(OUTSIDE))


def test_only_what_is_missing_is_added(knowledge: Knowledge, templates: Templates, postgres: Scaffold) -> None:
    texts = texts_of(postgres)
    removed = [path for path in texts if path.endswith(("PostgresWriter.kt", ".gitignore", "README.md"))]
    state = f"# ours\n{texts['.destination-writer/state.yaml']}".replace("  current_phase: 0", "  current_phase: 3")
    rest = {path: text for path, text in texts.items() if path not in removed}
    rest[".destination-writer/state.yaml"] = state
    present = load_connector(MemoryFiles(rest), "", name="destination-postgres")
    present = replace(present, resources=tuple(path for path in rest if not path.endswith(".kt")))
    result = scaffold(knowledge, templates, Wish("postgres"), OUTSIDE, present)
    assert isinstance(result, Scaffold)
    assert sorted(file.path for file in result.change.files) == sorted(removed)


def test_a_state_file_that_is_there_is_added_to(knowledge: Knowledge, templates: Templates) -> None:
    text = "# ours\nstate:\n  database: postgres\n  mine: 1\n"
    present = load_connector(MemoryFiles({".destination-writer/state.yaml": text}), "", name="acme")
    result = scaffold(knowledge, templates, Wish("postgres"), OUTSIDE, present)
    assert isinstance(result, Scaffold)
    after = apply_change(result.change, {".destination-writer/state.yaml": text})[".destination-writer/state.yaml"]
    assert after.startswith(text)
    assert yaml.safe_load(after)["state"]["cdk_version"] == result.cdk


def test_a_state_file_that_cannot_be_read_is_no_scaffold(knowledge: Knowledge, templates: Templates) -> None:
    present = load_connector(MemoryFiles({".destination-writer/state.yaml": "state: [\n"}), "", name="acme")
    result = scaffold(knowledge, templates, Wish("postgres"), OUTSIDE, present)
    assert isinstance(result, NoChange)
    assert result.reason.startswith(".destination-writer/state.yaml:")


def test_the_tree_has_a_line_for_each_file(postgres: Scaffold) -> None:
    lines = tree_lines(postgres.change.files, postgres.purposes)
    assert Counter(bool(purpose) for _, purpose in lines)[True] == len(postgres.change.files)
    start = lines.index(("src/", ""))
    assert [line for line, _ in lines[start + 1 : start + 4]] == [
        "  main/",
        "    kotlin/io/airbyte/integrations/destination/postgres/",
        "      cdk/",
    ]
