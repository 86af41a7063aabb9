"""Fixtures of the end-to-end tests; what they are made of is in `editor_profiles.py`."""

from pathlib import Path

import pytest
from editor_profiles import client_file, connector, editor, profile, start

__all__ = ["client_file", "connector", "editor", "profile", "start"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning"))
