"""DW509: what the sources or the build name is on no class path of the pinned CDK."""

import re
from collections.abc import Iterable, Iterator

from destination_writer.analysis.cdkpaths import CDK, type_at
from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.knowledge.cdkhistory import load_cdk_history
from destination_writer.knowledge.cdkversions import CdkVersion
from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.contracts_model import Artifact
from destination_writer.kotlin.tokens import blank_comments
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

_BUILD = ("build.gradle.kts", "build.gradle")
_LIST = re.compile(r"\btoolkits\s*=\s*(?:listOf\s*\(|\[)([^)\]]*)[)\]]")
_ITEM = re.compile(r"""(["'])([^"']*)\1""")


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    contract = subject.contract
    if contract is None:
        return
    yield from _fixtures(subject, contract)
    yield from _toolkits(subject, contract)


RULE = Rule(
    "DW509",
    "not-on-class-path",
    Severity.ERROR,
    "The main sources use the CDK's test fixtures, or the build names a toolkit that is gone.",
    check_connector=_check,
)


def _fixtures(subject: ConnectorSubject, contract: Contract) -> Iterator[Finding]:
    """The plugin puts the test fixtures on the class path of the test source sets alone."""
    for source in subject.connector.sources:
        if source.is_test or "src/main/" not in f"/{source.path}":
            continue
        for imported in source.declared.imports:
            found = type_at(contract, imported.path) if imported.path.startswith(CDK) else None
            if found is None or found.artifact is not Artifact.FIXTURES or not found.verified:
                continue
            yield Finding(
                code=RULE.code,
                severity=RULE.severity,
                message=f"{found.name} is of the CDK's test fixtures, which src/main does not see. "
                f"This is a blocker: the file does not compile.",
                location=subject.location(source.path, imported.span),
                fix="Move what uses it to src/test-integration.",
                evidence=(imported.path,),
                data={"import": imported.path},
            )


def _toolkits(subject: ConnectorSubject, contract: Contract) -> Iterator[Finding]:
    gone = {toolkit.name: toolkit for toolkit in load_cdk_history(subject.knowledge.files).toolkits if toolkit.gone}
    for path in _BUILD:
        text = subject.connector.texts.get(path, "")
        found = _LIST.search(blank_comments(text))
        for item in _ITEM.finditer(found[1]) if found else ():
            toolkit = gone.get(item[2])  # one with a version of its own (`name:1.2.3`) is left alone
            if found is None or toolkit is None or not toolkit.gone:
                continue
            if contract.version < CdkVersion.parse(toolkit.gone):
                continue
            start = found.start(1) + item.start()
            place = subject.location(path, Span(start, start + len(item[0])))
            yield Finding(
                code=RULE.code,
                severity=Severity.WARNING,
                message=f"The toolkit {toolkit.name} was renamed with CDK {toolkit.gone}, and the connector pins "
                f"{contract.version}: there is no bulk-cdk-toolkit-{toolkit.name} of that version.",
                location=place,
                fix=f"Remove it from toolkits: {toolkit.why}.",
                evidence=(item[2],),
                remedies=(Remedy("drop-toolkit", f"Remove {toolkit.name}", {"toolkit": toolkit.name}, preferred=True),),
                data={"toolkit": toolkit.name},
            )
