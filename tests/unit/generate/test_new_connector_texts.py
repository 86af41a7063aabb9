"""The files of a whole connector that are no Kotlin, and the specification that two of them speak of."""

import json
import re
from typing import Any

import pytest
import yaml
from made_connectors import made

from destination_writer.generate.userfields import jackson_text
from destination_writer.knowledge.store import Knowledge

SPEC = "src/test-integration/resources/expected-spec-{}.json"


def written(dialect: str, cdk: str) -> dict[str, str]:
    return made(dialect, cdk, until_phase=1)


@pytest.mark.parametrize("cdk", ["0.1.76", "0.1.100", "1.0.13"])
def test_the_build_names_what_the_era_needs(cdk: str) -> None:
    texts = written("postgres", cdk)
    build = texts["build.gradle.kts"]
    assert texts["gradle.properties"] == f"cdkVersion={cdk}\n"
    assert ('toolkits = listOf("load-db")' in build) == (cdk == "0.1.76")  # from 0.1.84 on its types are in the core
    plugins = [
        "application",
        "airbyte-bulk-connector",
        "io.airbyte.gradle.docker",
        "airbyte-connector-docker-convention",
    ]
    assert re.findall(r'id\("(.*)"\)', build) == plugins
    assert '    implementation("org.postgresql:postgresql:42.7.11")\n' in build
    assert '    integrationTestImplementation("org.testcontainers:postgresql:1.20.1")\n' in build


def test_settings_and_metadata_are_yaml() -> None:
    texts = written("postgres", "1.0.13")
    read = {path: yaml.safe_load(text) for path, text in texts.items() if path.endswith((".yml", ".yaml"))}
    core = read["src/main/resources/application-connector.yml"]["airbyte"]["destination"]["core"]
    assert core["data-channel"] == {"medium": "STDIO", "format": "JSONL"}
    assert core["mappers"] == {"namespace-mapping-config-path": ""}
    assert core["file-transfer"] == {"enabled": False}
    component = read["src/test-integration/resources/application-component.yml"]
    assert component == {"airbyte": {"connector": {"operation": "write"}}}
    metadata = read["metadata.yaml"]
    assert metadata["metadataSpecVersion"] == "1.0"
    assert metadata["data"]["connectorType"] == "destination"
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", metadata["data"]["definitionId"])


def test_the_definition_id_is_the_same_every_time() -> None:
    first, second = (written("postgres", "1.0.13")["metadata.yaml"] for _ in range(2))
    assert first == second


