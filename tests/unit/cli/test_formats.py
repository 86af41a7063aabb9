"""Findings for code scanning and for pull requests."""

from sarif_shape import assert_valid

from destination_writer.cli.sarif import Result, RuleText, to_sarif
from destination_writer.cli.workflow import to_workflow_command
from destination_writer.text.changes import Change, FileEdit, TextEdit, fingerprint
from destination_writer.text.findings import Finding, Related, Severity
from destination_writer.text.places import Location, Range, Span

FINDING = Finding(
    code="DW201",
    severity=Severity.ERROR,
    message="Test a, b: failed 100%.\nThis is a blocker.",
    location=Location("src/test dir/A.kt", Range.of(2, 4, 2, 9)),
    cause="A cause.",
    fix="A fix.",
    related=(Related(Location("src/B.kt", Range.of(0, 0, 0, 1)), "on the way"),),
    category="assertion",
    test="x.A.b",
)


RULE = RuleText("test-failed", "A summary.", "Why it is.", "# The page\n", Severity.ERROR, "Test results")


def test_sarif_names_rule_place_and_related_place_counting_from_one() -> None:
    log = to_sarif([Result(FINDING, "abc:1")], lambda _: RULE)
    assert_valid(log)
    (run,) = log["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert (rule["id"], rule["name"], rule["shortDescription"]) == ("DW201", "TestFailed", {"text": "A summary."})
    assert rule["help"] == {"text": "# The page\n", "markdown": "# The page\n"}
    assert rule["defaultConfiguration"] == {"level": "error"}
    (result,) = run["results"]
    assert result["ruleId"] == "DW201"
    assert result["level"] == "error"
    assert result["partialFingerprints"] == {"destinationWriterFinding/v1": "abc:1"}
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "src/test%20dir/A.kt"
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 10}
    related = result["relatedLocations"][0]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "src/B.kt"
    assert related["message"] == {"text": "on the way"}


def test_sarif_tells_a_change_as_replacements() -> None:
    text = "a\nimport b\n"
    change = Change("Import c", (FileEdit("B.kt", fingerprint(text), (TextEdit(Span(9, 10), "c"),)),))
    log = to_sarif([Result(FINDING, "", [change], {"B.kt": text})], lambda _: None)
    assert_valid(log)
    (fix,) = log["runs"][0]["results"][0]["fixes"]
    assert fix["description"] == {"text": "Import c"}
    (made,) = fix["artifactChanges"]
    assert made["artifactLocation"] == {"uri": "B.kt"}
    assert made["replacements"] == [
        {
            "deletedRegion": {"startLine": 2, "startColumn": 8, "endLine": 2, "endColumn": 9},
            "insertedContent": {"text": "c"},
        }
    ]


def test_a_workflow_command_is_one_line_with_everything_escaped() -> None:
    line = to_workflow_command(FINDING)
    assert line == (
        "::error file=src/test dir/A.kt,line=3,col=5,endLine=3,endColumn=10,title=DW201::"
        "Test a, b: failed 100%25.%0AThis is a blocker.%0AA cause.%0AA fix."
    )


def test_a_property_escapes_what_would_end_it() -> None:
    odd = Finding("DW101", Severity.HINT, "m", Location("a,b:c.kt", Range.of(0, 0, 0, 0)))
    assert to_workflow_command(odd).startswith("::notice file=a%2Cb%3Ac.kt,line=1,")
