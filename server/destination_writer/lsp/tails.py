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
from destination_writer.lsp.library import Library
from destination_writer.lsp.rulepages import rule_page
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location

if TYPE_CHECKING:
    from destination_writer.knowledge.store import Knowledge


class Tails:
    """Answers `StubDiagnostics`."""

    def __init__(self, homes: Homes, library: Library) -> None:
        self._homes = homes
        self._library = library
        self.abilities = Abilities()

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
    from destination_writer.analysis.rules import analyse_file
    from destination_writer.connector.model import SourceFile, Stub

    only = SourceFile(path, "", "main", KotlinFile(), stubs=(Stub(path, call, role),))
    return analyse_file(only, knowledge, version, skipped=skipped)


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
