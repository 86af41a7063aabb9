"""What a pass of the local runner does not prove, in sentences."""

from collections.abc import Iterator, Mapping, Sequence

from destination_writer.checkpoints.runner import RunRequest
from destination_writer.toolchain.engines import Engine
from destination_writer.toolchain.localrun.testrun import RunResult

ALWAYS = (
    "Micronaut's own wiring is not vouched for: beans were made from their annotations by a builder of this tool.",
    "The connector was compiled against the bundled contract of its CDK version, and the suites' tests are this tool's "
    "own implementation of what the CDK's assert.",
    "Address, account, encryption and database of the test configuration, connection pool and container are not "
    "vouched for: all connections went to the embedded engine.",
)


def caveats_of(engine: Engine, result: RunResult, more: Sequence[str]) -> tuple[str, ...]:
    """`more` are sentences of the run itself."""
    return (
        *ALWAYS,
        *_engine(engine),
        *_undecided(result.undecided),
        *_unrun(result.unrun),
        *map(_nested, result.nested),
        *more,
    )


def unbuilt(request: RunRequest) -> Iterator[str]:
    """Build steps that were asked for and that only a real build can carry out."""
    for build in request.builds:
        tasks = " ".join(build.tasks) or build.slug
        yield f"`{tasks}` was not run, and nothing is known of it: it is a step of the build, which Gradle alone has."


def _engine(engine: Engine) -> Iterator[str]:
    if engine.kind.stands_for:
        yield f"{engine.title}: the database itself was not there."
    elif engine.proof == "emulated":
        yield f"{engine.title} is an emulation of the database."
    if engine.jdbc is None:
        yield f"The database's own driver is not vouched for: the engine was reached by {engine.via}."
    yield from (f"The engine lacks something: {lack}" for lack in engine.kind.lacks)


def _nested(suite: str) -> str:
    name = suite.rpartition(".")[2].replace("$", ".")
    return f"{name} was not run, and nothing is known of its tests: only the Gradle runner runs @Nested classes."


def _undecided(undecided: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for (suite, name), lack in undecided.items():
        yield (
            f"`{name}` of {suite.rpartition('.')[2]} was not decided and counts as skipped: {lack} Run it with "
            "the Gradle runner."
        )


def _unrun(unrun: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for suite, names in unrun.items():
        listed = ", ".join(f"`{name}`" for name in names)
        yield (
            f"{suite.rpartition('.')[2]} was not run, and nothing is known of {listed}: it runs through the CDK's own "
            "pipeline, which only the Gradle runner has."
        )
