"""DW799: a rule broke down, so what it would have found is unknown. Said by `analysis/rules.py`."""

from destination_writer.analysis.rule import Rule
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location, Range

RULE = Rule(
    "DW799",
    "rule-failed",
    Severity.ERROR,
    "A rule broke down, so its findings are missing.",
)


def broken(rule: Rule, path: str, error: Exception) -> Finding:
    """The finding at the first line of the file that the rule was given; `path` as the rule's own findings have it."""
    said = str(error).partition("\n")[0][:200]
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"The rule {rule.code} ({rule.name}) broke down here, so what it would find is missing: "
        f"{type(error).__name__}{f', {said}' if said else ''}. This is a blocker.",
        location=Location(path, Range.of(0, 0, 0, 0)),
        fix=f"Report it with this file. `--ignore {rule.code}` leaves the rule out, and says so.",
        data={"rule": rule.code},
    )
