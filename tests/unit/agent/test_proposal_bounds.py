"""A proposal reaches the connector's own sources and nothing that decides what counts."""

import pytest

from destination_writer.agent.proposals.bounds import refusal

ROOT = "connectors/destination-acme"


@pytest.mark.parametrize(
    "path",
    [
        f"{ROOT}/src/main/kotlin/a/Gen.kt",
        f"{ROOT}/src/main/resources/application-connector.yml",
        f"{ROOT}/src/test-integration/kotlin/a/OpsTest.kt",
        f"{ROOT}/src/test-integration/resources/expected-spec-oss.json",
        f"{ROOT}/build.gradle.kts",
        f"{ROOT}/gradle.properties",
        f"{ROOT}/metadata.yaml",
        f"{ROOT}/README.md",
    ],
)
def test_files_that_a_person_writes_may_change(path: str) -> None:
    assert refusal(path, ROOT) == ""


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (f"{ROOT}/build/generated/Gen.kt", "output of the build"),
        (f"{ROOT}/.destination-writer/state.yaml", "skip_phase"),
        (f"{ROOT}/.destination-writer/results/local/TEST-a.xml", "never edited by a proposal"),
        (f"{ROOT}/.destination-writer/baseline.json", "never edited by a proposal"),
        (f"{ROOT}/secrets/config.json", "secrets/"),
        (f"{ROOT}/.github/workflows/ci.yml", "no part of the connector"),
        (f"{ROOT}/.vscode/settings.json", "no part of the connector"),
        (f"{ROOT}/gradlew", "no place"),
        (f"{ROOT}/src/main/kotlin/a/tool.sh", "by its ending"),
        (f"{ROOT}/src/main/kotlin/a/lib.jar", "by its ending"),
        (f"{ROOT}/../destination-other/src/main/kotlin/A.kt", "no plain path"),
        (f"{ROOT}/src/main/../../build.gradle.kts", "no plain path"),
        ("connectors/destination-other/src/main/kotlin/A.kt", "outside of the connector"),
        ("connectors/destination-acme2/src/main/kotlin/A.kt", "outside of the connector"),
        ("airbyte-cdk/bulk/core/load/src/main/kotlin/A.kt", "belongs to the CDK"),
        ("/etc/passwd", "no plain path"),
        ("C:/x/src/main/kotlin/A.kt", "no plain path"),
        ("~/.bashrc", "a name that no source file has"),
        (f"{ROOT}/src/main/kotlin/a/Gen\n.kt", "a name that no source file has"),
        (f"{ROOT}/src/main/kotlin/a;rm -rf ~/x.kt", "a name that no source file has"),
        ("", "no plain path"),
    ],
)
def test_everything_else_is_refused_with_the_reason(path: str, told: str) -> None:
    assert told in refusal(path, ROOT)


def test_the_workspace_may_be_the_connector_itself() -> None:
    assert refusal("src/main/kotlin/A.kt", "") == ""
    assert "CDK" in refusal("airbyte-cdk/bulk/x.kt", "")
