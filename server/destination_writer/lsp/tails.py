"""What the stub rules say of one stub, as far as knowledge is loaded by now.

A stub is shown at once. Before knowledge is there it is described by its own words; the full sentence follows.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from destination_writer.connector.roles import Role
from destination_writer.kotlin.declarations import KotlinFile, TodoCall
from destination_writer.lsp.abilities import Abilities
from destination_writer.lsp.convert import diagnostic_tail
from destination_writer.lsp.homes import Homes
from destination_writer.lsp.levels import Levels
from destination_writer.lsp.library import Library
from destination_writer.lsp.rulepages import rule_page
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location

if TYPE_CHECKING:
    from destination_writer.knowledge.store import Knowledge


StubKey = tuple[str, str, str, str]
"""Code, class, function and phase of a finding about a stub: what its description depends on."""


def stub_key(finding: Finding) -> StubKey:
    data = finding.data
    return str(finding.code), data.get("class", ""), data.get("function", ""), data.get("phase", "")


class Tails:
    """Answers `StubDiagnostics`. `levels` says how loud rules are."""

    def __init__(self, homes: Homes, library: Library) -> None:
        self._homes = homes
        self._library = library
        self.abilities = Abilities()
        self.levels = Levels({})
        self._hidden: dict[Path, frozenset[StubKey]] = {}

    def hide(self, place: Path, keys: Mapping[Path, set[StubKey]]) -> bool:
        """Comments suppress these findings, by file: all that they suppress in a file, or below a folder. True when
        that is news."""
        before = {path: known for path, known in self._hidden.items() if path.is_relative_to(place)}
        now = {path: frozenset(known) for path, known in keys.items() if known}
        if before == now:
            return False
        self._hidden = {path: known for path, known in self._hidden.items() if path not in before} | now
        return True

    def describe(self, path: Path | None, call: TodoCall, role: Role | None) -> Iterable[str]:
        """Tails of the findings about one stub of a file."""
        home = self._homes.of(path)
        knowledge = self._library.known(home.folder if home else None) or self._library.known(None)
        name = home.relative(path) if home and path else (path.name if path else "")
        if knowledge is None:
            findings = [_bare(name, call, role)]
        else:
            version = home.known.cdk_version if home and home.known else None
            skipped = home.known.state.skip_reasons if home and home.known else {}
            findings = _full(name, call, role, knowledge, version, skipped)
        hidden = self._hidden.get(path, frozenset()) if path else frozenset()
        findings = self.levels.apply(finding for finding in findings if stub_key(finding) not in hidden)
        return [diagnostic_tail(finding, self.abilities, rule_page(finding.code)) for finding in findings]


def _full(
    path: str,
    call: TodoCall,
    role: Role | None,
    knowledge: "Knowledge",
    version: str | None,
    skipped: Mapping[int, str],
) -> list[Finding]:
    """Ask the rules about a file in which there is nothing but this stub."""
    from destination_writer.analysis.rule import FileSubject
    from destination_writer.analysis.rules import judge_stubs
    from destination_writer.connector.model import SourceFile, Stub

    only = SourceFile(path, "", "main", KotlinFile(), stubs=(Stub(path, call, role),))
    return judge_stubs(FileSubject(only, knowledge, version, skipped=skipped))


def _bare(path: str, call: TodoCall, role: Role | None) -> Finding:
    where = ".".join(name for name in (call.class_name, call.function) if name) or "this stub"
    opening = f"Phase {call.phase}: " if call.phase is not None else ""
    data = {"phase": call.phase, "role": role, "class": call.class_name, "function": call.function}
    return Finding(
        "DW101" if call.phase is not None else "DW102",
        Severity.INFO,
        f"{opening}{where} is open.",
        Location(path, call.range),
        data={key: str(value) for key, value in data.items() if value is not None},
    )
