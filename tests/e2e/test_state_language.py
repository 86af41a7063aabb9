"""The state file in an editor: what is wrong with it, what may be written, what it speaks of, while it is typed."""

from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from editor_profiles import Profile, Start
from lsp_editor import Editor, codes
from lsprotocol import types as lsp

from destination_writer.connector.state import STATE_PATH
from destination_writer.text.places import Position

pytestmark = pytest.mark.asyncio

STATE = """\
# 🚀 ours
state:
  database: postgres
  current_phase: 3
  completed_checkpoints:
    - phase_0_build
    - phase3_tables  # 🚀
  database_characteristics:
    has_merge: "false"
    quoting_syntax: double_quotes
  cdk_version: "0.1.76"
  components_implemented:
    sql_generator:
      - createNamespace
      - dropEverything
    client: true
  strategies:
    upsert: merge
  skipped_phases:
    - phase: 10
    - phase: 7
      reason: "no 🚀 copies"
  team: "data 🚀"
"""

GENERATOR = """\
package io.airbyte.integrations.destination.acme

class PostgresSqlGenerator {
    fun createNamespace(name: String) = "CREATE SCHEMA $name"

    fun createTable(name: String): String = TODO("Phase 3: createTable")
}
"""


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """A small connector with a state file."""
    folder = tmp_path / "destination-acme"
    source = folder / "src/main/kotlin/PostgresSqlGenerator.kt"
    source.parent.mkdir(parents=True)
    source.write_text(GENERATOR, "utf-8")
    (folder / "build.gradle.kts").write_text("plugins {}\n", "utf-8")
    (folder / "gradle.properties").write_text("# the CDK\ncdkVersion=1.0.13\n", "utf-8")
    (folder / STATE_PATH).parent.mkdir()
    (folder / STATE_PATH).write_text(STATE, "utf-8")
    return folder


@pytest_asyncio.fixture
async def opened(start: Start, profile: Profile, acme: Path) -> tuple[Editor, str]:
    editor = await start(profile, acme)
    return editor, editor.open(acme / STATE_PATH)


async def told(editor: Editor, uri: str) -> list[lsp.Diagnostic]:
    return await editor.diagnostics(uri, lambda d: "DW707" in codes(d), "what is wrong with the state file")


async def complete(editor: Editor, uri: str, marked: str) -> list[lsp.CompletionItem]:
    params = lsp.CompletionParams(lsp.TextDocumentIdentifier(uri), editor.at(uri, marked))
    found = await editor.client.text_document_completion_async(params)
    return list(found.items if isinstance(found, lsp.CompletionList) else found or [])


async def take(editor: Editor, action: lsp.CodeAction) -> None:
    edit = action.edit or (await editor.client.code_action_resolve_async(action)).edit
    assert edit is not None
    editor.apply(edit)


async def test_what_is_wrong_stands_on_its_words(opened: tuple[Editor, str]) -> None:
    editor, uri = opened
    found = await told(editor, uri)
    assert sorted(f"{item.code} {editor.shown(uri, item.range)}" for item in found) == [
        "DW707 7",
        "DW708 10",
        'DW709 "false"',
        "DW709 phase3_tables",
        'DW715 "0.1.76"',
        "DW717 dropEverything",
        "DW717 true",
    ]


async def test_fixes_write_what_is_meant_and_leave_the_rest(opened: tuple[Editor, str]) -> None:
    editor, uri = opened
    found = await told(editor, uri)

    async def fix(marked: str, title: str) -> None:
        actions = await editor.actions(uri, marked, diagnostics=found)
        await take(editor, next(action for action in actions if action.title == title))

    await fix("phase3|_tables", "Write phase_3_tables")
    await fix('has_merge: "fa|lse"', "Write false")
    await fix('cdk_version: "0.1|.76"', "Write 1.0.13")
    await fix("dropEvery|thing", "Remove dropEverything from the list")
    await fix("phase: 1|0", "Reason: None of the sources tells deletions (no CDC)")
    await fix("phase: |7", "Take phase 7 up again")
    assert editor.text(uri) == STATE.replace("phase3_tables", "phase_3_tables").replace('"false"', "false").replace(
        '"0.1.76"', '"1.0.13"'
    ).replace("      - dropEverything\n", "").replace(
        "    - phase: 10\n", "    - phase: 10\n      reason: None of the sources tells deletions (no CDC)\n"
    ).replace('    - phase: 7\n      reason: "no 🚀 copies"\n', "")


