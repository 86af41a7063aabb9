"""The preflight checklist in an editor: what is wrong with it, what may be written, what is known, while typing."""

from pathlib import Path

import pytest
from editor_profiles import PULLING, PUSHED, Profile, Start
from lsp_editor import Editor, codes
from lsprotocol import types as lsp

from destination_writer.connector.preflight import PREFLIGHT_PATH, read_preflight
from destination_writer.text.places import Position

pytestmark = pytest.mark.asyncio

CHECKLIST = """\
# 🚀 ours
preflight:
  database: acmedb
  name: AcmeDB
answers:
  upsert.merge: false
  upsert.strategy: merge
  quoting.folding: lowercase
  namespaces.knd: schema
  namespaces.kind:
    answer:
  types.string:
    answer: "TEXT"  # 🚀
    source: similar:postgres
    confirmed: false
  types.date:
    answer: DATE
    source: similar:postgres
    confirmed: false
"""


@pytest.fixture
def checklist(tmp_path: Path) -> Path:
    """In a folder that is no connector yet."""
    file = tmp_path / "new" / PREFLIGHT_PATH
    file.parent.mkdir(parents=True)
    file.write_text(CHECKLIST, "utf-8")
    return file


def in_line(uri: str, editor: Editor, item: lsp.Diagnostic) -> str:
    return f"{item.code} {editor.shown(uri, item.range)}"


async def all_told(editor: Editor, uri: str) -> list[str]:
    found = await editor.diagnostics(uri, lambda d: "DW714" in codes(d), "what is wrong with the checklist")
    return sorted(in_line(uri, editor, item) for item in found)


async def test_what_is_wrong_stands_on_its_words(start: Start, profile: Profile, checklist: Path) -> None:
    editor = await start(profile, checklist.parents[1])
    uri = editor.open(checklist)
    assert await all_told(editor, uri) == [
        "DW710 answers",
        "DW710 namespaces.kind",
        "DW711 false",
        "DW711 merge",
        "DW712 lowercase",
        "DW712 namespaces.knd",
        'DW714 "TEXT"',
        "DW714 DATE",
    ]
    found = await editor.diagnostics(uri, lambda d: len(d) == 8, "all of it")
    by_code = {str(item.code): item for item in found}
    assert by_code["DW711"].severity is lsp.DiagnosticSeverity.Error
    assert by_code["DW714"].severity is lsp.DiagnosticSeverity.Hint
    assert "lower, upper, keep" in by_code["DW712"].message or "namespaces.kind" in by_code["DW712"].message


async def test_in_a_connector_too(editor: Editor, connector: Path) -> None:
    file = connector / PREFLIGHT_PATH
    file.parent.mkdir(exist_ok=True)
    file.write_text(CHECKLIST, "utf-8")
    uri = editor.open(file)
    told = await all_told(editor, uri)
    assert "DW711 merge" in told and "DW712 lowercase" in told
    editor.replace(uri, "strategy: merge", "strategy: delete-insert")
    found = await editor.diagnostics(uri, lambda d: "DW711" not in codes(d), "the contradiction is gone")
    assert "DW712" in codes(found)


async def test_it_stays_a_language_while_it_is_typed(start: Start, profile: Profile, checklist: Path) -> None:
    """In the middle of a word the file is no YAML; what can be read still counts, and nothing else is lost."""
    editor = await start(profile, checklist.parents[1])
    uri = editor.open(checklist)
    await all_told(editor, uri)
    editor.replace(uri, "quoting.folding: lowercase", 'quoting.folding: "lo')
    found = await editor.diagnostics(uri, lambda d: "DW713" in codes(d), "that it is no YAML")
    assert "DW711" in codes(found)
    assert await editor.actions(uri, "types.string|") == []
    assert "What happens to the case" in await editor.hover(uri, "quoting.fol|ding")
    assert [item.label for item in await complete(editor, uri, 'quoting.folding: "lo|')] == ["lower", "upper", "keep"]
    editor.replace(uri, '"lo', "lower")
    found = await editor.diagnostics(uri, lambda d: "DW713" not in codes(d), "that it is YAML again")
    assert not [item for item in found if item.code == "DW712" and "folding" in item.message]


