"""A connector with a proposal in it beside the connector as it is: what is new, wherever it moved to."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from destination_writer.analysis.baseline import identities
from destination_writer.analysis.reviewing import Review
from destination_writer.analysis.suppression import MARK
from destination_writer.checkpoints.fixes import text_of
from destination_writer.connector.model import Connector
from destination_writer.text.findings import Severity


@dataclass(frozen=True, slots=True)
class Comparison:
    """`was` and `will_be` are what the rules say of `now` and of `then`."""

    now: Connector
    then: Connector
    was: Review
    will_be: Review

    def new_stubs(self) -> Iterator[str]:
        """A sentence for each stub that was not there: a proposal writes code, it does not put it off."""
        known = Counter((s.path, s.call.class_name, s.call.function, s.call.text) for s in self.now.stubs)
        for stub in self.then.stubs:
            key = (stub.path, stub.call.class_name, stub.call.function, stub.call.text)
            if known[key] > 0:
                known[key] -= 1
                continue
            name = ".".join(part for part in key[1:3] if part) or stub.path
            place = f"{self.then.workspace_path(stub.path)}:{stub.call.range.start.line + 1}"
            yield f"{place}: {name} would be left as a stub; write its body"

    def suppressed(self, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
        """A sentence for each changed file that would hide findings; texts by path."""
        marked = [path for path, text in after.items() if text.count(MARK) > before.get(path, "").count(MARK)]
        for path in marked:
            yield f"{path}: a comment would suppress findings (`{MARK} …`); mend what is found, only people suppress"
        if not marked and len(self.will_be.suppressed) > len(self.was.suppressed):
            yield "More findings would be hidden by suppressions than before; mend what is found"

    def new(self, severity: Severity) -> Iterator[str]:
        """Findings of that severity that were not there, by code, declaration and line of text, a line each."""
        known = Counter(identities(self.was.findings, lambda path: text_of(self.now, path)))
        judged = list(self.will_be.findings)
        keys = identities(judged, lambda path: text_of(self.then, path))
        for finding, key in zip(judged, keys, strict=True):
            if known[key] > 0:
                known[key] -= 1
            elif finding.severity is severity:
                start = finding.location.range.start
                yield f"{finding.location.path}:{start.line + 1}: {finding.code} {finding.told()}"