async def test_completion_offers_keys_and_legal_values(opened: tuple[Editor, str]) -> None:
    editor, uri = opened
    editor.replace(uri, "  team:", "  \n  te: 1\n  team:")
    names = [item.label for item in await complete(editor, uri, 'copies"\n  |\n')]
    assert "history" in names and "connector_path" in names and "database" not in names
    (item,) = [i for i in await complete(editor, uri, "upsert: mer|ge") if i.label == "delete-insert"]
    assert isinstance(item.text_edit, lsp.TextEdit) and editor.shown(uri, item.text_edit.range) == "merge"
    versions = await complete(editor, uri, 'cdk_version: "0.|1.76"')
    assert versions[0].label == "1.0.13" and versions[0].filter_text == '"1.0.13'
    assert [i.label for i in await complete(editor, uri, "quoting_syntax: |double")] == [
        "double_quotes",
        "backticks",
        "brackets",
    ]
    listed = [i.label for i in await complete(editor, uri, "- phase3|_tables")]
    assert "phase_3_tables" in listed and "phase_0_build" not in listed
    assert [i.label for i in await complete(editor, uri, "phase: 1|0")] == ["10", "11"]
    assert [i.label for i in await complete(editor, uri, "- dropEvery|thing")] == []  # the only one is listed
    editor.replace(uri, "      - createNamespace\n", "")
    assert [i.label for i in await complete(editor, uri, "- dropEvery|thing")] == ["createNamespace"]
    merge = {str(i.label): i.documentation for i in await complete(editor, uri, 'has_merge: "fa|lse')}
    assert merge == {"true": "as PostgreSQL is known", "false": ""}
    editor.replace(uri, "upsert: merge", "upsert: m # later: |")
    assert await complete(editor, uri, "# later: |") == []


async def test_hover_sets_what_is_seen_against_what_is_said(opened: tuple[Editor, str]) -> None:
    editor, uri = opened
    version = await editor.hover(uri, "cdk_ver|sion")
    assert "gradle.properties says `1.0.13`" in version and "Written by `scaffold`, `upgrade`" in version
    generator = await editor.hover(uri, "sql_gen|erator")
    assert "`createTable` stand open" in generator and "Written: `createNamespace`" in generator
    merge = await editor.hover(uri, "has_mer|ge")
    assert "Does PostgreSQL have MERGE?" in merge and "PostgreSQL is known to say yes" in merge
    assert "It cannot be left out" in await editor.hover(uri, "phase: |7")
    assert "`true`" in merge and "`false`" in merge  # what stands there in quotes is neither
    editor.replace(uri, 'has_merge: "false"', "has_merge: false")
    merge = await editor.hover(uri, "has_mer|ge")
    assert "`true`" in merge and "`false`" not in merge
    assert "Nothing reads this key" in await editor.hover(uri, "te|am")
    assert await editor.hover(uri, "# 🚀 ou|rs") == ""


async def test_a_name_leads_to_its_declaration(opened: tuple[Editor, str]) -> None:
    editor, uri = opened

    async def targets(marked: str) -> list[tuple[str, int, int]]:
        params = lsp.DefinitionParams(lsp.TextDocumentIdentifier(uri), editor.at(uri, marked))
        found: Any = await editor.client.text_document_definition_async(params)
        items = found if isinstance(found, list) else [found] if found else []
        return [
            (one.target_uri.rpartition("/")[2], one.target_range.start.line, one.target_range.start.character)
            if isinstance(one, lsp.LocationLink)
            else (one.uri.rpartition("/")[2], one.range.start.line, one.range.start.character)
            for one in items
        ]

    assert await targets("createName|space") == [("PostgresSqlGenerator.kt", 3, 8)]
    assert await targets("sql_gen|erator") == [("PostgresSqlGenerator.kt", 2, 6)]
    assert await targets('cdk_version: "0|.1') == [("gradle.properties", 1, 11)]
    assert await targets("te|am") == []
    editor.replace(uri, "phase3_tables", "phase_3_tables")
    assert await targets("phase_3|_tables") == [("PostgresSqlGenerator.kt", 5, 44)]


