"""What the CDK demands of a connector's container of beans, and what it puts there itself: `wiring.yaml`."""

from enum import StrEnum
from functools import cached_property

from pydantic import Field

from destination_writer.knowledge.cdkversions import CdkVersion
from destination_writer.knowledge.contracts_model import Limited
from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.text.files import Files

PATH = "wiring.yaml"


class Need(StrEnum):
    """How much the CDK needs a bean."""

    ALWAYS = "always"
    """Nothing of the operation runs without it."""
    READ = "read"
    """Every version that was read needs it; it is not confirmed for all of them."""
    DEFAULT = "default"
    """The CDK has a default, which is hardly what a connector wants: told only of a class that is no bean."""
    ASKED = "asked"
    """The CDK does not ask for it, and does not supply it either: whoever asks for it has to."""


class Demand(Limited):
    """A bean that the connector has to supply."""

    type: str = Field(description="Simple name of the CDK's type.")
    or_else: tuple[str, ...] = Field((), description="Types of which one does as well.")
    need: Need = Need.ALWAYS
    operation: str = Field(
        "", description="The operation that fails without it; empty: every one that has a configuration."
    )
    phase: int = Field(description="The phase that makes it.")
    role: str = Field("", description="The part whose class is the bean.")
    beside: str = Field("", description="Wanted only where the connector has a bean of this type.")
    in_tests: bool = Field(False, description="For the component tests alone.")
    without: str = Field(
        description="What happens where it is missing, as the end of a sentence that begins with `without it`."
    )
    source: str = Field(description="How it is known.")


class Supply(Limited):
    """A bean that the CDK or Micronaut puts into the container, beyond the CDK's own `@Singleton` classes."""

    type: str = Field(description="Full name, or simple name of a type of the contract.")
    secondary: bool = False
    source: str


class Setting(Limited):
    """A property that the CDK reads."""

    key: str
    file: str = Field(description="The resource of the connector that gives it.")
    need: Need = Need.ALWAYS
    phase: int
    without: str
    source: str


class Foreign(Strict):
    """What is known of types of other libraries."""

    supertypes: dict[str, tuple[str, ...]] = Field(
        default_factory=dict[str, tuple[str, ...]],
        description="Full names of a type's supertypes, as far as they are injected.",
    )
    not_supplied: tuple[str, ...] = Field(
        (), description="Beginnings of full names that neither Micronaut nor the CDK supply."
    )


class WiringFile(Strict):
    """`wiring.yaml`."""

    about: str
    demands: tuple[Demand, ...]
    supplies: tuple[Supply, ...]
    never: tuple[str, ...] = Field(description="Types that are no bean in any connector, unless it makes one itself.")
    settings: tuple[Setting, ...]
    foreign: Foreign
    operations: tuple[str, ...] = Field(description="What `airbyte.connector.operation` can be.")


class WiringFacts:
    """The file as a connector on one version of the CDK sees it."""

    def __init__(self, file: WiringFile, version: CdkVersion) -> None:
        self._file, self.version = file, version

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        return tuple(demand for demand in self._file.demands if demand.covers(self.version))

    @cached_property
    def supplies(self) -> tuple[Supply, ...]:
        return tuple(supply for supply in self._file.supplies if supply.covers(self.version))

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        return tuple(setting for setting in self._file.settings if setting.covers(self.version))

    @cached_property
    def never(self) -> frozenset[str]:
        return frozenset(self._file.never)

    @property
    def operations(self) -> tuple[str, ...]:
        return self._file.operations

    @property
    def foreign(self) -> Foreign:
        return self._file.foreign


def load_wiring(files: Files) -> WiringFile:
    """Raises KnowledgeError for a file that is missing or does not fit."""
    return load_model(files, PATH, WiringFile)
