"""The twelve phases of building a destination: what each owns, what proves it, what goes wrong."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from destination_writer.knowledge.cdkversions import LOCAL, CdkVersion
from destination_writer.knowledge.loading import Strict

EraName = Literal["A", "B", "C"]
Version = Annotated[str, Field(pattern=r"^\d+(\.\d+){1,2}$")]
Words = Annotated[str, Field(min_length=1)]

ALL_ERAS: tuple[EraName, ...] = ("A", "B", "C")
COUNT = 12
"""Phases are numbered 0 to 11."""


class Remark(Strict):
    """A sentence for databases that have every capability in `has` and none in `lacks`."""

    text: Words
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _conditional(self) -> "Remark":
        if not self.has and not self.lacks:
            raise PydanticCustomError("remark", "has or lacks must name a capability; else it belongs to the text")
        return self


class Step(Strict):
    """One piece of work. `file` is where it lands, with `{Db}` and `{db}` for the database's name.

    `text` holds for every database. `{ways}` in it are those of the kind `ways` that the database can go; `remarks`
    tell what depends on its capabilities.
    """

    title: Words
    text: Words
    ways: Literal["create", "upsert", "overwrite", "schema_change", "bulk_load"] | None = None
    remarks: tuple[Remark, ...] = ()
    role: str | None = None
    file: str | None = None
    eras: tuple[EraName, ...] = ALL_ERAS

    @model_validator(mode="after")
    def _names_its_ways(self) -> "Step":
        if (self.ways is not None) != ("{ways}" in self.text):
            raise PydanticCustomError("ways", "text must hold {{ways}} where ways names a kind, and only there")
        return self

    def words(self, can: Callable[[str], bool], ways: Sequence[str] = ()) -> str:
        """What the step says for a database: `can` is like `Dialect.can`, `ways` are titles of the ways of its kind."""
        fitting = (r.text for r in self.remarks if all(map(can, r.has)) and not any(map(can, r.lacks)))
        named = "; or: ".join(ways) or "none that can be generated"
        return " ".join((self.text.replace("{ways}", named), *fitting))


class ComponentGoal(Strict):
    """A line of the progress tracker.

    With `functions` the line is done when a class of one of `roles` has all of them without a stub; without, when such
    a class exists and holds no stub of this phase. Its file must also use each name in `mentions`. `required: false`
    counts only when the connector has the class, with one of `functions` where some are named.
    """

    name: Words
    roles: tuple[str, ...] = Field(min_length=1)
    functions: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    eras: tuple[EraName, ...] = ALL_ERAS
    required: bool = True


class OwnedStub(Strict):
    """What a function of a component owes. `function` is `*` for whatever else the component holds."""

    role: Words
    function: Words
    owes: Words
    eras: tuple[EraName, ...] = ALL_ERAS


class NamedTest(Strict):
    """One test method as the suite declares it, without backticks.

    `guide` are the names that the written guide gives to it. `parametrised`: the suite has no form without parameters,
    so the connector's own test calls it with the expected values.
    """

    name: Words
    proves: Words
    guide: tuple[str, ...] = ()
    parametrised: bool = False


class SuiteTests(Strict):
    """Tests of one suite in the CDK versions `since` (inclusive) to `until` (exclusive); None is open-ended.

    `when_present`: sources do not agree on which versions have them, so they must pass when results hold them, and
    their absence blocks nothing.
    """

    suite: Words
    since: Version | None = None
    until: Version | None = None
    when_present: bool = False
    setting: str = ""
    """How the suite must be configured for these results to count."""
    tests: tuple[NamedTest, ...] = Field(min_length=1)


class RequiredTest(Strict):
    """A test that the gate asks for. `suite` is a role's value (`table_operations_suite`)."""

    suite: str
    name: str
    proves: str
    guide: tuple[str, ...] = ()
    parametrised: bool = False
    when_present: bool = False
    setting: str = ""

    def matches(self, reported: str) -> bool:
        """True for the name as a report writes it: `name`, `name()`, `name(String)[2]`, with or without backticks."""
        return plain_test_name(reported) == self.name


class ExemptTest(Strict):
    """A test that never counts against a phase, because the CDK itself disables it."""

    suite: Words
    name: Words
    reason: Words


class RecordedCheck(Strict):
    """Something only a recorded run can prove. `slug` is its name in `.destination-writer/state.yaml`."""

    slug: Words
    command: Words
    proves: Words


class Command(Strict):
    """A command a person can run. `{connector}` is the folder's name; `{suite}` the suite's class."""

    title: Words
    run: Words


class GuideTask(Strict):
    """A task that the written guide names and no build registers."""

    name: Words
    instead: Words


class Trouble(Strict):
    """`eras` limits it where the cause exists only there."""

    symptom: Words
    cause: Words
    fix: Words
    eras: tuple[EraName, ...] = ALL_ERAS


class Hours(Strict):
    """An estimate for a developer who knows the database. Hours."""

    low: float = Field(gt=0)
    high: float = Field(gt=0)

    @model_validator(mode="after")
    def _ordered(self) -> "Hours":
        if self.high < self.low:
            raise PydanticCustomError("hours", "high must not be below low")
        return self


