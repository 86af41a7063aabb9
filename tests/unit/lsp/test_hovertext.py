"""What a person reads about names of the CDK and about phases."""

import pytest
from kotlin_cursor import contract, knowledge

from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.hovertext import (
    Names,
    explain_member,
    explain_phase,
    explain_type,
    explain_unknown_phase,
    member_anchor,
    type_page,
)
from destination_writer.lsp.pages import NoSuchPage, page_path, page_uri, render_page

VERSIONS = ("0.1.76", "0.1.100", "1.0.13", "local")


@pytest.mark.parametrize("version", VERSIONS)
def test_every_type_and_member_says_what_it_is_and_how_we_know(version: str) -> None:
    found = contract(version)
    for item in found.types:
        if item.entry.hidden:
            continue
        text = explain_type(item, found, knowledge().guides)
        assert item.what in text, item.name
        assert f"CDK {found.version} (era {found.era.value}" in text
        assert f"`{item.fqn}`" in text
        for member in item.members:
            text = explain_member(member, item, found)
            assert member.signature in text
            assert all(rule in text for rule in member.rules)


def test_what_is_not_verified_is_marked() -> None:
    found = contract("0.1.76")
    name = found.type("TableName")
    assert name
    (member,) = name.member("asOldStyleTempTable")
    assert "**Not verified:** Whether the newest releases still have it." in explain_member(member, name, found)


def test_an_interface_lists_what_must_be_supplied() -> None:
    found: Contract = contract()
    item = found.type("Aggregate")
    assert item
    text = explain_type(item, found)
    assert "**An implementation must supply**\n- `fun accept(record: RecordDTO)`\n- `suspend fun flush()`" in text


@pytest.mark.parametrize("number", range(12))
def test_every_phase_is_explained_without_a_placeholder(number: int) -> None:
    phase = knowledge().phase(number)
    names = Names("destination-acme", {"table_operations_suite": "AcmeTableTest"})
    text = explain_phase(phase, phase.tests_for("1.0.13"), None, names)
    assert text.startswith(f"### Phase {number} · {phase.title}")
    assert phase.goal in text
    assert "{connector}" not in text and "{suite}" not in text


def test_what_a_stub_owes_comes_first() -> None:
    owed = knowledge().owed(3, "client", "countTable", "C")
    assert owed
    text = explain_phase(knowledge().phase(3), (), owed)
    assert text.split("\n\n")[1] == f"**This stub owes:** {owed.owes}"


def test_commands_name_the_connectors_own_suite() -> None:
    phase = knowledge().phase(2)
    names = Names("destination-acme", {"table_operations_suite": "AcmeTableTest"})
    text = explain_phase(phase, phase.tests_for("1.0.13"), None, names)
    assert ":destination-acme:" in text
    assert "*AcmeTableTest.create and drop namespaces" in text


def test_a_phase_that_does_not_exist() -> None:
    text = explain_unknown_phase(14, knowledge().phases)
    assert text.startswith("### Phase 14 does not exist")
    assert "- 11 · " in text


def test_guides_are_links_for_a_reader_that_shows_pages() -> None:
    found = contract()
    item = found.type("TableOperationsClient")
    assert item
    plain = explain_type(item, found, knowledge().guides)
    linked = explain_type(item, found, knowledge().guides, page_uri)
    assert "**Guides:** Coroutines, " in plain
    assert "[Coroutines](destination-writer:/guides/coroutines.md)" in linked


@pytest.mark.parametrize(
    "path",
    ["cdk/1.0.13/TableOperationsClient.md", "guides/coroutines.md", "rules/DW101.md", "phases/0.md", "phases/11.md"],
)
def test_pages(path: str) -> None:
    page = render_page(knowledge(), page_path(page_uri(path)))
    assert page.path == path
    assert page.text.lstrip().startswith("#")
    assert page.title


def test_a_types_page_has_every_member_under_its_name() -> None:
    found = contract()
    item = found.type("TableOperationsClient")
    assert item
    lines = type_page(item, found).split("\n")
    assert all(member_anchor(member.name) in lines for member in item.members)


@pytest.mark.parametrize(
    "uri",
    [
        "destination-writer:/cdk/1.0.13/Nothing.md",
        "destination-writer:/guides/../phases.yaml",
        "destination-writer:/rules/DW999.md",
        "destination-writer:/phases/12.md",
        "destination-writer:/",
        "file:///etc/passwd",
        "nonsense",
    ],
)
def test_an_address_that_names_no_page(uri: str) -> None:
    with pytest.raises(NoSuchPage):
        render_page(knowledge(), page_path(uri))
