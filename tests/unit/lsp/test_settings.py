"""Settings from JSON that a person wrote."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from destination_writer.lsp.settings import Settings, When, described, read_settings

SCRIPT = Path(__file__).parents[3] / "scripts" / "write_settings.py"


@pytest.mark.parametrize("value", [None, {}, {"destinationWriter": {}}, {"server": {"path": "x"}, "trace": {}}])
def test_without_settings_the_defaults_are_in_force(value: Any) -> None:
    assert read_settings(value) == (Settings(), ())


def test_values_are_read_from_the_section_or_from_what_holds_it() -> None:
    inner = {
        "diagnostics": {"enable": False, "delay": 0},
        "generation": {"confirm": "always", "strategies": {"upsertTable": "merge"}},
        "cdk": {"version": "0.1.83"},
    }
    for value in (inner, {"destinationWriter": inner}):
        settings, problems = read_settings(value)
        assert problems == ()
        assert (settings.diagnostics.enable, settings.diagnostics.delay) == (False, 0)
        assert settings.generation.confirm is When.ALWAYS
        assert settings.generation.strategies == {"upsertTable": "merge"}
        assert settings.cdk.version == "0.1.83"
        assert settings.results == Settings().results


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ([], "`destinationWriter` must be an object, not `[]`; its defaults are used"),
        ({"hover": True}, "`destinationWriter.hover` must be an object, not `True`; its defaults are used"),
        (
            {"hover": {"enable": 1}},
            "`destinationWriter.hover.enable` must be true or false, not `1`; its default is used",
        ),
        (
            {"diagnostics": {"delay": 20_000}},
            "`destinationWriter.diagnostics.delay` must be a whole number from 0 to 10000, not `20000`; its default is"
            " used",
        ),
        (
            {"diagnostics": {"delay": True}},
            "`destinationWriter.diagnostics.delay` must be a whole number from 0 to 10000, not `True`; its default is"
            " used",
        ),
        (
            {"generation": {"confirm": "often"}},
            "`destinationWriter.generation.confirm` must be one of `always`, `never`, not `'often'`; its default is"
            " used",
        ),
        (
            {"generation": {"strategies": {"upsertTable": 3}}},
            "`destinationWriter.generation.strategies` must be an object of texts, not `{'upsertTable': 3}`; its"
            " default is used",
        ),
        ({"codelens": {}}, "`destinationWriter.codelens` is not a setting; did you mean `codeLens`?"),
        (
            {"cdk": {"verison": "1"}},
            "`destinationWriter.cdk.verison` is not a setting; known here: `version`",
        ),
    ],
)
def test_what_does_not_fit_is_named_and_its_default_used(value: Any, problem: str) -> None:
    assert read_settings(value) == (Settings(), (problem,))


def test_one_bad_value_costs_no_other() -> None:
    settings, problems = read_settings({"hover": {"enable": False}, "diagnostics": {"delay": "soon"}})
    assert settings.hover.enable is False
    assert len(problems) == 1


def test_every_setting_is_described_once() -> None:
    names = [setting.name for setting in described()]
    assert len(names) == len(set(names))
    for setting in described():
        assert setting.text.endswith((".", "`.")), setting.name
        assert setting.kind in {"boolean", "integer", "string", "object"}


def test_the_settings_page_is_up_to_date() -> None:
    result = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
