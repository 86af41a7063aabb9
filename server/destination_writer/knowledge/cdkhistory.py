"""What CDK releases changed beyond what their contracts tell: `cdk-changes.yaml`."""

import re
from enum import StrEnum

from pydantic import Field, field_validator

from destination_writer.knowledge.cdkversions import CdkVersion, UnknownCdkVersion
from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.text.files import Files

PATH = "cdk-changes.yaml"


class Way(StrEnum):
    """How the use of a type that is gone is carried over."""

    KEEP_CLASS = "keep-class"
    """A class that implemented it stays, as a plain class, and what replaced the type calls it."""
    TABLE_CATALOG = "table-catalog"
    """The streams' own table schemas stand in for the era A catalog of tables."""
    ASK = "ask"
    """A person writes it anew."""


def _version(value: str) -> str:
    try:
        CdkVersion.parse(value)
    except UnknownCdkVersion as error:
        raise ValueError(str(error)) from None
    return value


def _maybe_version(value: str | None) -> str | None:
    return value if value is None else _version(value)


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return value


class Step(Strict):
    """A release that a connector's author should know of."""

    version: str
    title: str
    what: str

    _known = field_validator("version")(_version)


class Replaced(Strict):
    """A type that a later version lacks."""

    type: str
    way: Way
    by: str = Field("", description="What does its work now.")
    decide: str = Field("", description="What is left to a person, as a request.")
    obsolete: str = Field(
        "", description="What all bodies of a class look like that can go, on one line: a regular expression."
    )

    _obsolete = field_validator("obsolete")(_pattern)


class NewParameter(Strict):
    """A constructor parameter that nothing can be put in for without a person."""

    type: str
    parameter: str
    decide: str


class GoneMember(Strict):
    """A member that nothing overrides or calls any more."""

    type: str
    member: str
    decide: str


class Supplied(Strict):
    """The body of a member that a later version demands, where one body is right for every database."""

    type: str
    member: str
    body: str


class Toolkit(Strict):
    """A toolkit of the Gradle plugin that is renamed, or not needed any more (`to` empty)."""

    name: str
    from_: str = Field(alias="from")
    to: str = ""
    why: str = ""
    decide: str = ""
    gone: str | None = Field(None, description="First version that has no artifact of that name.")

    _known = field_validator("from_")(_version)
    _known_gone = field_validator("gone")(_maybe_version)


class Option(Strict):
    """An option of the Gradle plugin that a later version may not know."""

    name: str
    from_: str = Field(alias="from")
    decide: str

    _known = field_validator("from_")(_version)


class Body(Strict):
    """A function whose body has to say something else from a version on, though its signature is the same.

    It is asked about when its code matches `reads` and not `until_reads` (both regular expressions).
    """

    version: str
    roles: tuple[str, ...]
    functions: tuple[str, ...]
    reads: str
    until_reads: str = ""
    decide: str

    _known = field_validator("version")(_version)
    _patterns = field_validator("reads", "until_reads")(_pattern)

    def asks_about(self, code: str) -> bool:
        """Whether a body (comments left out) still does what it has to do otherwise."""
        done = bool(self.until_reads) and re.search(self.until_reads, code) is not None
        return not done and re.search(self.reads, code) is not None


class CdkHistory(Strict):
    """The whole file."""

    about: str
    steps: tuple[Step, ...]
    replaced: tuple[Replaced, ...] = ()
    parameters: tuple[NewParameter, ...] = ()
    members: tuple[GoneMember, ...] = ()
    supplied: tuple[Supplied, ...] = ()
    toolkits: tuple[Toolkit, ...] = ()
    options: tuple[Option, ...] = ()
    bodies: tuple[Body, ...] = ()

    def between(self, before: CdkVersion, after: CdkVersion) -> tuple[Step, ...]:
        """The releases that an upgrade crosses, oldest first."""
        return tuple(step for step in self.steps if is_crossed(step.version, before, after))

    def about_parameter(self, type_name: str, parameter: str) -> str:
        """What a person is asked about a new constructor parameter."""
        known = (e.decide for e in self.parameters if (e.type, e.parameter) == (type_name, parameter))
        return next(known, f"give {type_name} its {parameter}; until then this throws when it is reached")

    def about_member(self, type_name: str, member: str) -> str:
        """What a person is asked about a member that is gone."""
        known = (e.decide for e in self.members if (e.type, e.member) == (type_name, member))
        return next(known, f"{type_name} has no {member} any more and nothing calls this: move what it does")

    def replacement(self, type_name: str) -> Replaced | None:
        """What is known about a type that is gone."""
        return next((entry for entry in self.replaced if entry.type == type_name), None)


def is_crossed(version: str, before: CdkVersion, after: CdkVersion) -> bool:
    """Whether a release lies behind `before` and not behind `after`."""
    return before < CdkVersion.parse(version) <= after


def load_cdk_history(files: Files) -> CdkHistory:
    """Raises KnowledgeError, with line and key, for a file that does not fit."""
    return load_model(files, PATH, CdkHistory)