async def test_outline_and_links(opened: tuple[Editor, str]) -> None:
    editor, uri = opened
    editor.replace(uri, "  team:", "  connector_path: airbyte-integrations/🚀/../x\n  team:")
    document = lsp.TextDocumentIdentifier(uri)
    symbols: Any = await editor.client.text_document_document_symbol_async(lsp.DocumentSymbolParams(document))
    (state,) = symbols
    names = [child.name for child in state.children]
    assert names[:3] == ["database", "current_phase", "completed_checkpoints"]
    skipped = next(child for child in state.children if child.name == "skipped_phases")
    assert [child.name.partition(":")[0] for child in skipped.children] == ["Phase 10", "Phase 7"]
    links = await editor.client.text_document_document_link_async(lsp.DocumentLinkParams(document))
    assert [(editor.shown(uri, link.range), Path(str(link.target)).name) for link in links or []] == [
        ('"0.1.76"', "gradle.properties")
    ]
    editor.replace(uri, "airbyte-integrations/🚀/../x", "destination-acme")
    links = await editor.client.text_document_document_link_async(lsp.DocumentLinkParams(document))
    assert [Path(str(link.target)).name for link in links or []] == ["gradle.properties", "build.gradle.kts"]


async def test_it_stays_a_language_while_it_is_typed(opened: tuple[Editor, str]) -> None:
    """In the middle of a word the file is no YAML; what can be read still counts, and nothing else is lost."""
    editor, uri = opened
    await told(editor, uri)
    editor.replace(uri, "  strategies:\n", '  connector_path: "air\n  strategies:\n')
    found = await editor.diagnostics(uri, lambda d: "DW702" in codes(d), "that it is no YAML")
    assert {"DW707", "DW708", "DW709", "DW715", "DW717"} <= set(codes(found))
    assert "gradle.properties says" in await editor.hover(uri, "cdk_ver|sion")
    assert "merge" in [i.label for i in await complete(editor, uri, "upsert: |merge")]
    actions = await editor.actions(uri, "phase3|_tables", diagnostics=found)
    await take(editor, next(action for action in actions if action.title == "Write phase_3_tables"))
    editor.replace(uri, '  connector_path: "air\n', "")
    found = await editor.diagnostics(uri, lambda d: "DW702" not in codes(d), "that it is YAML again")
    assert [editor.shown(uri, item.range) for item in found if item.code == "DW709"] == ['"false"']


async def test_a_key_that_nothing_reads_is_named_and_mended(start: Start, profile: Profile, acme: Path) -> None:
    """On the key alone, in whatever units the client counts."""
    text = "state:\n  '🚀': 1\n  databse: postgres  # 🚀\n  test_configuration: {🚀: 1, databse: cloud}\nhistory: []\n"
    (acme / STATE_PATH).write_text(text, "utf-8")
    editor = await start(profile, acme)
    uri = editor.open(acme / STATE_PATH)
    found = await editor.diagnostics(uri, lambda d: "DW706" in codes(d), "that nothing reads the key")
    assert [editor.shown(uri, item.range) for item in found if item.code == "DW706"] == [
        "databse",
        "databse",
        "history",
    ]
    assert "Did you mean `database`?" in await editor.hover(uri, "data|bse: postgres")
    assert "It belongs below `state`" in await editor.hover(uri, "hist|ory")
    for marked, title in (
        ("data|bse: postgres", "Write database"),
        ("databse|: cloud", "Write database"),
        ("hist|ory", "Move history below state"),
    ):
        actions = await editor.actions(uri, marked, diagnostics=found)
        (action,) = [action for action in actions if action.title == title]
        assert action.is_preferred
        await take(editor, action)
        many = len(found)
        found = await editor.diagnostics(uri, lambda d, many=many: len(d) < many, f"less after {title}")
    assert editor.text(uri) == text.replace("databse", "database").replace("history", "  history")


