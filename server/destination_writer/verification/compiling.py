"""Does a generated connector compile, without a warning that its owner would have to mend?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from destination_writer.verification.generated import ERA_VERSIONS, Workshop


@dataclass(frozen=True)
class Compilation:
    """One dialect with one CDK version. `remarks` are errors, warnings and stubs that no template could write."""

    dialect: str
    version: str
    era: str
    files: int
    remarks: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.remarks

    def to_object(self) -> dict[str, Any]:
        """The shape that scripts read."""
        return {
            "dialect": self.dialect,
            "cdk": self.version,
            "era": self.era,
            "files": self.files,
            "ok": self.ok,
            "remarks": list(self.remarks),
        }


def version_of(cdk: str) -> str:
    """The CDK version that a user means: an era's letter stands for a version of it."""
    return ERA_VERSIONS.get(cdk.upper(), cdk)


def compile_connector(
    workshop: Workshop, slug: str, cdk: str, strategies: Mapping[str, str] | None = None
) -> Compilation:
    """Generates the whole connector and compiles it. Raises CannotVerify, UnknownCdkVersion, MissingTool."""
    version = version_of(cdk)
    generated = workshop.generate(slug, version, strategies)
    compiled = workshop.compile(generated)
    remarks = [f"left open: {line}" for line in generated.left_open]
    remarks += [str(message) for message in compiled.messages]
    era = workshop.contract(version).era.value
    return Compilation(slug, version, era, len(generated.texts), tuple(remarks))
