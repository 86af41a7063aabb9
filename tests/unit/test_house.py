"""What holds for the whole repository: locks, versions, and what must never be in it."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from destination_writer import __version__

ROOT = Path(__file__).resolve().parents[2]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: str) -> set[str]:
    text = (ROOT / "requirements" / requirements).read_text(encoding="utf-8")
    return {normal(name) for name in re.findall(r"^[A-Za-z0-9][A-Za-z0-9._-]*", text, re.MULTILINE)}


def test_runtime_requirements_are_those_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {normal(re.split(r"[><=\[]", line)[0]) for line in project["dependencies"]}
    assert names("runtime.in") == wanted
    assert wanted <= names("runtime.txt")


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    reasons = {normal(name) for name in re.findall(r"`([^`]+)`", text)}
    for name in names("runtime.in") | names("dev.in"):
        assert name in reasons, f"docs/dependencies.md says nothing of {name}"


def test_python_locks_are_hashed_and_pinned() -> None:
    for lock in ("runtime.txt", "dev.txt", "jars.txt"):
        text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
        pins = re.findall(r"^[A-Za-z0-9._-]+(?:\[[a-z,]+\])?==\S+ \\$", text, re.MULTILINE)
        packages = re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE)
        assert pins and len(pins) == len(packages), lock
        assert text.count("--hash=sha256:") >= len(pins), lock


HOSTS = re.compile(r"(pypi|pythonhosted|npmjs|maven)\.(org|com)|deb\.debian|repo1\.", re.IGNORECASE)
MACHINE = re.compile(r"(?<![\w.$}])/(root|work|farm)/(?!\w*/?\*)|(?<![\w.])/home/[a-z]+/")


@pytest.mark.parametrize("path", tracked(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_registry_host_and_no_path_of_a_machine(path: Path) -> None:
    if path == Path(__file__).resolve() or path.suffix in {".png", ".ico", ".jar"} or not path.is_file():
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    for pattern in (HOSTS, MACHINE):
        found = pattern.search(text)
        assert found is None, f"{path.name} holds {found.group() if found else ''}"


def test_client_and_server_have_one_version() -> None:
    package = json.loads((ROOT / "vscode-client" / "package.json").read_text(encoding="utf-8"))
    assert package["version"] == __version__


def test_changelog_names_the_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
