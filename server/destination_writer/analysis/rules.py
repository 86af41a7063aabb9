"""All rules, and running them. A rule is added by a module in `catalogue/`, a line here and a page."""

from collections.abc import Mapping
from dataclasses import replace

from destination_writer.analysis.catalogue import (
    dw101_open_stub,
    dw102_plain_todo,
    dw103_other_phase,
    dw104_no_such_phase,
    dw301_no_bean,
    dw302_several_beans,
    dw303_circular,
    dw304_declared_twice,
    dw305_missing_setting,
    dw306_foreign_annotation,
    dw307_wrong_context,
    dw308_demanded_bean,
    dw309_operation_condition,
    dw310_operation_bean,
    dw401_sql_grammar,
    dw402_wrong_quotes,
    dw403_reserved_word,
    dw404_construct_lacking,
    dw405_unescaped_name,
    dw406_unescaped_text,
    dw407_meta_columns,
    dw408_nulls_first,
    dw409_no_transaction,
    dw410_temporary_table,
    dw411_several_statements,
    dw412_not_repeatable,
    dw413_whole_table,
    dw414_no_column_list,
    dw415_null_comparison,
    dw501_missing_member,
    dw502_wrong_import,
    dw503_changed_signature,
    dw504_wrong_package,
    dw505_no_such_member,
    dw506_suspend_mismatch,
    dw507_other_sources,
    dw508_forgotten_type,
    dw509_not_on_class_path,
    dw510_missing_override,
    dw511_wrong_arguments,
    dw512_suspend_call,
    dw513_missing_import,
    dw601_unlogged_sql,
    dw602_swallowed_exception,
    dw603_misclassified_exception,
    dw604_failure_as_missing,
    dw605_buffer_cleared,
    dw606_unclosed_resource,
    dw607_run_blocking,
    dw608_secret_in_log,
    dw609_secret_not_marked,
    dw610_asserts_nothing,
    dw611_lost_cause,
    dw701_cdk_version,
    dw702_state_file,
    dw703_knowledge_override,
    dw704_unreadable_source,
    dw705_open_decision,
    dw706_state_key,
    dw707_skipped_phase,
    dw708_skip_reason,
    dw709_state_value,
    dw710_unanswered,
    dw711_contradiction,
    dw712_illegal_answer,
    dw713_preflight_file,
    dw714_unconfirmed,
    dw715_state_contradiction,
    dw716_checkpoint_claim,
    dw717_component_claim,
    dw718_characteristic,
    dw790_suppression,
    dw791_unused_suppression,
    dw799_rule_failed,
    dw801_single_rows,
    dw802_no_batching,
    dw803_no_compression,
    dw804_statement_per_record,
    dw805_connection_per_record,
)
from destination_writer.analysis.rule import ConnectorSubject, FileSubject, Rule, declared_names, is_same, subjects
from destination_writer.connector.model import Connector, SourceFile
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.findings import Finding
from destination_writer.text.places import Location