async def test_what_keeps_the_file_from_being_used_is_mended(start: Start, profile: Profile, acme: Path) -> None:
    text = "state:\n  database: postgres\n  team: '🚀'\n  cdk_version: 1.0\n  current_phase: phase_3_tables\n"
    (acme / STATE_PATH).write_text(text, "utf-8")
    editor = await start(profile, acme)
    uri = editor.open(acme / STATE_PATH)
    for words, title in (("phase_3_tables", "Write 3"), ("1.0", "Put it in quotes")):

        def is_told(given: list[lsp.Diagnostic], words: str = words) -> bool:
            return any(item.code == "DW702" and editor.shown(uri, item.range) == words for item in given)

        found = await editor.diagnostics(uri, is_told, f"that {words} does not fit")
        actions = await editor.actions(uri, f": |{words}", diagnostics=found)
        await take(editor, next(action for action in actions if action.title == title))
    found = await editor.diagnostics(uri, lambda d: "DW702" not in codes(d), "that the file is used")
    assert editor.text(uri) == text.replace("phase_3_tables", "3").replace("1.0", '"1.0"')


async def test_line_ends_and_marks_of_others(start: Start, profile: Profile, acme: Path) -> None:
    (acme / STATE_PATH).write_bytes(("\ufeff" + STATE.replace("\n", "\r\n")).encode())
    editor = await start(profile, acme)
    uri = editor.open(acme / STATE_PATH)
    found = await told(editor, uri)
    actions = await editor.actions(uri, "phase: 1|0", diagnostics=found)
    await take(editor, next(action for action in actions if action.title.startswith("Reason: Deleted rows")))
    changed = editor.text(uri)
    assert "- phase: 10\r\n      reason: Deleted rows have to stay in the destination\r\n    - phase: 7" in changed
    assert changed.startswith("\ufeff") and "\n" not in changed.replace("\r\n", "")
    editor.edit(uri, Position(2, 2), Position(2, 2), "\t")
    found = await editor.diagnostics(uri, lambda d: "DW702" in codes(d), "that a tab indents")
    assert "DW707" in codes(found)


async def test_a_file_around_which_there_is_nothing(start: Start, profile: Profile, tmp_path: Path) -> None:
    file = tmp_path / "new" / STATE_PATH
    file.parent.mkdir(parents=True)
    file.write_text("state:\n  database: post\n  \n", "utf-8")
    editor = await start(profile, tmp_path / "new")
    uri = editor.open(file)
    assert "postgres" in [i.label for i in await complete(editor, uri, "database: post|")]
    assert "skipped_phases" in [i.label for i in await complete(editor, uri, "post\n  |")]
    assert "The database's slug" in await editor.hover(uri, "data|base")


SUITE = """\
class AcmeTableOperationsTest : TableOperationsSuite {
    override val client = AcmeClient()
}
"""
REPORT = """\
<testsuite name="AcmeTableOperationsTest" tests="1" failures="1">
  <testcase name="create and drop namespaces" classname="AcmeTableOperationsTest">
    <failure message="expected: true but was: false">at AcmeTableOperationsTest.kt:1</failure>
  </testcase>
</testsuite>
"""


async def test_results_contradict_a_checkpoint_that_is_listed(start: Start, profile: Profile, acme: Path) -> None:
    claim = "state:\n  database: postgres\n  completed_checkpoints:\n    - phase_1_connect\n    - phase_2_namespaces\n"
    (acme / STATE_PATH).write_text(claim, "utf-8")
    for place, text in (
        ("src/test-integration/kotlin/AcmeTableOperationsTest.kt", SUITE),
        ("build/test-results/integrationTest/TEST-AcmeTableOperationsTest.xml", REPORT),
    ):
        (acme / place).parent.mkdir(parents=True)
        (acme / place).write_text(text, "utf-8")
    editor = await start(profile, acme)
    uri = editor.open(acme / STATE_PATH)
    found = await editor.diagnostics(uri, lambda d: "DW716" in codes(d), "that the test fails")
    (item,) = [item for item in found if item.code == "DW716"]
    assert editor.shown(uri, item.range) == "phase_2_namespaces"
    hover = await editor.hover(uri, "phase_2|_names")
    assert "The gate does not take it for done." in hover and "create and drop namespaces" in hover
    assert "create and drop namespaces fails" in item.message and "This is a blocker" in item.message
    actions = await editor.actions(uri, "phase_2|_names", diagnostics=found)
    await take(editor, next(action for action in actions if action.title == "Remove phase_2_namespaces"))
    assert editor.text(uri) == claim.replace("    - phase_2_namespaces\n", "")
    await editor.diagnostics(uri, lambda d: "DW716" not in codes(d), "that nothing is claimed")
