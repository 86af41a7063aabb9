"""Changes that the tool makes by itself are offered to the person through the same proofs."""

from pathlib import Path

import pytest
from agent_workspace import GENERATOR, OPERATIONS_TEST, ROOT, box_of, run, workspace_with

from destination_writer.agent.tools.toolbox import Toolbox
from destination_writer.checkpoints.changelog import Maker
from destination_writer.text.changes import FileEdit

pytestmark = pytest.mark.asyncio
REPORT = f"{ROOT}/build/test-results/integrationTest/TEST-Ops.xml"
SUITE = "io.airbyte.integrations.destination.postgres.component.PostgresTableOperationsTest"
PACKAGE = "io.airbyte.integrations.destination.postgres"
SAID = f"No bean of type [{PACKAGE}.client.PostgresSqlGenerator] exists. Make sure the bean is not disabled"
FAILED = f"""<testsuite name="{SUITE}" tests="1" failures="0" errors="1" timestamp="2026-01-02T03:04:05">
<testcase name="create and drop tables()" classname="{SUITE}">
<error message="{SAID}" type="io.micronaut.context.exceptions.NoSuchBeanException">\
io.micronaut.context.exceptions.NoSuchBeanException: {SAID}
</error></testcase></testsuite>
"""


@pytest.fixture
def begun(tmp_path: Path) -> Toolbox:
    workspace = workspace_with(tmp_path, {REPORT: FAILED}, implement=False)
    file = tmp_path / ROOT / GENERATOR
    file.write_text(file.read_text().replace("@Singleton\nclass", "class"))
    return box_of(workspace)


async def test_a_stub_is_offered_in_the_way_that_was_asked_for(begun: Toolbox) -> None:
    given = {"what": "stub", "name": "PostgresSqlGenerator.upsertTable", "strategy": "delete-insert"}
    made = (await run(begun, "propose_known", **given)).proposal
    assert made is not None
    assert made.title == "Implement PostgresSqlGenerator.upsertTable for PostgreSQL"
    text = "".join(edit.new_text for file in made.files if isinstance(file, FileEdit) for edit in file.edits)
    assert "DELETE FROM" in text
    assert "MERGE INTO" not in text
    assert begun.maker_of(made) is Maker.GENERATE


async def test_all_stubs_of_a_phase_are_one_change(begun: Toolbox) -> None:
    result = await run(begun, "propose_known", what="stubs_of_phase", phase=3)
    assert result.proposal is not None
    assert f"{ROOT}/{GENERATOR}" in [file.path for file in result.proposal.files]
    assert "leaves no new stub: passed" in result.checks


async def test_the_tests_of_a_phase_are_turned_on(tmp_path: Path) -> None:
    workspace = workspace_with(tmp_path)
    file = tmp_path / ROOT / OPERATIONS_TEST
    name = "    override fun `insert records`"
    file.write_text(file.read_text().replace(name, f'    @Disabled("Phase 3")\n{name}'))
    box = box_of(workspace)
    made = (await run(box, "propose_known", what="tests_of_phase", phase=3)).proposal
    assert made is not None
    assert [one.path for one in made.files] == [f"{ROOT}/{OPERATIONS_TEST}"]
    assert box.maker_of(made) is Maker.TESTS


async def test_the_ready_change_for_a_failure_and_for_a_finding(begun: Toolbox, tmp_path: Path) -> None:
    mended = (await run(begun, "propose_known", what="failure", name="create and drop tables")).proposal
    assert mended is not None
    assert [file.path for file in mended.files] == [f"{ROOT}/{GENERATOR}"]
    assert begun.maker_of(mended) is Maker.REMEDY
    whole = box_of(workspace_with(tmp_path / "other"))
    file = tmp_path / "other" / ROOT / GENERATOR
    file.write_text(file.read_text().replace("SELECT COUNT(*) FROM", "SELECT COUNT(*) FORM"))
    line = file.read_text().split("COUNT(*) FORM")[0].count("\n") + 1
    given = {"what": "finding", "path": f"{ROOT}/{GENERATOR}", "line": line, "code": "DW401"}
    made = (await run(whole, "propose_known", **given)).proposal
    assert made is not None
    assert made.title == "Write FROM in place of FORM"
    assert whole.maker_of(made) is Maker.REMEDY


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"what": "stub", "name": "PostgresSqlGenerator.nothing"}, "has no function nothing"),
        ({"what": "stub", "name": "PostgresSqlGenerator.upsertTable", "strategy": "x"}, "there are: merge,"),
        ({"what": "stubs_of_phase"}, "Say which phase"),
        ({"what": "tests_of_phase", "phase": 3}, "there is nothing left to do"),
        ({"what": "failure", "name": "zzz"}, "These fail: "),
        ({"what": "failure", "name": "create and drop tables", "number": 9}, "9 is none of them"),
        ({"what": "finding", "path": f"{ROOT}/{GENERATOR}", "line": 1, "code": "DW401"}, "no longer found"),
    ],
)
async def test_what_cannot_be_made_says_why(begun: Toolbox, given: dict[str, object], told: str) -> None:
    result = await run(begun, "propose_known", **given)
    assert result.is_error
    assert result.proposal is None
    assert told in result.text