async def test_line_ends_marks_and_tabs_of_others(start: Start, profile: Profile, checklist: Path) -> None:
    text = "\ufeff" + CHECKLIST.replace("\n", "\r\n")
    checklist.write_bytes(text.encode("utf-8"))
    editor = await start(profile, checklist.parents[1])
    uri = editor.open(checklist)
    assert "DW712 lowercase" in await all_told(editor, uri)
    (action,) = [a for a in await editor.actions(uri, "lower|case") if a.title == "Answer lower"]
    await take(editor, action)
    changed = editor.text(uri)
    assert "quoting.folding:\r\n    answer: lower\r\n" in changed
    assert changed.startswith("\ufeff") and "\n" not in changed.replace("\r\n", "")
    editor.edit(uri, Position(5, 2), Position(5, 2), "\t")
    found = await editor.diagnostics(uri, lambda d: "DW713" in codes(d), "that a tab indents")
    place = next(item for item in found if item.code == "DW713")
    assert place.range.start.line == 5


async def test_a_huge_file_is_read_and_the_editor_goes_on(start: Start, profile: Profile, checklist: Path) -> None:
    many = "".join(f"  # {number} {'x' * 90}\n" for number in range(6_000))
    checklist.write_text(CHECKLIST + many, "utf-8")
    editor = await start(profile, checklist.parents[1])
    uri = editor.open(checklist)
    assert "DW711 merge" in await all_told(editor, uri)


async def complete(editor: Editor, uri: str, marked: str) -> list[lsp.CompletionItem]:
    params = lsp.CompletionParams(lsp.TextDocumentIdentifier(uri), editor.at(uri, marked))
    found = await editor.client.text_document_completion_async(params)
    return list(found.items if isinstance(found, lsp.CompletionList) else found or [])


async def take(editor: Editor, action: lsp.CodeAction) -> None:
    edit = action.edit or (await editor.client.code_action_resolve_async(action)).edit
    assert edit is not None
    editor.apply(edit)


async def test_completion_offers_keys_questions_and_legal_values(
    start: Start, profile: Profile, checklist: Path
) -> None:
    editor = await start(profile, checklist.parents[1])
    uri = editor.open(checklist)
    kinds = await complete(editor, uri, "namespaces.kind:\n    answer:|")
    assert [item.label for item in kinds] == ["schema", "database", "dataset", "user", "file", "prefix"]
    editor.replace(uri, "    answer:\n  types.string", "    answer: \n  types.string")
    (schema,) = [i for i in await complete(editor, uri, "    answer: |\n  types.string") if i.label == "schema"]
    assert schema.documentation == "A schema inside of one database."
    assert isinstance(schema.text_edit, lsp.TextEdit) and schema.text_edit.new_text == "schema"
    editor.replace(uri, "  types.date:", "  \n  types.date:")
    questions = [item.label for item in await complete(editor, uri, "  |\n  types.date")]
    assert "types.json" in questions and "types.string" not in questions
    editor.replace(uri, "    confirmed: false\n  \n", "    confirmed: false\n    \n")
    fields = [item.label for item in await complete(editor, uri, "confirmed: false\n    |\n")]
    assert fields == ["proof", "note"]
    assert [i.label for i in await complete(editor, uri, "confirmed: |false")] == ["true", "false"]
    assert "postgres" in [i.label for i in await complete(editor, uri, "database: |acmedb")]


async def test_hover_says_why_when_and_how(start: Start, profile: Profile, checklist: Path) -> None:
    editor = await start(profile, checklist.parents[1])
    uri = editor.open(checklist)
    text = await editor.hover(uri, "upsert.mer|ge")
    assert "Does AcmeDB have MERGE?" in text
    assert "phase 9 (" in text
    assert "How to find out" in text
    assert "MERGE INTO" in text and "preflight . --probe URL" in text
    assert "Answered from user; confirmed." in text
    assert "similar:postgres; not confirmed yet" in await editor.hover(uri, 'answer: "TE|XT"')
    assert "A person" not in await editor.hover(uri, "# 🚀 ou|rs")


