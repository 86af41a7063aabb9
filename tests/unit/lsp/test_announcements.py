"""What the server says it can do is what it does, and docs/protocol.md describes it."""

import re
from pathlib import Path
from typing import Any, get_type_hints, is_typeddict

import pytest
from lsprotocol import types as lsp
from lsprotocol.converters import get_converter

from destination_writer.lsp import protocol
from destination_writer.lsp.abilities import Abilities, abilities_of
from destination_writer.lsp.capabilities import COMMANDS, CUSTOM, FEATURES, PAINTS, capabilities
from destination_writer.lsp.framework import create_feature_server
from destination_writer.lsp.main import create_session
from destination_writer.sql.painting import Paint
from destination_writer.text.encodings import Encoding

PAGE = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text("utf-8")

PROVIDERS = {
    "textDocument/hover": "hover_provider",
    "textDocument/definition": "definition_provider",
    "textDocument/completion": "completion_provider",
    "textDocument/documentSymbol": "document_symbol_provider",
    "textDocument/documentLink": "document_link_provider",
    "textDocument/codeLens": "code_lens_provider",
    "textDocument/codeAction": "code_action_provider",
    "workspace/symbol": "workspace_symbol_provider",
    "workspace/executeCommand": "execute_command_provider",
}

PAINTING = {f"textDocument/semanticTokens/{kind}" for kind in ("full", "full/delta", "range")}


def test_every_announced_request_has_a_handler_and_every_handler_is_announced() -> None:
    manager = create_feature_server(create_session()).protocol.fm
    assert set(manager.features) == FEATURES - {"workspace/executeCommand"}
    assert set(manager.commands) == set(COMMANDS)


def test_capabilities_are_those_of_the_protocol_and_name_every_feature() -> None:
    announced = get_converter().structure(capabilities(Abilities()), lsp.ServerCapabilities)
    assert PROVIDERS.keys() | {"codeAction/resolve", *PAINTING, *CUSTOM} == FEATURES
    for attribute in PROVIDERS.values():
        assert getattr(announced, attribute), attribute


def test_colours_are_announced_to_a_client_that_asks_for_them() -> None:
    assert "semanticTokensProvider" not in capabilities(Abilities())
    abilities = abilities_of({"capabilities": {"textDocument": {"semanticTokens": {}}}})
    announced = get_converter().structure(capabilities(abilities), lsp.ServerCapabilities).semantic_tokens_provider
    assert isinstance(announced, lsp.SemanticTokensOptions)
    assert tuple(announced.legend.token_types) == PAINTS == tuple(paint.value for paint in Paint)


@pytest.mark.parametrize("pulls", [True, False])
def test_diagnostics_are_pulled_or_pushed(pulls: bool) -> None:
    assert ("diagnosticProvider" in capabilities(Abilities(pulls_diagnostics=pulls))) is pulls


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, Encoding.UTF_16),
        ([], Encoding.UTF_16),
        (["utf-8", "utf-16"], Encoding.UTF_8),
        (["utf-16", "utf-8"], Encoding.UTF_16),
        (["utf-7", "utf-32"], Encoding.UTF_32),
        ("utf-8", Encoding.UTF_16),
    ],
)
def test_the_encoding_is_the_clients_first_choice(offered: Any, chosen: Encoding) -> None:
    abilities = abilities_of({"capabilities": {"general": {"positionEncodings": offered}}})
    assert abilities.encoding is chosen
    assert capabilities(abilities)["positionEncoding"] == chosen.value


@pytest.mark.parametrize(
    "params", [{}, {"capabilities": None}, {"capabilities": {"textDocument": 3, "workspace": {"applyEdit": "yes"}}}]
)
def test_rubbish_in_a_capability_counts_as_its_absence(params: Any) -> None:
    assert abilities_of(params) == Abilities()


def test_edits_are_resolved_only_with_their_data() -> None:
    action = {"resolveSupport": {"properties": ["edit"]}}
    for data, resolves in ((True, True), (False, False)):
        told = {"capabilities": {"textDocument": {"codeAction": action | {"dataSupport": data}}}}
        assert abilities_of(told).resolves_edits is resolves


METHODS = [value for name, value in vars(protocol).items() if name.isupper()]
PAYLOADS = [kind for kind in vars(protocol).values() if is_typeddict(kind)]


@pytest.mark.parametrize("method", METHODS)
def test_every_message_has_its_section(method: str) -> None:
    assert f"\n## `{method}`\n" in PAGE


def test_the_page_names_no_other_message_and_every_command() -> None:
    assert set(re.findall(r"^## `(\S+)`$", PAGE, re.MULTILINE)) == set(METHODS)
    assert set(re.findall(r"`(destinationWriter\.\w+)`", PAGE)) == set(COMMANDS)


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda kind: kind.__name__)
def test_every_field_of_a_payload_is_described_and_no_other(payload: Any) -> None:
    _, found, rest = PAGE.partition(f"\n`{payload.__name__}`\n")
    assert found, f"docs/protocol.md has no {payload.__name__}"
    table = re.match(r"\n(?:\|.*\n)+", rest)
    assert table
    cells = [row.split("|")[1] for row in table[0].strip().split("\n")[2:]]
    assert {name for cell in cells for name in re.findall(r"`(\w+)`", cell)} == get_type_hints(payload).keys()
