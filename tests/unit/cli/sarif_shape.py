"""The part of SARIF 2.1.0 that this project writes, as tables: which keys an object may have, and which it must.

From the OASIS standard; none of its objects but property bags may have other keys.
"""

from typing import Any
from urllib.parse import urlsplit

ID, TEXT, NUMBER, FLAG, URI, ANY = "identifier", "text", "number", "flag", "uri", "any"
LEVEL = ("none", "note", "warning", "error")

SHAPES: dict[str, dict[str, Any]] = {
    "log": {"$schema": URI, "version!": ("2.1.0",), "runs!": ["run"]},
    "run": {
        "tool!": "tool",
        "invocations": ["invocation"],
        "columnKind": ("utf16CodeUnits", "unicodeCodePoints"),
        "results": ["result"],
    },
    "invocation": {"executionSuccessful!": FLAG},
    "tool": {"driver!": "component"},
    "component": {"name!": TEXT, "version": TEXT, "informationUri": URI, "rules": ["descriptor"]},
    "descriptor": {
        "id!": TEXT,
        "name": ID,
        "shortDescription": "multiformat",
        "fullDescription": "multiformat",
        "help": "multiformat",
        "helpUri": URI,
        "defaultConfiguration": "configuration",
        "properties": "bag",
    },
    "multiformat": {"text!": TEXT, "markdown": TEXT},
    "configuration": {"level": LEVEL, "enabled": FLAG},
    "result": {
        "ruleId": TEXT,
        "ruleIndex": NUMBER,
        "level": LEVEL,
        "message!": "message",
        "locations": ["location"],
        "relatedLocations": ["location"],
        "partialFingerprints": "texts",
        "fixes": ["fix"],
        "properties": "bag",
    },
    "message": {"text": TEXT, "markdown": TEXT},
    "location": {"id": NUMBER, "physicalLocation": "physical", "message": "message"},
    "physical": {"artifactLocation": "artifact", "region": "region"},
    "artifact": {"uri": URI, "uriBaseId": TEXT},
    "region": {"startLine": NUMBER, "startColumn": NUMBER, "endLine": NUMBER, "endColumn": NUMBER},
    "fix": {"description": "message", "artifactChanges!": ["change"]},
    "change": {"artifactLocation!": "artifact", "replacements!": ["replacement"]},
    "replacement": {"deletedRegion!": "region", "insertedContent": "content"},
    "content": {"text": ANY},
}
"""A key with `!` is demanded; a list holds objects of the shape that it names; a tuple lists all words."""


def assert_valid(log: Any) -> None:
    _check(log, "log", "log")
    for run in log["runs"]:
        rules = run["tool"]["driver"].get("rules", [])
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def _check(value: Any, shape: Any, at: str) -> None:
    if isinstance(shape, list):
        assert isinstance(value, list), at
        for number, item in enumerate(value):
            _check(item, shape[0], f"{at}[{number}]")
    elif isinstance(shape, tuple):
        assert value in shape, at
    elif shape in SHAPES:
        _check_object(value, SHAPES[shape], at)
    else:
        _check_leaf(value, shape, at)


def _check_object(value: Any, keys: dict[str, Any], at: str) -> None:
    assert isinstance(value, dict), at
    known = {key.rstrip("!"): shape for key, shape in keys.items()}
    assert set(value) <= set(known), f"{at}: {set(value) - set(known)}"
    missing = {key.rstrip("!") for key in keys if key.endswith("!")} - set(value)
    assert not missing, f"{at}: {missing}"
    for key, part in value.items():
        _check(part, known[key], f"{at}.{key}")


def _check_leaf(value: Any, kind: str, at: str) -> None:
    match kind:
        case "number":
            assert isinstance(value, int) and value >= 0, at
        case "flag":
            assert isinstance(value, bool), at
        case "texts":
            assert all(isinstance(part, str) for part in value.values()), at
        case "bag":
            assert isinstance(value, dict), at
            assert all(isinstance(tag, str) for tag in value.get("tags", [])), at
        case "uri":
            assert isinstance(value, str) and " " not in value and "\\" not in value, at
            assert urlsplit(value) is not None
        case "any":
            assert isinstance(value, str), at
        case "identifier":
            assert isinstance(value, str) and value.isidentifier(), at
        case _:
            assert isinstance(value, str) and value, at
