"""How loud rules are, as the setting `diagnostics.rules` says: `{"DW6": "warning", "open-stub": "off"}`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from destination_writer.text.findings import Finding, Severity

OFF = "off"
RESULTS = "DW2"
"""The family that no setting hides or softens: what tests and builds said."""


@dataclass(frozen=True)
class Levels:
    """`chosen` by code or beginning of codes, in capitals; the longest that fits wins."""

    chosen: Mapping[str, str]

    def apply(self, findings: Iterable[Finding]) -> list[Finding]:
        """Without those that are off, the others as loud as they shall be."""
        if not self.chosen:
            return list(findings)
        return [kept for finding in findings if (kept := self._applied(finding)) is not None]

    def _applied(self, finding: Finding) -> Finding | None:
        code = str(finding.code)
        fitting = [key for key in self.chosen if code.startswith(key)]
        if not fitting or code.startswith(RESULTS):
            return finding
        level = self.chosen[max(fitting, key=len)]
        return None if level == OFF else replace(finding, severity=Severity(level))


def read_levels(given: Mapping[str, str]) -> tuple[Levels, tuple[str, ...]]:
    """From the setting, and a sentence for each entry that cannot be used. Loads the rules: run it in a thread."""
    from destination_writer.analysis.selection import BadSelector
    from destination_writer.checkpoints.rulelist import codes

    known = codes()
    words = (OFF, *(severity.value for severity in Severity))
    chosen: dict[str, str] = {}
    problems: list[str] = []
    for word, level in given.items():
        where = f"`destinationWriter.diagnostics.rules.{word}`"
        try:
            code = known.resolve(word)
        except BadSelector as error:
            problems.append(f"{where}: {error}")
            continue
        if level not in words:
            problems.append(f"{where} must be one of {', '.join(words)}, not {level!r}")
        elif code.startswith(RESULTS):
            problems.append(f"{where}: what tests and builds say is always told")
        else:
            chosen[code] = level
    return Levels(chosen), tuple(problems)
