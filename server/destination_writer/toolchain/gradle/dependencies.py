"""The bulk CDK in what Gradle's `dependencies` task prints. That task succeeds whatever it could not resolve."""

import re

GROUP = "io.airbyte.bulk-cdk"
_LINE = re.compile(
    r"[+\\]--- (?:io\.airbyte\.bulk-cdk:(?P<artifact>[\w.-]+)(?::(?P<asked>\{[^}]*\}|[^\s:]+))?(?: -> (?P<got>\S+))?"
    r"|project (?P<project>:airbyte-cdk:bulk\S*))(?P<rest>.*)"
)


def cdk_problem(output: str, pinned: str | None) -> str:
    """Why the connector does not get the bulk CDK that it pins; a sentence, empty when it does."""
    found = [m for line in output.splitlines() if (m := _LINE.search(line))]
    if not found:
        return (
            f"The runtime class path holds no artifact of {GROUP}. Apply the plugin airbyte-bulk-connector and set "
            "core to load in build.gradle.kts."
        )
    failed = [m for m in found if m["rest"].strip().startswith("FAILED")]
    if failed:
        names = ", ".join(sorted({_name(m) for m in failed}))
        return f"Gradle could not resolve {names}. Check cdkVersion in gradle.properties and the build's repositories."
    if not pinned or pinned == "local":
        return ""
    other = sorted({_name(m) for m in found if m["artifact"] and (m["got"] or m["asked"]) not in (pinned, None)})
    if other:
        return (
            f"cdkVersion pins {pinned}, and the build resolves {', '.join(other)}. Remove what asks for the other "
            "version, or pin that one."
        )
    return ""


def _name(match: re.Match[str]) -> str:
    if match["project"]:
        return match["project"]
    version = match["got"] or match["asked"]
    return f"{match['artifact']}:{version}" if version else match["artifact"]
