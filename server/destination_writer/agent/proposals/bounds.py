"""Where a proposal may reach: files of the connector that a person writes, and nothing that decides what counts."""

import posixpath
import re

_SOURCE = re.compile(r"src/(?:main|test|testFixtures|test-[\w-]+|\w+Test)/.+")
_AT_ROOT = re.compile(r"build\.gradle(?:\.kts)?|gradle\.properties|metadata\.yaml|[A-Za-z0-9_-]+\.md|docs/[\w./-]+\.md")
_TEXT = re.compile(r"(?i).+\.(?:kts?|java|ya?ml|json|jsonl|properties|sql|xml|md|txt|csv|gradle)")
_SAFE_NAME = re.compile(r"[\w.$@+-][\w.$@+ -]*")
OUTPUT = ("build", "out", "bin", "target", ".gradle", ".kotlin")
CDK = "airbyte-cdk"


def refusal(path: str, root: str) -> str:
    """Why a proposal may not touch a file, as a sentence for the model; empty when it may. `path` is relative to the
    workspace, `root` the connector's folder in it."""
    plain = posixpath.normpath(path)
    parts = plain.split("/")
    if not path or plain != path or path.startswith("/") or ".." in parts or "\\" in path or ":" in parts[0]:
        return f"{path!r} is no plain path; give it relative to the workspace, with `/` and without `..`"
    if not all(_SAFE_NAME.fullmatch(part) or part == ".destination-writer" for part in parts):
        return f"{path!r} has a name that no source file has: letters, digits, `_`, `-` and `.` are enough"
    if CDK in parts:
        return f"{path} belongs to the CDK, which is never edited; change how the connector uses it"
    if root and not plain.startswith(f"{root}/"):
        return f"{path} lies outside of the connector {root}; only the connector's own files may be changed"
    inside = plain.removeprefix(f"{root}/") if root else plain
    return _inside(path, inside)


def _inside(path: str, inside: str) -> str:
    first = inside.split("/", 1)[0]
    if first == ".destination-writer":
        return (
            f"{path} holds decisions, results or learned knowledge and is never edited by a proposal; "
            "use the tools remember and skip_phase, which ask the person"
        )
    if first == "secrets":
        return f"{path} lies in secrets/, which nobody but the person writes"
    if first in OUTPUT:
        return f"{path} is output of the build; change the source that it is made from"
    if first.startswith("."):
        return f"{path} is no part of the connector's sources"
    if _SOURCE.fullmatch(inside) or _AT_ROOT.fullmatch(inside):
        return "" if _TEXT.fullmatch(inside) else f"{path} is no text that a connector is made of, by its ending"
    return f"{path} is no place for a connector's file: sources lie below src/, build files at the connector's root"
