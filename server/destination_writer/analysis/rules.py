"""All rules, and running them. A rule is added by a module in `catalogue/`, a line here and a page."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from destination_writer.analysis.catalogue import (
    dw101_open_stub,
    dw102_plain_todo,
    dw103_other_phase,
    dw104_no_such_phase,
    dw501_missing_member,
    dw502_wrong_import,
    dw701_cdk_version,
    dw702_state_file,
    dw703_knowledge_override,
    dw704_unreadable_source,
    dw705_open_decision,
    dw706_state_key,
    dw710_unanswered,
    dw711_contradiction,
    dw712_illegal_answer,
    dw713_preflight_file,
    dw714_unconfirmed,
    dw801_single_rows,
    dw802_no_batching,
    dw803_no_compression,
    dw804_statement_per_record,
    dw805_connection_per_record,
)
from destination_writer.analysis.rule import ConnectorSubject, FileSubject, Rule, declared_names
from destination_writer.connector.model import Connector, SourceFile
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.findings import Finding
from destination_writer.text.places import Location

RULES: tuple[Rule, ...] = (
    dw101_open_stub.RULE,
    dw102_plain_todo.RULE,
    dw103_other_phase.RULE,
    dw104_no_such_phase.RULE,
    dw501_missing_member.RULE,
    dw502_wrong_import.RULE,
    dw701_cdk_version.RULE,
    dw702_state_file.RULE,
    dw703_knowledge_override.RULE,
    dw704_unreadable_source.RULE,
    dw706_state_key.RULE,
    dw705_open_decision.RULE,
    dw710_unanswered.RULE,
    dw711_contradiction.RULE,
    dw712_illegal_answer.RULE,
    dw713_preflight_file.RULE,
    dw714_unconfirmed.RULE,
)

ADVICE: tuple[Rule, ...] = (
    dw801_single_rows.RULE,
    dw802_no_batching.RULE,
    dw803_no_compression.RULE,
    dw804_statement_per_record.RULE,
    dw805_connection_per_record.RULE,
)
"""How a connector that works could be faster: told only when its append mode is complete, or on request."""


def rule(code: str) -> Rule | None:
    """A rule by its code, in any case."""
    return next((found for found in (*RULES, *ADVICE) if found.code == code.upper()), None)


def advise(connector: Connector, knowledge: Knowledge) -> list[Finding]:
    """What could be faster, by place. Paths are the workspace's."""
    subject = ConnectorSubject(connector, knowledge)
    found = [finding for r in ADVICE if r.check_connector for finding in r.check_connector(subject)]
    return sorted(found, key=_by_place)


def analyse_file(
    source: SourceFile,
    knowledge: Knowledge,
    version: str | None,
    neighbours: frozenset[str] = frozenset(),
    skipped: Mapping[int, str] | None = None,
) -> list[Finding]:
    """What the file's own rules say, by place. `version` is the connector's `cdkVersion`, `neighbours` the types that
    other files of its package declare, `skipped` the phases that were left out, with the reason."""
    subject = FileSubject(source, knowledge, version, neighbours, skipped or {})
    found = [finding for r in RULES if r.check_file for finding in r.check_file(subject)]
    return sorted(found, key=_by_place)


def analyse(connector: Connector, knowledge: Knowledge) -> list[Finding]:
    """What all rules say about a connector, by place. Paths are the workspace's, with the connector's root."""
    subject = ConnectorSubject(connector, knowledge)
    found = [finding for r in RULES if r.check_connector for finding in r.check_connector(subject)]
    packages: defaultdict[str, set[str]] = defaultdict(set)
    for source in connector.sources:
        packages[source.declared.package] |= declared_names(source)
    for source in connector.sources:
        neighbours = frozenset(packages[source.declared.package])
        in_file = analyse_file(source, knowledge, connector.cdk_version, neighbours, connector.state.skip_reasons)
        found += [_in_workspace(finding, connector) for finding in in_file]
    return sorted(found, key=_by_place)


def _in_workspace(finding: Finding, connector: Connector) -> Finding:
    location = replace(finding.location, path=connector.workspace_path(finding.location.path))
    related = tuple(
        replace(r, location=Location(connector.workspace_path(r.location.path), r.location.range))
        for r in finding.related
    )
    return replace(finding, location=location, related=related)


def _by_place(finding: Finding) -> tuple[Location, str]:
    return finding.location, finding.code
