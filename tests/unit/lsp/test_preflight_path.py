"""A start imports no YAML, so the server has a name of its own for the checklist's place."""

from pathlib import Path

import pytest

from destination_writer.connector.preflight import PREFLIGHT_PATH
from destination_writer.lsp.preflightpath import PREFLIGHT, is_preflight


def test_the_place_is_the_connectors() -> None:
    assert PREFLIGHT == PREFLIGHT_PATH


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/destination-x/.destination-writer/preflight.yaml", True),
        ("/a/destination-x/preflight.yaml", False),
        ("/a/x.destination-writer/preflight.yaml", False),
        ("/a/.destination-writer/state.yaml", False),
        (None, False),
    ],
)
def test_a_checklist_is_known_by_its_place(path: str | None, expected: bool) -> None:
    assert is_preflight(Path(path) if path else None) is expected
