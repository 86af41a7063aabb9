"""Write this stub, mend this failure, explain this: what the model is told, and what the person sees happen."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import pytest
from agent_talks import Talk, only, talk
from agent_workspace import CLIENT, GENERATOR, OPERATIONS_TEST, ROOT, box_of, workspace_with
from loopback_answers import Answer, calls, says

from destination_writer.agent.tools.asking import (
    ask_about,
    explain_and_fix,
    generate_with_claude,
    wish_to_ask,
    wish_to_explain,
    wish_to_generate,
)
from destination_writer.agent.tools.locating import NotThere, failure_named, finding_at, stub_at
from destination_writer.agent.tools.toolbox import Toolbox
from destination_writer.agent.values import AgentEvent, Place, ProposalRejected, ProposalWritten, Proposed

REPORT = f"{ROOT}/build/test-results/integrationTest/TEST-Ops.xml"
SUITE = "io.airbyte.integrations.destination.postgres.component.PostgresTableOperationsTest"
SYNTAX = f"""<testsuite name="{SUITE}" tests="1" failures="0" errors="1" timestamp="2026-01-02T03:04:05">
<testcase name="create and drop tables()" classname="{SUITE}">
<error message="ERROR: syntax error at or near &quot;TABEL&quot;" type="org.postgresql.util.PSQLException">\
org.postgresql.util.PSQLException: ERROR: syntax error at or near "TABEL"
  at io.airbyte.integrations.destination.postgres.client.PostgresAirbyteClient.dropTable(PostgresAirbyteClient.kt:151)
