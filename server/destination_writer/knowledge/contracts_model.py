"""The shape of the files in `knowledge/cdk/`: the CDK's load API as data, with the versions each part belongs to."""

from enum import StrEnum

from pydantic import Field, field_validator, model_validator

from destination_writer.knowledge.cdkversions import ERA_STARTS, CdkVersion, Era, UnknownCdkVersion
from destination_writer.knowledge.loading import Strict
from destination_writer.knowledge.signatures import BadSignature, parse_parameter, parse_signature


class Kind(StrEnum):
    """What a declaration is, in Kotlin's own words where they exist."""

    INTERFACE = "interface"
    FUN_INTERFACE = "fun interface"
    SEALED_INTERFACE = "sealed interface"
    CLASS = "class"
    OPEN_CLASS = "open class"
    ABSTRACT_CLASS = "abstract class"
    SEALED_CLASS = "sealed class"
    DATA_CLASS = "data class"
    VALUE_CLASS = "value class"
    ENUM_CLASS = "enum class"
    OBJECT = "object"
    DATA_OBJECT = "data object"
    TYPEALIAS = "typealias"
    CONSTANT = "constant"
    FUNCTION = "function"
    ANNOTATION = "annotation class"


class Artifact(StrEnum):
    """Which jar of a connector's class path holds a declaration."""

    BASE = "bulk-cdk-core-base"
    LOAD = "bulk-cdk-core-load"
    FIXTURES = "bulk-cdk-core-load test fixtures"
    CONNECTOR = "the connector itself"
    EXTERNAL = "a library that the CDK brings along"


class Limited(Strict):
    """Something that exists in a span of versions."""

    since: str | None = Field(None, description="First version that has it: x.y.z, or the letter of an era.")
    until: str | None = Field(None, description="Last version that has it: x.y.z, or the letter of an era.")

    @field_validator("since", "until", "complete_since", check_fields=False)
    @classmethod
    def _is_a_version(cls, value: str | None) -> str | None:
        if value is not None and value not in Era.__members__:
            try:
                CdkVersion.parse(value)
            except UnknownCdkVersion as error:
                raise ValueError(str(error)) from None
        return value

    def covers(self, version: CdkVersion) -> bool:
        return self._from_start(version) and self._before_end(version)

    def _from_start(self, version: CdkVersion) -> bool:
        if self.since is None:
            return True
        return version.numbers >= (
            ERA_STARTS[Era(self.since)] if self.since in Era.__members__ else _numbers(self.since)
        )

    def _before_end(self, version: CdkVersion) -> bool:
        if self.until is None:
            return True
        if self.until in Era.__members__:
            later = [start for era, start in ERA_STARTS.items() if era > Era(self.until)]
            return not later or version.numbers < min(later)
        return version.numbers <= _numbers(self.until)


class Part(StrEnum):
    """What a remark in `unverified` speaks of."""

    EXISTENCE = "existence"
    PACKAGE = "package"
    CONSTRUCTOR = "constructor"
    PARAMETER_NAMES = "parameter-names"
    MEMBERS = "members"
    SIGNATURE = "signature"
    DEFAULT = "default"


class Described(Limited):
    """What a reader is told about a declaration, in our own words, and how it is known."""

    what: str = Field("", description="What it is, in one or two sentences.")
    called_by: str = Field("", description="Who calls or reads it.")
    when: str = Field("", description="When that happens in a run.")
    rules: tuple[str, ...] = Field((), description="What an implementation or a caller must keep.")
    verified: bool = Field(True, description="False when the CDK's sources could not confirm it for this version.")
    unverified: str = Field("", description="What exactly is not confirmed.")
    unsure: tuple[Part, ...] = Field((), description="The parts that `unverified` speaks of; all where none is named.")
    needed: bool = Field(False, description="Declare it for the compiler although it is unverified.")
    source: str = Field("", description="Where it was read, or what it follows from.")

    @model_validator(mode="after")
    def _says_what_is_unverified(self) -> "Described":
        if not self.verified and not self.unverified:
            raise ValueError("unverified: say what is not confirmed")
        return self


class AbsentEntry(Limited):
    """A name that is looked for in a type and that it does not have: of an older release, of the written guide."""

    name: str
    why: str = Field(description="What there is in its place, as a sentence.")
    instead: str = Field("", description="The name to write in its place, where one does the same.")


class ParameterEntry(Limited):
    """A constructor parameter as Kotlin declares it, for example `override val stream: DestinationStream`."""

    declare: str
    what: str = ""

    @field_validator("declare")
    @classmethod
    def _parses(cls, value: str) -> str:
        try:
            parse_parameter(value)
        except BadSignature as error:
            raise ValueError(str(error)) from None
        return value


class MemberEntry(Described):
    """A function or property of a type."""

    signature: str = Field(description="As Kotlin declares it, without a body.")
    body: str | None = Field(None, description="Kotlin after the signature: `= …`, `{ … }` or `get() = …`.")
    default: bool = Field(False, description="An interface gives it a body that is not spelled out here.")
    test: str | None = Field(
        None, description="In a suite: `plain` or `parameterised`, when a connector runs it as a test."
    )

    @field_validator("signature")
    @classmethod
    def _parses(cls, value: str) -> str:
        try:
            parse_signature(value)
        except BadSignature as error:
            raise ValueError(str(error)) from None
        return value


class TypeEntry(Described):
    """A type, constant or top-level function of the CDK."""

    name: str
    package: str | dict[Era, str] | None = Field(None, description="Per era where it moved; an era left out lacks it.")
    kind: Kind
    artifact: Artifact = Artifact.LOAD
    annotations: tuple[str, ...] = ()
    type_parameters: str = ""
    visibility: str = Field(
        "", description="Of the primary constructor: `internal` when its parameters are unverified."
    )
    constructor: tuple[str | ParameterEntry, ...] | None = None
    secondary: tuple[str, ...] = Field((), description="Further constructors, as Kotlin text.")
    supertypes: tuple[str, ...] = ()
    init: str = Field("", description="Kotlin of an init block.")
    entries: tuple[str, ...] = ()
    members: tuple[MemberEntry, ...] = ()
    companion: tuple[MemberEntry, ...] = ()
    nested: tuple["TypeEntry", ...] = ()
    complete_since: str | None = Field(
        None, description="First version or era from which every member is listed, so that it has no others."
    )
    absent: tuple[AbsentEntry, ...] = Field((), description="Names that it is known not to have.")
    alias: str = Field("", description="What a typealias stands for.")
    declaration: str = Field("", description="A constant's or function's signature.")
    body: str | None = Field(None, description="A constant's or function's value or body.")
    hidden: bool = Field(False, description="Needed to compile only; not shown to a reader.")

    def package_in(self, era: Era) -> str | None:
        return self.package.get(era) if isinstance(self.package, dict) else self.package


class ContractFile(Strict):
    """One file below `knowledge/cdk/`."""

    title: str
    package: str | None = Field(None, description="Package of the types that name none.")
    artifact: Artifact = Artifact.LOAD
    source: str = ""
    imports: tuple[str, ...] = Field((), description="Names from outside the CDK that the declarations mention.")
    types: tuple[TypeEntry, ...] = ()


def _numbers(version: str) -> tuple[int, int, int]:
    return CdkVersion.parse(version).numbers