class Phase(Strict):
    """One phase. `guide_numbers` are its headings in the written guide, which counts 0 to 12."""

    number: int = Field(ge=0, lt=COUNT)
    slug: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    """What the state file calls the checkpoint: `phase_3_tables` for 3 and `tables`."""
    title: Words
    goal: Words
    checkpoint: Words
    """What success looks like, one sentence."""
    steps: tuple[Step, ...] = Field(min_length=1)
    components: tuple[ComponentGoal, ...] = Field(min_length=1)
    owns: tuple[OwnedStub, ...] = Field(min_length=1)
    tests: tuple[SuiteTests, ...] = ()
    recommended: tuple[SuiteTests, ...] = ()
    """Worth running with this phase; the gate does not ask for them here."""
    exempt: tuple[ExemptTest, ...] = ()
    records: tuple[RecordedCheck, ...] = ()
    whole_suite: bool = False
    """The gate asks for every test of every suite that the connector has."""
    commands: tuple[Command, ...] = Field(min_length=1)
    guide_tasks: tuple[GuideTask, ...] = ()
    troubleshooting: tuple[Trouble, ...] = Field(min_length=1)
    hours: Hours
    guide_numbers: tuple[int, ...] = Field(min_length=1)
    guides: tuple[str, ...] = ()
    """Slugs of the guides to read."""
    optional: bool = False
    """A person may skip it, whatever the database can do."""
    skip_without: tuple[str, ...] = ()
    """Capabilities of a dialect: a person may also skip the phase when the database has none of them."""
    skip_means: str = ""
    """What the connector then lacks."""

    @property
    def checkpoint_name(self) -> str:
        """How `completed_checkpoints` of the state file lists it (specification, "Context Storage")."""
        return f"phase_{self.number}_{self.slug}"

    def may_skip(self, can: Callable[[str], bool]) -> bool:
        """Whether a person may skip the phase; `can` is `Dialect.can`."""
        return self.optional or (bool(self.skip_without) and not any(can(name) for name in self.skip_without))

    def tests_for(self, version: str | None) -> tuple[RequiredTest, ...]:
        """The tests that the gate asks for with this `cdkVersion`; None is read as the newest.

        Raises UnknownCdkVersion for what is no version.
        """
        return tuple(_flatten(self.tests, version))

    def recommended_for(self, version: str | None) -> tuple[RequiredTest, ...]:
        return tuple(_flatten(self.recommended, version))

    def components_for(self, era: str) -> tuple[ComponentGoal, ...]:
        return tuple(component for component in self.components if era in component.eras)

    def owed(self, role: str, function: str | None, era: str | None = None) -> OwnedStub | None:
        """What `function` of a class in `role` owes in this phase; an entry by name wins over the role's `*`."""
        mine = [stub for stub in self.owns if stub.role == role and (era is None or era in stub.eras)]
        named = next((stub for stub in mine if stub.function == function), None)
        return named or next((stub for stub in mine if stub.function == "*"), None)


class PhaseFile(Strict):
    """The whole of `phases.yaml`."""

    phases: tuple[Phase, ...]

    @field_validator("phases")
    @classmethod
    def _complete(cls, phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
        numbers = [phase.number for phase in phases]
        if numbers != list(range(COUNT)):
            found = ", ".join(map(str, numbers)) or "none"
            text = "phases must be numbered 0 to {last} in order, found {found}"
            raise PydanticCustomError("phases", text, {"last": COUNT - 1, "found": found})
        return phases


def owners(phases: tuple[Phase, ...], role: str, function: str | None, era: str | None = None) -> tuple[Phase, ...]:
    """The phases that own a member: those that name it, else those that own the rest of its component."""
    named = [p for p in phases if (stub := p.owed(role, function, era)) and stub.function == function]
    rest = [p for p in phases if p.owed(role, function, era)]
    return tuple(named or rest)


def from_guide_number(phases: tuple[Phase, ...], number: int) -> Phase | None:
    """The phase behind a heading number of the written guide (`guide:7` is Overwrite, our 6)."""
    return next((phase for phase in phases if number in phase.guide_numbers), None)


def plain_test_name(reported: str) -> str:
    """A test's name without backticks, parameter list and invocation number."""
    return reported.replace("`", "").partition("(")[0].partition("[")[0].strip()


def _flatten(groups: tuple[SuiteTests, ...], version: str | None) -> Iterator[RequiredTest]:
    for group in groups:
        if _within(version, group.since, group.until):
            for test in group.tests:
                yield RequiredTest(
                    suite=group.suite,
                    when_present=group.when_present,
                    setting=group.setting,
                    **test.model_dump(),
                )


def _within(version: str | None, since: str | None, until: str | None) -> bool:
    number = CdkVersion.parse(version or LOCAL)
    return (since is None or number >= CdkVersion.parse(since)) and (until is None or number < CdkVersion.parse(until))
