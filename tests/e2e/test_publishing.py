"""The GitHub Action and the pre-commit hook as their hosts run them: the steps in a shell, the hook's own command."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(sys.executable).parent / "destination-writer"
FILE = "src/main/kotlin/io/airbyte/integrations/destination/acme/AcmeConfig.kt"
WRONG = "package io.airbyte.integrations.destination.acme\n\nimport io.airbyte.cdk.load.table.TableName\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository as a job has it, with one connector and one error in it."""
    texts = {"gradle.properties": "cdkVersion=1.0.13\n", "build.gradle.kts": "", FILE: WRONG}
    for path, text in texts.items():
        file = tmp_path / "connectors" / "destination-acme" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def action() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


def run_check_step(checkout: Path, **given: str) -> tuple[int, str, str]:
    """Exit code, standard output and the step's outputs."""
    about = action()
    step = next(step for step in about["runs"]["steps"] if step.get("id") == "check")
    inputs = {name: str(about["inputs"][name].get("default", "")) for name in about["inputs"]}
    inputs |= {name.replace("_", "-"): value for name, value in given.items()}
    temp = checkout / "runner"
    (temp / "destination-writer" / "bin").mkdir(parents=True, exist_ok=True)
    program = temp / "destination-writer" / "bin" / "destination-writer"
    if not program.exists():
        program.symlink_to(PROGRAM)
    output = temp / "output"
    output.touch()
    env = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: inputs[m[1]], value)
        for name, value in step["env"].items()
    }
    env = dict(os.environ) | env | {"RUNNER_TEMP": str(temp), "GITHUB_OUTPUT": str(output)}
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    ran = subprocess.run(shell, cwd=checkout, env=env, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout, output.read_text(encoding="utf-8")


def test_the_action_puts_findings_on_their_lines_and_writes_the_log(checkout: Path) -> None:
    code, said, output = run_check_step(checkout, path="connectors/destination-acme", sarif="log file.sarif")
    assert code == 1
    assert f"::error file=connectors/destination-acme/{FILE},line=3,col=1," in said
    assert output == "sarif=log file.sarif\n"
    (result,) = json.loads((checkout / "log file.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert result["ruleId"] == "DW502"


def test_the_action_passes_when_nothing_is_found_and_fails_on_bad_input(checkout: Path) -> None:
    assert run_check_step(checkout, path="connectors", ignore="DW5", fail_on="info") == (0, "", "")
    code, said, output = run_check_step(checkout, path="nowhere", sarif="log.sarif")
    assert (code, said, output) == (2, "", "")


def test_every_input_of_the_action_is_used_and_told() -> None:
    about = action()
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(about["runs"])))
    assert used == set(about["inputs"])
    assert all(one["description"].strip() for one in about["inputs"].values())


HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_checks_the_connector_of_a_staged_file(checkout: Path, hook: dict[str, Any]) -> None:
    staged = f"connectors/destination-acme/{FILE}"
    assert re.search(hook["files"], staged)
    command = shlex.split(hook["entry"])
    assert command[0] == "destination-writer"
    ran = subprocess.run(
        [str(PROGRAM), *command[1:], staged], cwd=checkout, capture_output=True, text=True, check=False
    )
    mends = "--fix" in command
    assert ran.returncode == (0 if mends else 1), ran.stderr
    assert ("schema.model" in (checkout / staged).read_text(encoding="utf-8")) is mends


@pytest.mark.parametrize(
    ("path", "is_looked_at"),
    [
        ("gradle.properties", True),
        ("a/src/test-integration/resources/application-component.yml", True),
        ("a/.destination-writer/state.yaml", True),
        ("a/build.gradle.kts", True),
        ("README.md", False),
        ("a/Main.java", False),
    ],
)
def test_hooks_look_at_what_a_connector_is_made_of(path: str, is_looked_at: bool) -> None:
    assert all(bool(re.search(hook["files"], path)) is is_looked_at for hook in HOOKS)
