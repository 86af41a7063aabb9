"""Stubs in branches are written where the branches around them say what is owed, and refused elsewhere."""

import pytest

from destination_writer.generate.api import implement_stub
from destination_writer.text.changes import Change, NoChange, apply_change

WRITER = """package p

import io.airbyte.cdk.load.command.DestinationStream

class AcmeWriter(private val temp: TempTableNameGenerator) : DestinationWriter {{
    override fun createStreamLoader(stream: DestinationStream): StreamLoader {{
        return {}
    }}
}}
"""
COLUMN_UTILS = "class AcmeColumnUtils {\n fun toDialectType(type: AirbyteType): String = when (type) {\n %s\n }\n}\n"
APPEND = "DirectLoadTableAppendStreamLoader(stream, s, r, t, m, e, o, x)"


def written(make_connector, knowledge, templates, text: str, **files: str) -> str | NoChange:
    connector = make_connector(AcmeWriter=text, **files)
    result = implement_stub(connector, knowledge, templates, connector.stubs[0])
    if isinstance(result, NoChange):
        return result
    assert isinstance(result, Change)
    (new,) = apply_change(result, {s.path: s.text for s in connector.sources}).values()
    return new


BY_GENERATION = (
    f"when (stream.minimumGenerationId) {{ 0L -> {APPEND}\n stream.generationId -> %s\n else -> throw X() }}"
)
BY_TYPE = "when (stream.importType) {\n is Dedupe -> %s\n else -> %s\n}"
NINE, SIX = 'TODO("Phase 9")', 'TODO("Phase 6")'


@pytest.mark.parametrize(
    ("branches", "expected"),
    [
        (BY_GENERATION % SIX, "is Dedupe ->"),
        (
            f"when (stream.minimumGenerationId) {{\n 0L -> {BY_TYPE % (NINE, APPEND)}\n else -> throw X() }}",
            "is Dedupe -> DirectLoadTableDedupStreamLoader(stream, s, r, t, m, e, o, x)",
        ),
        (
            BY_GENERATION % (BY_TYPE % (NINE, "y")),
            "is Dedupe -> DirectLoadTableDedupTruncateStreamLoader(stream, s, r, t, m, e, o, x, temp)",
        ),
        (
            f"when {{\n stream.minimumGenerationId == 0L -> {APPEND}\n"
            f" stream.isSingleGenerationTruncate() -> {BY_TYPE % ('y', SIX)}\n else -> throw X() }}",
            "else -> DirectLoadTableAppendTruncateStreamLoader(stream, s, r, t, m, e, o, x)",
        ),
        (
            f'when (stream.minimumGenerationId) {{\n 0L -> {APPEND}\n else -> TODO("Truncate modes in Phase 6") }}',
            "if (stream.minimumGenerationId != stream.generationId) {",
        ),
        (
            f"when (stream.minimumGenerationId) {{\n 0L -> {APPEND}\n stream.generationId -> y\n else -> {SIX} }}",
            "else -> throw SystemErrorException(",
        ),
    ],
)
def test_a_branch_gets_the_loader_it_owes(make_connector, knowledge, templates, branches, expected) -> None:
    text = written(make_connector, knowledge, templates, WRITER.format(branches))
    assert isinstance(text, str)
    assert expected in text
    assert "TODO(" not in text


@pytest.mark.parametrize(
    ("branches", "reason"),
    [
        (
            'when (stream.minimumGenerationId) { 0L -> TODO("Phase 5")\n else -> throw X() }',
            "AcmeWriter holds no TableSchemaEvolutionClient",
        ),
        (
            f'when (stream.unmappedName) {{ "a" -> {APPEND}\n else -> TODO("Phase 6") }}',
            "the branches around the stub do not say",
        ),
        (f'if (x) {APPEND} else TODO("Phase 6")', "the stub is a part of a larger expression"),
        (
            f'when (stream.minimumGenerationId) {{ 0L -> {APPEND}\n else -> wrap(TODO("Phase 6")) }}',
            "the stub is a part of a larger",
        ),
    ],
)
def test_a_branch_that_is_not_understood_is_left(make_connector, knowledge, templates, branches, reason) -> None:
    result = written(make_connector, knowledge, templates, WRITER.format(branches))
    assert isinstance(result, NoChange)
    assert result.reason.startswith(reason)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ('is ArrayType,\n ArrayTypeWithoutSchema -> TODO("Phase 3")\n else -> x', 'ArrayTypeWithoutSchema -> "jsonb"'),
        ('StringType -> TODO("Phase 3")\n else -> x', 'StringType -> "character varying"'),
    ],
)
def test_a_branch_over_types_gets_their_column_type(make_connector, knowledge, templates, entries, expected) -> None:
    text = COLUMN_UTILS % entries
    assert expected in str(written(make_connector, knowledge, templates, text))


def test_an_else_for_several_column_types_is_left(make_connector, knowledge, templates) -> None:
    text = COLUMN_UTILS % 'StringType -> x\n else -> TODO("Phase 3")'
    result = written(make_connector, knowledge, templates, text)
    assert isinstance(result, NoChange)
    assert "stands for values of 9 column types" in result.reason
