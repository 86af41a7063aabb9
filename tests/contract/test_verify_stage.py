"""What proves must be able to disprove: connectors with a fault, wired wrongly or wrong in their SQL."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.subject import SubjectDied, SubjectError
from destination_writer.verification.boundaries import BOUNDARIES, Boundary, Verdict, judge_values
from destination_writer.verification.generated import Generated, Workshop
from destination_writer.verification.playing import play, stream_of
from destination_writer.verification.properties import play_streams
from destination_writer.verification.scenario import FieldTypeName, parse_scenario
from destination_writer.verification.stage import open_stage, parsing_stage

BASE = "io.airbyte.integrations.destination.postgres"


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    with Workshop(DiskFiles(bundled("knowledge")), DiskFiles(bundled("templates"))) as made:
        yield made


@pytest.fixture(scope="module")
def connector(workshop: Workshop) -> Generated:
    return workshop.generate("postgres", "1.0.13")


def with_fault(connector: Generated, file: str, old: str, new: str) -> Generated:
    path = next(path for path in connector.texts if path.endswith(f"/{file}.kt"))
    text = connector.texts[path]
    assert old in text, f"{file} does not hold {old!r} any more"
    texts: Mapping[str, str] = {**connector.texts, path: text.replace(old, new)}
    return replace(connector, texts=texts)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("PostgresColumnUtils", "@Singleton\n", "", "no bean of type io.airbyte"),
        (
            "PostgresAggregateFactory",
            ") : AggregateFactory",
            "    checker: io.airbyte.cdk.load.check.DestinationChecker<*>,\n) : AggregateFactory",
            "no bean of type io.airbyte.cdk.load.check.DestinationChecker for PostgresAggregateFactory",
        ),
        (
            "PostgresChecker",
            "@Singleton\n",
            f"""@Singleton
class SecondMapper(
    utils: {BASE}.client.PostgresColumnUtils,
    configuration: {BASE}.spec.PostgresConfiguration,
) : io.airbyte.cdk.load.schema.TableSchemaMapper by {BASE}.schema.PostgresTableSchemaMapper(configuration, utils)

@Singleton
""",
            "2 beans of type io.airbyte.cdk.load.schema.TableSchemaMapper: SecondMapper, PostgresTableSchemaMapper",
        ),
    ],
)
def test_beans_that_are_missing_or_double(
    workshop: Workshop, connector: Generated, file: str, old: str, new: str, message: str
) -> None:
    wrong = with_fault(connector, file, old, new)
    with parsing_stage(workshop, wrong) as stage, pytest.raises(SubjectError) as caught:
        stage.open({"it": stream_of("n", "t", {"id": FieldTypeName.INTEGER})})
        stage.call("insert", stream="it", table=("n", "t"), rows=[{"id": 1}])
    assert message in caught.value.message


def test_random_streams_find_a_wrong_order(workshop: Workshop, connector: Generated) -> None:
    wrong = with_fault(connector, "PostgresSqlGenerator", "DESC NULLS LAST", "ASC NULLS LAST")
    with open_stage(workshop, wrong) as stage:
        found = play_streams(stage, range(60), most_failures=1)
        (failure,) = found.failures
        small = parse_scenario(failure.text, "the failing stream")
        assert not play(stage, small).ok
        assert len(small.source) == 2
    with open_stage(workshop, connector) as stage:
        assert play(stage, small).ok


def test_a_lost_value_is_seen(workshop: Workshop, connector: Generated) -> None:
    old = ": EnrichedAirbyteValue = value"
    data = "io.airbyte.cdk.load.data"
    new = f"{old}.apply {{ if (abValue is {data}.StringValue) abValue = {data}.NullValue }}"
    wrong = with_fault(connector, "PostgresValueCoercer", old, new)
    with open_stage(workshop, wrong) as stage:
        (judged,) = judge_values(stage, FieldTypeName.STRING, [Boundary("a", "a")])
    assert judged.verdict is Verdict.LOST


def test_boundary_values_that_matter_most(workshop: Workshop, connector: Generated) -> None:
    wanted = {2**63 - 1: Verdict.KEPT, 2**63: Verdict.NULLED, -(2**63): Verdict.KEPT, 10**100: Verdict.NULLED}
    boundaries = [item for item in BOUNDARIES[FieldTypeName.INTEGER] if item.value in wanted]
    with open_stage(workshop, connector) as stage:
        judged = judge_values(stage, FieldTypeName.INTEGER, boundaries)
    assert {item.boundary.value: item.verdict for item in judged} == wanted


def test_a_connector_that_stops_answering(workshop: Workshop, connector: Generated) -> None:
    with parsing_stage(workshop, connector) as stage:
        stage.subject.kill()
        with pytest.raises(SubjectDied, match="the connector's process ended"):
            stage.open({"it": stream_of("n", "t", {"id": FieldTypeName.INTEGER})})


@pytest.mark.parametrize("dialect", ["postgres", "duckdb", "sqlite"])
def test_a_sample_of_the_random_streams(workshop: Workshop, dialect: str) -> None:
    generated = workshop.generate(dialect, "1.0.13")
    with open_stage(workshop, generated) as stage:
        played = play_streams(stage, range(1000, 1025))
    assert not played.failures, "\n".join(f"{f.seed}: {f.outcome.problem}\n{f.text}" for f in played.failures)