DIALECTS = ["postgres", "snowflake", "bigquery", "clickhouse", "duckdb", "sqlserver"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_expected_specification_is_what_the_class_says(dialect: str) -> None:
    texts = written(dialect, "1.0.13")
    oss, cloud = (texts[SPEC.format(kind)] for kind in ("oss", "cloud"))
    assert oss == cloud
    assert not oss.endswith("\n"), "the CDK compares the text with what Jackson prints"
    expected = json.loads(oss)["connectionSpecification"]
    declared = next(text for path, text in texts.items() if path.endswith("Specification.kt"))
    fields = fields_of(declared)
    assert f'@JsonSchemaTitle("{expected["title"]}")\nclass' in declared
    extension = next(text for path, text in texts.items() if path.endswith("SpecificationExtension.kt"))
    assert re.findall(r'Group\("(\w+)", "(\w+)"\)', extension) == [(g["id"], g["title"]) for g in expected["groups"]]
    assert list(expected["properties"]) == [field["name"] for field in fields]
    for field, found in zip(fields, expected["properties"].values(), strict=True):
        injected = field["injected"]
        assert found["title"] == field["title"]
        assert found["description"] == field["description"]
        assert {key: found[key] for key in injected} == injected
        assert list(found)[-len(injected) :] == list(injected)
    assert expected["required"] == [field["name"] for field in fields if not field["type"].endswith("?")]
    groups = {group["id"] for group in expected["groups"]}
    assert {field["injected"]["group"] for field in fields} == groups


@pytest.mark.parametrize("dialect", DIALECTS)
def test_secrets_are_marked(knowledge: Knowledge, dialect: str) -> None:
    texts = written(dialect, "1.0.13")
    found = json.loads(texts[SPEC.format("oss")])["connectionSpecification"]["properties"]
    settings = {s.json_name for s in knowledge.dialect(dialect).connection.settings if s.kind == "secret"}
    marked = {name for name, told in found.items() if told.get("airbyte_secret")}
    assert marked == (settings or {"password"})


TEST_DATABASES = {
    "postgres": 'PostgreSQLContainer("postgres:16.4-alpine")',
    "duckdb": "which needs no server",
    "snowflake": "is missing: write the settings of a Snowflake account into it",
    "bigquery": "is missing: write the settings of a BigQuery account into it",
}


@pytest.mark.parametrize("dialect", TEST_DATABASES)
def test_tests_use_a_container_their_own_values_or_an_account(dialect: str) -> None:
    texts = written(dialect, "1.0.13")
    found = next(text for path, text in texts.items() if path.endswith("TestDatabase.kt"))
    assert TEST_DATABASES[dialect] in found
    assert ("secrets" in found) == ("account" in TEST_DATABASES[dialect])


def fields_of(kotlin: str) -> list[dict[str, Any]]:
    """The properties of a specification, read from its Kotlin."""
    found: list[dict[str, object]] = []
    for block in re.findall(r"(?ms)^    @get:JsonSchemaTitle.*?^    val \w+: \S+", kotlin):
        texts = {
            name: "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', argument))
            for name, argument in re.findall(
                r"(?s)@get:(JsonSchemaTitle|JsonPropertyDescription|JsonProperty)\((.*?)\)\n", block
            )
        }
        raw = re.search(r'(?s)"""(.*?)"""', block)
        assert raw
        found.append(
            {
                "title": plain(texts["JsonSchemaTitle"]),
                "description": plain(texts["JsonPropertyDescription"]),
                "name": texts["JsonProperty"],
                "injected": json.loads(raw[1].replace("${'$'}", "$")),
                "type": block.rpartition(": ")[2],
            }
        )
    return found


def plain(literal: str) -> str:
    return re.sub(r"\\(.)", r"\1", literal)


JACKSON = [
    ({}, "{ }"),
    ({"a": 1}, '{\n  "a" : 1\n}'),
    ({"a": []}, '{\n  "a" : [ ]\n}'),
    ({"a": ["x", True]}, '{\n  "a" : [ "x", true ]\n}'),
    ({"a": [{"b": 1}, {"c": 2}]}, '{\n  "a" : [ {\n    "b" : 1\n  }, {\n    "c" : 2\n  } ]\n}'),
    ({"a": {"b": 'é"\\'}}, '{\n  "a" : {\n    "b" : "é\\"\\\\"\n  }\n}'),
]


@pytest.mark.parametrize(("value", "text"), JACKSON)
def test_json_is_written_as_jackson_writes_it(value: object, text: str) -> None:
    assert jackson_text(value) == text


@pytest.mark.parametrize(
    ("dialect", "integers", "numbers"),
    [
        ("postgres", "false", "true"),  # bigint, numeric
        ("snowflake", "true", "true"),  # NUMBER(38,0), FLOAT
        ("oracle", "true", "true"),  # NUMBER(38,0), NUMBER
        ("mongodb", "false", "true"),  # long, decimal128
        ("mysql", "false", "false"),  # bigint, decimal(65,27): 38 digits before the point
        ("bigquery", "false", "false"),  # INT64, NUMERIC(38,9)
    ],
)
def test_the_suite_expects_large_numbers_where_the_columns_hold_them(dialect: str, integers: str, numbers: str) -> None:
    """The CDK writes whole numbers of 32 digits and 2E39, and expects them back or nulled by what these two say."""
    texts = made(dialect, "1.0.13")
    suite = next(text for path, text in texts.items() if path.endswith("BasicFunctionalityTest.kt"))
    assert f"integerCanBeLarge = {integers}," in suite
    assert f"numberCanBeLarge = {numbers}," in suite
