"""The bulk CDK in the output of `dependencies`. The first sample is printed by Gradle 4.4.1; the others follow what
newer versions print."""

import pytest

from destination_writer.toolchain.gradle.dependencies import cdk_problem

RESOLVED = """
runtimeClasspath - Runtime classpath of source set 'main'.
\\--- io.airbyte.bulk-cdk:bulk-cdk-core-load:1.0.13
     \\--- io.airbyte.bulk-cdk:bulk-cdk-core-base:1.0.13
"""


@pytest.mark.parametrize(
    ("output", "pinned", "says"),
    [
        pytest.param(RESOLVED, "1.0.13", "", id="as pinned"),
        pytest.param(RESOLVED, "1.0.14", "cdkVersion pins 1.0.14, and the build resolves bulk-cdk-core-base:1.0.13",
                     id="another version"),
        pytest.param(RESOLVED, None, "", id="nothing pinned"),
        pytest.param("+--- io.airbyte.bulk-cdk:bulk-cdk-core-load:1.0.99 FAILED", "1.0.99",
                     "could not resolve bulk-cdk-core-load:1.0.99", id="failed"),
        pytest.param("|    +--- io.airbyte.bulk-cdk:bulk-cdk-core-base:0.1.70 -> 1.0.13 (*)", "1.0.13", "",
                     id="a conflict that the pinned one won"),
        pytest.param("+--- io.airbyte.bulk-cdk:bulk-cdk-core-load -> 1.0.13", "1.0.13", "",
                     id="version from a platform"),
        pytest.param("+--- io.airbyte.bulk-cdk:bulk-cdk-core-load:{strictly 1.0.13} -> 1.0.13 (c)", "1.0.13", "",
                     id="a constraint"),
        pytest.param("+--- project :airbyte-cdk:bulk:core:bulk-cdk-core-load", "local", "", id="the CDK beside it"),
        pytest.param("+--- org.postgresql:postgresql:42.7.4", "1.0.13", "holds no artifact of io.airbyte.bulk-cdk",
                     id="no CDK"),
        pytest.param("No dependencies", "1.0.13", "holds no artifact of io.airbyte.bulk-cdk", id="nothing"),
    ],
)  # fmt: skip
def test_cdk_problem(output: str, pinned: str | None, says: str) -> None:
    problem = cdk_problem(output, pinned)
    assert says in problem and bool(problem) == bool(says)