async def test_answers_are_taken_and_confirmed_by_quick_fixes(start: Start, profile: Profile, checklist: Path) -> None:
    editor = await start(profile, checklist.parents[1])
    uri = editor.open(checklist)
    found = await editor.diagnostics(uri, lambda d: "DW714" in codes(d), "what waits")
    waiting = [item for item in found if item.code == "DW714"]
    actions = {action.title: action for action in await editor.actions(uri, "types.str|ing", diagnostics=waiting)}
    confirm = actions["Confirm this answer"]
    assert confirm.is_preferred and [item.code for item in confirm.diagnostics or []] == ["DW714", "DW714"]
    await take(editor, actions["Confirm all 2 answers of “Types”"])
    after = read_preflight(editor.text(uri)).preflight
    assert [entry.answer.confirmed for entry in after.entries if entry.id.startswith("types.")] == [True, True]
    assert "# 🚀 ours" in editor.text(uri) and "TEXT  # 🚀" in editor.text(uri)
    offered = [action.title for action in await editor.actions(uri, "namespaces.ki|nd:")]
    assert "Take “schema” from PostgreSQL" in offered and "Answer prefix" in offered
    (action,) = [a for a in await editor.actions(uri, "namespaces.ki|nd:") if a.title.startswith("Take “schema”")]
    await take(editor, action)
    taken = read_preflight(editor.text(uri)).preflight.entry("namespaces.kind")
    assert taken is not None
    assert (taken.answer.value, taken.answer.source, taken.answer.confirmed) == ("schema", "similar:postgres", True)


async def test_questions_that_are_not_there_are_added(start: Start, profile: Profile, checklist: Path) -> None:
    editor = await start(profile, checklist.parents[1])
    uri = editor.open(checklist)
    (add,) = [a for a in await editor.actions(uri, "types.str|ing") if a.title.startswith("Add the ")]
    await take(editor, add)
    read = read_preflight(editor.text(uri))
    assert read.problems == () and read.preflight.entry("connection.sql") is not None
    assert read.preflight.answers["types.string"] == "TEXT"


@pytest.mark.parametrize("profile", [PULLING, PUSHED], ids=lambda profile: profile.name)
async def test_the_command_creates_the_checklist_once(start: Start, profile: Profile, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    editor = await start(profile, folder)
    name = "destinationWriter.preflight"
    refused = await editor.command(name, {"uri": folder.as_uri()})
    assert refused["uri"] is None and "name the database" in refused["reason"]
    declined = await editor.command(name, {"uri": folder.as_uri(), "database": "Kafka"})
    assert declined["uri"] is None and "databases" in declined["reason"]
    made = await editor.command(name, {"uri": folder.as_uri(), "database": "TimescaleDB"})
    if profile is PULLING:  # it applies plain edits only, which make no files
        assert (made["uri"], "use `destination-writer preflight`" in made["reason"]) == (None, True)
        return
    assert made["created"], made["reason"]
    assert made["uri"] == (folder / PREFLIGHT_PATH).as_uri()
    preflight = read_preflight((folder / PREFLIGHT_PATH).read_text("utf-8")).preflight
    assert (preflight.database, preflight.name) == ("timescaledb", "TimescaleDB")
    assert preflight.answers["namespaces.kind"] == "schema" and preflight.unconfirmed
    again = await editor.command(name, {"uri": folder.as_uri()})
    assert not again["created"] and again["uri"] == made["uri"]


async def test_the_checklist_belongs_to_the_only_connector(start: Start, connector: Path) -> None:
    editor = await start(PUSHED, connector.parent)
    made = await editor.command("destinationWriter.preflight", {"database": "PostgreSQL"})
    assert made["uri"] == (connector / PREFLIGHT_PATH).as_uri(), made["reason"]
    (applied,) = editor.applied
    assert not any(note.needs_confirmation for note in (applied.edit.change_annotations or {}).values())


async def test_it_is_quiet_about_other_yaml(start: Start, profile: Profile, tmp_path: Path) -> None:
    other = tmp_path / "preflight.yaml"
    other.write_text(CHECKLIST, "utf-8")
    editor = await start(profile, tmp_path)
    uri = editor.open(other)
    assert await editor.hover(uri, "upsert.mer|ge") == ""
    assert await complete(editor, uri, "upsert.merge: |false") == []
    assert await editor.actions(uri, "upsert.mer|ge") == []