</error></testcase></testsuite>
"""
DROP = 'fun dropTable(tableName: TableName): String =\n    "DROP {} IF EXISTS ${{tableName.name}}"'


@pytest.fixture
def box(tmp_path: Path) -> Toolbox:
    return box_of(workspace_with(tmp_path, implement=False))


def line_of(box: Toolbox, path: str, text: str) -> int:
    whole = box.desk.workspace.files.read(f"{ROOT}/{path}")
    return whole.count("\n", 0, whole.index(text))


def drop(what: str) -> Answer:
    edit = {
        "kind": "member",
        "path": f"{ROOT}/{GENERATOR}",
        "member": "PostgresSqlGenerator.dropTable",
        "new": DROP.format(what),
    }
    given = {"title": "Write dropTable", "purpose": "It is a stub.", "edits": [edit]}
    return calls("propose_change", given)


async def seen(events: AsyncGenerator[AgentEvent, None]) -> list[AgentEvent]:
    async with aclosing(events):
        return [event async for event in events]


def told(one: Talk) -> str:
    """What the model was told with the first request."""
    return one.server.requests[0].last_text


def test_a_stub_goes_out_with_signature_contract_ways_template_and_reference(box: Toolbox) -> None:
    stub = stub_at(box.desk, f"{ROOT}/{GENERATOR}", line_of(box, GENERATOR, "fun upsertTable("))
    wish = wish_to_generate(box.desk, stub)
    assert wish.shown == "Write PostgresSqlGenerator.upsertTable for PostgreSQL."
    assert wish.place.path == f"{ROOT}/{GENERATOR}"
    for part in (
        "fun upsertTable(\n    stream: DestinationStream,",
        "It owes: Give the statements that bring the newest source row per key",
        "- MERGE (merge):",
        '+            ("MERGE INTO',
        "keep the signature, and propose the change with propose_change",
    ):
        assert part in wish.words
    of_client = stub_at(box.desk, f"{ROOT}/{CLIENT}", line_of(box, CLIENT, "fun upsertTable("))
    assert (
        "What the CDK asks of it:\n```kotlin\nsuspend fun upsertTable(" in wish_to_generate(box.desk, of_client).words
    )


def test_what_no_template_writes_goes_out_with_a_reference(tmp_path: Path) -> None:
    own = f"{ROOT}/src/main/kotlin/io/airbyte/integrations/destination/postgres/client/Own.kt"
    text = 'package a\n\nclass OwnClient {\n    fun upsertTable(a: Int): Int = TODO("Phase 9")\n}\n'
    box = box_of(workspace_with(tmp_path, {own: text}))
    words = wish_to_generate(box.desk, stub_at(box.desk, own, 3)).words
    assert "No template of the tool writes it: " in words
    assert "A reference: destination-postgres, because it is this very database" in words


@pytest.mark.asyncio
async def test_a_stub_is_written_and_the_attempt_that_did_not_hold_is_seen(box: Toolbox) -> None:
    stub = stub_at(box.desk, f"{ROOT}/{GENERATOR}", line_of(box, GENERATOR, "fun dropTable("))
    async with talk([drop("TABEL"), drop("TABLE"), says("Written.")], box.tools) as one:
        events = await seen(generate_with_claude(one.conversation, box.desk, stub))
        rejected = only(ProposalRejected, events)
        assert (rejected.attempt, rejected.attempts) == (1, 3)
        assert "DW401" in " ".join(rejected.reasons)
        assert "keeps the signatures: passed" in only(Proposed, events).checks
        assert [file.path for file in only(ProposalWritten, events).change.files] == [f"{ROOT}/{GENERATOR}"]
        assert "Mend this and propose again" in one.server.requests[1].last_text
        assert "Write the body of PostgresSqlGenerator.dropTable" in told(one)


@pytest.mark.asyncio
async def test_after_three_that_do_not_hold_no_further_one_is_taken(box: Toolbox) -> None:
    stub = stub_at(box.desk, f"{ROOT}/{GENERATOR}", line_of(box, GENERATOR, "fun dropTable("))
    script = [drop("TABEL"), drop("TABBLE"), drop("TAABLE"), drop("TABLE"), says("It does not hold.")]
    async with talk(script, box.tools) as one:
        events = await seen(generate_with_claude(one.conversation, box.desk, stub))
        assert [event.attempt for event in events if isinstance(event, ProposalRejected)] == [1, 2, 3]
        assert not [event for event in events if isinstance(event, Proposed)]
        assert one.face.wrote == []
        assert "no further proposal is taken" in one.server.requests[4].last_text


@pytest.mark.asyncio
async def test_a_failure_goes_out_with_its_cause_its_evidence_and_the_code(tmp_path: Path) -> None:
    box = box_of(workspace_with(tmp_path, {REPORT: SYNTAX}))
    failure = failure_named(box.desk, "create and drop tables")
    wish = wish_to_explain(box.desk, failure)
    assert wish.shown.startswith("Why does ")
    assert "create and drop tables" in wish.shown
    async with talk([says("It is the SQL.")], box.tools) as one:
        await seen(explain_and_fix(one.conversation, box.desk, failure))
        for part in (
            "It is a blocker. Mend the code that is tested, never what the test expects.",
            'syntax error at or near "TABEL"',
            "Known cause: ",
            "Known fix: ",
        ):
            assert part in told(one)


@pytest.mark.asyncio
async def test_what_a_rule_found_goes_out_with_the_rule_and_its_ready_change(tmp_path: Path) -> None:
    workspace = workspace_with(tmp_path)
    file = tmp_path / ROOT / GENERATOR
    file.write_text(file.read_text().replace("SELECT COUNT(*) FROM", "SELECT COUNT(*) FORM"))
    box = box_of(workspace)
    finding = finding_at(box.desk, f"{ROOT}/{GENERATOR}", line_of(box, GENERATOR, "COUNT(*) FORM"), "DW401")
    async with talk([says("It is misspelt.")], box.tools) as one:
        await seen(explain_and_fix(one.conversation, box.desk, finding))
        assert "Explain DW401 at " in told(one)
        assert "fun countTable(tableName: TableName): String" in told(one)
        assert '+        "SELECT COUNT(*) FROM' in told(one)


@pytest.mark.asyncio
async def test_a_question_about_a_place_goes_out_with_what_stands_there(box: Toolbox) -> None:
    place = Place(f"{ROOT}/{CLIENT}", line_of(box, CLIENT, "fun dropTable("))
    async with talk([says("It drops.")], box.tools) as one:
        await seen(ask_about(one.conversation, box.desk, place, "Must a missing table be an error?"))
        assert "Must a missing table be an error?" in told(one)
        assert "override suspend fun dropTable(tableName: TableName)" in told(one)
    assert "PostgresAirbyteClient.dropTable" in wish_to_ask(box.desk, place).shown


def test_what_is_not_there_is_said_with_what_is(box: Toolbox) -> None:
    with pytest.raises(NotThere, match=r"no open stub at .*:1; this file has them at lines 18, 20"):
        stub_at(box.desk, f"{ROOT}/{GENERATOR}", 0)
    with pytest.raises(NotThere, match="this file has none"):
        stub_at(box.desk, f"{ROOT}/{OPERATIONS_TEST}", 0)
    with pytest.raises(NotThere, match="No failure is on record"):
        failure_named(box.desk, "any")
    with pytest.raises(NotThere, match="DW401 is no longer found"):
        finding_at(box.desk, f"{ROOT}/{GENERATOR}", 0, "DW401")
