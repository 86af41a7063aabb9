"""DW507: the CDK's sources beside the connector declare a type otherwise than the bundled contract."""

from collections.abc import Iterable, Iterator

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.connector.cdksources import CdkSources
from destination_writer.knowledge.contractdiff import ChangedMember, Difference, difference
from destination_writer.text.findings import Finding, Severity


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    """One finding a type, at its first import: what nobody uses is nobody's concern."""
    cdk, version = subject.connector.cdk, subject.connector.cdk_version
    if cdk is None or version is None or subject.era is None:
        return
    base = subject.knowledge.contract(version)
    found = difference(base, cdk.over(base))
    changed = {item.name: item.before for item in found.moved}
    changed |= {item.name: "" for item in found.constructors} | {
        item.owner: "" for item in found.members if _was_known(item)
    }
    changed |= {item.name: "" for item in found.after.types if found.demanded(item.name)}
    for name in sorted(changed):
        yield from _finding(subject, cdk, found, name, version)


RULE = Rule(
    "DW507",
    "other-sources",
    Severity.INFO,
    "The CDK's sources in the workspace differ from what is known of their version; the sources win.",
    check_connector=_check,
)


def _finding(
    subject: ConnectorSubject, cdk: CdkSources, found: Difference, name: str, version: str
) -> Iterator[Finding]:
    for path in sorted(subject.files):
        for imported in subject.files[path].source.declared.imports:
            if imported.path.rpartition(".")[2] == name and imported.path.startswith("io.airbyte.cdk."):
                told = list(_told(found, name))
                yield Finding(
                    code=RULE.code,
                    severity=RULE.severity,
                    message=f"{cdk.place} declares {name} otherwise than what is known of CDK {version}: "
                    f"{'; '.join(told)}. The sources win: every other rule goes by them.",
                    location=subject.location(path, imported.span),
                    fix="Nothing in the connector; tell the makers of this tool if the sources are a release.",
                    evidence=(imported.path,),
                    data={"type": name},
                )
                return


def _was_known(member: ChangedMember) -> bool:
    """What nobody could confirm cannot differ."""
    return member.before.verified and not member.before.unverified


def _told(found: Difference, name: str) -> Iterator[str]:
    for moved in found.moved:
        if moved.name == name:
            yield f"it is in {moved.after.rpartition('.')[0]}"
    for made in found.constructors:
        if made.name == name:
            yield f"its constructor takes ({', '.join(p.text for p in made.after)})"
    for member in found.members:
        if member.owner == name and _was_known(member):
            now = f"is `{member.after.signature}`" if member.after else "is not there"
            yield f"{member.name} {now}"
    for demanded in found.demanded(name):
        yield f"`{demanded.member.signature}` is new and has to be implemented"
