"""Which upgrades there are: upwards, between versions whose contracts are known."""

from destination_writer.connector.model import Connector
from destination_writer.generate.errors import CannotGenerate
from destination_writer.knowledge.cdkversions import CdkVersion, UnknownCdkVersion, era_of

NEWEST = "1.0.13"
"""The newest release whose contract was read."""
KNOWN = "0.1.52 to 0.1.108, 0.2.0 to 0.2.x, 1.0.0 to 1.0.x, or `local`"


def demand_upgrade(connector: Connector, to: str, from_version: str | None = None) -> tuple[str, str]:
    """The versions that an upgrade goes between. Raises CannotGenerate, with the reason, where there is none."""
    present = from_version or connector.cdk_version
    if not present:
        raise CannotGenerate(
            "gradle.properties has no cdkVersion, so it is not known what the connector is written against; "
            "add the line, for example `cdkVersion=0.1.76`, or name it as in --from 0.1.76",
            ("cdkVersion in gradle.properties",),
        )
    before, after = _known(present, "--from"), _known(to, "--to")
    if not _is_released(after):
        reason = f"--to: no release {to} of the CDK is known; known are {KNOWN}"
        raise CannotGenerate(reason, ("a known version",))
    if after.numbers == before.numbers:
        raise CannotGenerate(f"the connector is written against CDK {before}: there is nothing left to do")
    if after < before:
        raise CannotGenerate(
            f"CDK {after} is older than {before}, which {connector.name} is written against; an upgrade goes upwards "
            "only: what a newer version brought has no counterpart in an older one. "
            "To go back, take the connector from the version control as it was",
            (f"a version above {before}",),
        )
    return str(before), str(after)


def newer_version(present: str | None) -> str | None:
    """The version that an upgrade is offered to; None for an unknown version and for the newest."""
    try:
        if not present or CdkVersion.parse(present) >= CdkVersion.parse(NEWEST):
            return None
        era_of(present)
    except UnknownCdkVersion:
        return None
    return NEWEST


def _known(text: str, option: str) -> CdkVersion:
    try:
        found = CdkVersion.parse(text)
        era_of(found)
    except UnknownCdkVersion as error:
        raise CannotGenerate(
            f"{option}: {error.args[0].partition(';')[0]}; known are {KNOWN}", ("a known version",)
        ) from None
    return found


def _is_released(version: CdkVersion) -> bool:
    """False between two lines of releases and above the newest. A connector may be written against such a version, and
    then has the contract of its era; no upgrade goes there."""
    if version.is_local:
        return True
    gaps = ((0, 1, 108) < version.numbers < (0, 2, 0), (0, 3, 0) <= version.numbers < (1, 0, 0))
    return not any(gaps) and version.numbers < (1, 1, 0)
