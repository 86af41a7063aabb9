"""A real Gradle and a real Kotlin compiler for the tests of this folder, on one build a module."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from gradle_project import GradleProject, make_project


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the build's answers are kept."""
    return tmp_path_factory.mktemp("answers")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> GradleProject:
    """A folder whose name has what trips scripts: a space, and letters beyond ASCII."""
    if shutil.which("gradle") is None:
        pytest.skip("no gradle on PATH; install it (Debian: the package gradle) to run the real build")
    return make_project(tmp_path_factory.mktemp("bauwerk") / "mein Ähre")


@pytest.fixture
def project(built: GradleProject) -> Iterator[GradleProject]:
    """The module's build; what a test changes in the connector's sources is undone, what Gradle made stays."""
    before = {path: path.read_bytes() for path in _sources(built)}
    yield built
    for path in _sources(built):
        if path not in before:
            path.unlink()
    for path, content in before.items():
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)


def _sources(project: GradleProject) -> list[Path]:
    places = (project.folder / "src").rglob("*"), project.folder.glob("*.*"), project.root.glob("*.*")
    return [path for place in places for path in place if path.is_file()]
