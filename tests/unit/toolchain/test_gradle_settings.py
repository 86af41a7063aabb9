"""The path of a connector's project as settings files state it."""

import pytest

from destination_writer.toolchain.gradle.settings import project_path

FOLDER = "airbyte-integrations/connectors/destination-x"
USUAL = ":airbyte-integrations:connectors:destination-x"


@pytest.mark.parametrize(
    ("settings", "folder", "path"),
    [
        pytest.param("", FOLDER, USUAL, id="nothing said: as the folder"),
        pytest.param("", ".", ":", id="the root itself"),
        pytest.param("include ':a', ':destination-x'", "destination-x", ":destination-x", id="Groovy"),
        pytest.param('include(\n    ":a",\n    ":destination-x",\n)', "destination-x", ":destination-x", id="Kotlin"),
        pytest.param(
            "include ':destination-x'\nproject(':destination-x').projectDir = file('connectors/x')",
            "connectors/x",
            ":destination-x",
            id="moved, Groovy",
        ),
        pytest.param(
            'include(":dest:x")\nproject(":dest:x").projectDir = file("$rootDir/connectors/x")',
            "connectors/x",
            ":dest:x",
            id="moved, Kotlin",
        ),
        pytest.param(
            "include 'x'\nproject(':x').projectDir = new File(rootDir, \"airbyte/x\")", "airbyte/x", ":x", id="new File"
        ),
        pytest.param(
            "include ':x'\nproject(':x').projectDir = new File(\"$base/x\")", "x", ":x", id="a place that code computes"
        ),
        pytest.param(
            "// project(':old').projectDir = file('connectors/x')\ninclude ':connectors:x'",
            "connectors/x",
            ":connectors:x",
            id="commented out",
        ),
        pytest.param(
            "/* project(':old').projectDir = file('connectors/x') */", "connectors/x", ":connectors:x",
            id="block comment",
        ),
        pytest.param(
            "rootDir.eachDir { include \":airbyte-integrations:connectors:${it.name}\" }", FOLDER, USUAL, id="by code"
        ),
        pytest.param("maven { url 'https://example.org' } // include", FOLDER, USUAL, id="an address is no comment"),
        pytest.param("include 'connectors/x'", "connectors/x", ":connectors:x", id="slashes"),
    ],
)  # fmt: skip
def test_project_path(settings: str, folder: str, path: str) -> None:
    assert project_path(settings, folder) == path
