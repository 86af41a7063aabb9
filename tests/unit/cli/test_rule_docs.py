"""The pages of the rules in `docs/rules/` are those that the script writes."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from destination_writer.checkpoints.rulelist import RuleInfo, page_text, section
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Severity

SCRIPT = Path(__file__).parents[3] / "scripts" / "write_rules.py"
INFO = RuleInfo("DW603", "unlogged-sql", Severity.WARNING, "A summary.")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_rules", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_are_current(script: ModuleType) -> None:
    wanted = script.pages()
    stale = [name for name, text in wanted.items() if script.read(name) != text]
    assert (stale, script.left_over(wanted)) == ([], []), "run scripts/write_rules.py"


def test_the_index_leads_to_every_page(script: ModuleType) -> None:
    wanted = script.pages()
    for name in wanted:
        assert name == "README.md" or f"]({name})" in wanted["README.md"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("```kotlin in=AcmeClient\nfun a() {}\n```\n", "```kotlin\nfun a() {}\n```\n"),
        ("```kotlin title=A.kt cdk=0.1.76\nclass A\n```\n", "```kotlin\n// A.kt\nclass A\n```\n"),
        ("```yaml title=src/x.yml\na: 1\n```\n", "```yaml\n# src/x.yml\na: 1\n```\n"),
        ("```yaml title=src/x.yml\n# src/x.yml\na: 1\n```\n", "```yaml\n# src/x.yml\na: 1\n```\n"),
        ('```kotlin fun="fun a(b: C)"\nb.d()\n```\n', "```kotlin\nb.d()\n```\n"),
        ("```text\na\n```\n", "```text\na\n```\n"),
    ],
)
def test_a_reader_does_not_see_what_only_the_tests_need(written: str, shown: str) -> None:
    page = f"# DW603 · unlogged-sql\n\n## Why\n\nBecause.\n\n## Bad\n\n{written}"
    text = page_text(INFO, MemoryFiles({"rules/DW603.md": page}))
    assert text.endswith(f"## Bad\n\n{shown}")
    assert section(text, "Why") == "Because."
    assert section(text, "None") == ""
