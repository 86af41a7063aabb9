"""From what a failure says to the names of remedies that can mend it.

Nothing is looked up in the sources here: whether a remedy has its place in this connector is found by its maker in
`generate/remedies`, which answers with a reason where it has none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from destination_writer.text.findings import Remedy

SAID_LENGTH = 2_000
"""Characters of a failure that travel with a remedy."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """A remedy is a candidate when the failure is of one of `rules` or `categories` and says what `pattern` wants.

    Empty `rules` and `categories` stand for any. Named groups of `pattern` become arguments of the remedy.
    """

    remedy: str
    title: str
    rules: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None

    def arguments(self, rule: str, category: str, text: str) -> dict[str, str] | None:
        """What the failure names; None when it does not show this symptom."""
        if (self.rules or self.categories) and rule not in self.rules and category not in self.categories:
            return None
        if self.pattern is None:
            return {}
        found = self.pattern.search(text)
        return {name: value for name, value in found.groupdict().items() if value} if found else None


def _symptom(remedy: str, title: str, *, rules: str = "", categories: str = "", pattern: str = "") -> Symptom:
    compiled = re.compile(pattern) if pattern else None
    return Symptom(remedy, title, frozenset(rules.split()), frozenset(categories.split()), compiled)


SYMPTOMS = (
    _symptom(
        "declare-bean",
        "Make it a bean",
        pattern=r"No bean of type \[(?:\w+ )?(?P<bean>[\w.$]+)|No implementation for (?P<bean2>[\w.]+) was bound",
    ),
    _symptom(
        "provide-bean",
        "Write what gives the bean",
        pattern=r"No bean of type \[(?:\w+ )?(?P<bean>[\w.$]+)",
    ),
    _symptom(
        "add-setting",
        "Add the settings that the CDK reads",
        rules="data-channel-property property-missing injection-failed configuration-rejected",
        pattern=r"(?P<property>airbyte\.(?:connector|destination)[\w.-]*)"
        r"|\[(?P<parameter>dataChannelMedium|dataChannelFormat|namespaceMappingConfigPath|fileTransferEnabled)\]",
    ),
    _symptom(
        "mend-import",
        "Import it from where it is",
        categories="compilation",
        pattern=r"(?i)unresolved reference(?: \([^)]*\))?:? ?'?(?P<name>[\w.$]+)"
        r"|package (?P<package>[\w.]+) does not exist",
    ),
    _symptom(
        "implement-members",
        "Write the missing members",
        rules="abstract-member",
        pattern=r"(?i)(?:class|object) '?(?P<class>\w+)'? (?:is not abstract|must override|is abstract)"
        r"|\b(?P<class2>\w+) is not abstract and does not",
    ),
    _symptom(
        "implement-members",
        "Write the missing members",
        pattern=r"AbstractMethodError[^\n]*?[Rr]eceiver class (?:[\w$]+\.)*(?P<class>\w+) does not define",
    ),
    _symptom("add-branch", "Add the branches for the types that are missing", rules="when-not-exhaustive"),
    _symptom(
        "mend-type",
        "Use the column type that the database has",
        categories="type-mismatch sql-syntax missing-object",
        pattern=r"(?i)\btypes?\b|syntax",
    ),
    _symptom(
        "mend-quotes",
        "Quote names as the database does",
        categories="sql-syntax missing-object case-sensitivity",
    ),
    _symptom(
        "carry-meta-columns",
        "Carry all meta columns",
        categories="missing-object constraint-violation case-sensitivity assertion sql-syntax cdk-contract",
        pattern=r"(?i)_airbyte_(?:raw_id|extracted_at|meta|generation_id)",
    ),
    _symptom("complete-merge", "Write THEN in the MERGE", categories="sql-syntax"),
    _symptom(
        "write-without-merge",
        "Write the upsert without MERGE",
        categories="sql-syntax",
        pattern=r"""(?i)(?:near|unexpected|token|found)[:\s]*["'`]?MERGE\b"""
        r"|\bMERGE\b[^\n]{0,60}(?:not (?:yet )?(?:supported|implemented)|unimplemented|unsupported)"
        r"|(?:unimplemented|unsupported|not supported)[^\n]{0,60}\bMERGE\b",
    ),
    _symptom("mark-tests", "Mark the tests with @Test", rules="no-tests-found"),
    _symptom(
        "start-context",
        "Start the container of beans in the test",
        pattern=r"No ParameterResolver registered for parameter|lateinit property \w+ has not been initialized"
        r"|because \"this\.\w+\" is null",
    ),
    _symptom(
        "upgrade",
        "Carry the code over to the pinned CDK",
        pattern=r"(?i)unresolved reference|overrides nothing|package io\.airbyte\.cdk\.[\w.]+ does not exist"
        r"|(?:NoSuchMethod|NoSuchField|NoClassDefFound|AbstractMethod|IncompatibleClassChange)Error[^\n]*io[./]airbyte[./]cdk"
        r"|ClassNotFoundException: io[./]airbyte[./]cdk",
    ),
)


def remedies_for(
    rule: str, category: str, text: str, file: str | None = None, line: int | None = None, test: str = ""
) -> tuple[Remedy, ...]:
    """The remedies that a failure's words ask for. `file` and `line` (from 1) are the place that it belongs on.

    Every remedy carries `said` and `category`, and `file`, `line` and `test` where they are known.
    """
    place: dict[str, str] = {"said": text[:SAID_LENGTH], "category": category}
    place |= {"file": file} if file else {}
    place |= {"line": str(line)} if line else {}
    place |= {"test": test} if test else {}
    found: list[Remedy] = []
    for symptom in SYMPTOMS:
        named = symptom.arguments(rule, category, text)
        if named is not None:
            plain = {name.rstrip("2"): value for name, value in named.items()}
            found.append(Remedy(symptom.remedy, symptom.title, place | plain))
    return tuple(found)


def confidence(depth: str) -> str:
    """How far an explanation can be trusted, by how deep the evidence goes (`knowledge.failures.Depth`)."""
    return _CONFIDENCE.get(depth, "low")


_CONFIDENCE: Mapping[str, str] = {"cause": "high", "wrapper": "medium", "guess": "medium"}
"""A stated cause is certain; a consequence or a driver's wording may hide another; mere words prove little."""