RULES: tuple[Rule, ...] = (
    dw101_open_stub.RULE,
    dw102_plain_todo.RULE,
    dw103_other_phase.RULE,
    dw104_no_such_phase.RULE,
    dw301_no_bean.RULE,
    dw302_several_beans.RULE,
    dw303_circular.RULE,
    dw304_declared_twice.RULE,
    dw305_missing_setting.RULE,
    dw306_foreign_annotation.RULE,
    dw307_wrong_context.RULE,
    dw308_demanded_bean.RULE,
    dw309_operation_condition.RULE,
    dw310_operation_bean.RULE,
    dw401_sql_grammar.RULE,
    dw402_wrong_quotes.RULE,
    dw403_reserved_word.RULE,
    dw404_construct_lacking.RULE,
    dw405_unescaped_name.RULE,
    dw406_unescaped_text.RULE,
    dw407_meta_columns.RULE,
    dw408_nulls_first.RULE,
    dw409_no_transaction.RULE,
    dw410_temporary_table.RULE,
    dw411_several_statements.RULE,
    dw412_not_repeatable.RULE,
    dw413_whole_table.RULE,
    dw414_no_column_list.RULE,
    dw415_null_comparison.RULE,
    dw501_missing_member.RULE,
    dw502_wrong_import.RULE,
    dw503_changed_signature.RULE,
    dw504_wrong_package.RULE,
    dw505_no_such_member.RULE,
    dw506_suspend_mismatch.RULE,
    dw507_other_sources.RULE,
    dw508_forgotten_type.RULE,
    dw509_not_on_class_path.RULE,
    dw510_missing_override.RULE,
    dw511_wrong_arguments.RULE,
    dw512_suspend_call.RULE,
    dw513_missing_import.RULE,
    dw601_unlogged_sql.RULE,
    dw602_swallowed_exception.RULE,
    dw603_misclassified_exception.RULE,
    dw604_failure_as_missing.RULE,
    dw605_buffer_cleared.RULE,
    dw606_unclosed_resource.RULE,
    dw607_run_blocking.RULE,
    dw608_secret_in_log.RULE,
    dw609_secret_not_marked.RULE,
    dw610_asserts_nothing.RULE,
    dw611_lost_cause.RULE,
    dw701_cdk_version.RULE,
    dw702_state_file.RULE,
    dw703_knowledge_override.RULE,
    dw704_unreadable_source.RULE,
    dw705_open_decision.RULE,
    dw706_state_key.RULE,
    dw707_skipped_phase.RULE,
    dw708_skip_reason.RULE,
    dw709_state_value.RULE,
    dw710_unanswered.RULE,
    dw711_contradiction.RULE,
    dw712_illegal_answer.RULE,
    dw713_preflight_file.RULE,
    dw714_unconfirmed.RULE,
    dw715_state_contradiction.RULE,
    dw716_checkpoint_claim.RULE,
    dw717_component_claim.RULE,
    dw718_characteristic.RULE,
    dw790_suppression.RULE,
    dw791_unused_suppression.RULE,
    dw799_rule_failed.RULE,
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
    return sorted(_of_connector(ADVICE, ConnectorSubject(connector, knowledge)), key=by_place)


def analyse_file(
    source: SourceFile,
    knowledge: Knowledge,
    version: str | None,
    neighbours: frozenset[str] = frozenset(),
    skipped: Mapping[int, str] | None = None,
    database: str | None = None,
) -> list[Finding]:
    """What the file's own rules say, by place. `version` is the connector's `cdkVersion`, `neighbours` the types that
    other files of its package declare, `skipped` the phases that were left out with the reason, `database` its slug."""
    return judge_file(FileSubject(source, knowledge, version, neighbours, skipped or {}, database))


def judge_file(subject: FileSubject) -> list[Finding]:
    """What the file's own rules say, by place. The path is the connector's. Asked again for a subject, it is free."""
    return list(subject.shared(_judged))


def judge_stubs(subject: FileSubject) -> list[Finding]:
    """What the rules about stubs say of a file, by place. The path is the connector's."""
    return sorted(_of_file(subject, _STUB_RULES), key=by_place)


def _judged(subject: FileSubject) -> tuple[Finding, ...]:
    return tuple(sorted(_of_file(subject, RULES), key=by_place))


_STUB_RULES = tuple(rule for rule in RULES if rule.code.startswith("DW1"))


def _of_file(subject: FileSubject, rules: tuple[Rule, ...]) -> list[Finding]:
    found: list[Finding] = []
    for rule_ in rules:
        if rule_.check_file is None:
            continue
        try:
            found += rule_.check_file(subject)
        except Exception as error:  # one rule's fault must not take the findings of all others with it
            found.append(dw799_rule_failed.broken(rule_, subject.source.path, error))
    return found


def _of_connector(rules: tuple[Rule, ...], subject: ConnectorSubject) -> list[Finding]:
    found: list[Finding] = []
    for rule_ in rules:
        if rule_.check_connector is None:
            continue
        try:
            found += rule_.check_connector(subject)
        except Exception as error:  # as for files
            path = subject.connector.workspace_path("gradle.properties")
            found.append(dw799_rule_failed.broken(rule_, path, error))
    return found


class Kept:
    """What was computed about the files of one connector; kept between runs, it leaves only what changed to do.

    Two threads that run at once may both compute something; neither gets anything wrong.
    """

    def __init__(self) -> None:
        self.files: dict[str, FileSubject] = {}

    def subject(self, connector: Connector, knowledge: Knowledge) -> ConnectorSubject:
        """The connector, with every file's subject that is as it was."""
        files = self.files = subjects(connector, knowledge, self.files)
        return ConnectorSubject(connector, knowledge, files)

    def file(self, source: SourceFile, connector: Connector, knowledge: Knowledge) -> FileSubject:
        """One file as it is now, in a connector that was read a moment ago. It is kept as well."""
        package = source.declared.package
        others = (s for s in connector.sources if s.declared.package == package and s.path != source.path)
        names = declared_names(source).union(*(declared_names(other) for other in others))
        made = FileSubject(
            source,
            knowledge,
            connector.cdk_version,
            names,
            connector.state.skip_reasons,
            connector.database,
            connector.cdk,
        )
        old = self.files.get(source.path)
        if old is not None and is_same(old, made):
            return old
        self.files = {**self.files, source.path: made}
        return made


def analyse(connector: Connector, knowledge: Knowledge, kept: Kept | None = None) -> list[Finding]:
    """What all rules say about a connector, by place, whatever comments suppress (`reviewing.py` heeds them).

    Paths are the workspace's, with the connector's root.
    """
    return find((kept or Kept()).subject(connector, knowledge))


def find(subject: ConnectorSubject, *, advice: bool = False) -> list[Finding]:
    """As `analyse`, of a subject that was made already; with `advice` also how the connector could be faster."""
    found = _of_connector((*RULES, *ADVICE) if advice else RULES, subject)
    for file in subject.files.values():
        found += [_in_workspace(finding, subject.connector) for finding in judge_file(file)]
    return sorted(found, key=by_place)


def _in_workspace(finding: Finding, connector: Connector) -> Finding:
    location = replace(finding.location, path=connector.workspace_path(finding.location.path))
    related = tuple(
        replace(r, location=Location(connector.workspace_path(r.location.path), r.location.range))
        for r in finding.related
    )
    return replace(finding, location=location, related=related)


def by_place(finding: Finding) -> tuple[Location, str]:
    """By file, place and code: the order in which findings are told."""
    return finding.location, finding.code
