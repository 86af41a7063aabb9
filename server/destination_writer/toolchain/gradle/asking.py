"""The build asked what it has. The answer is kept until a build file changes."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from destination_writer.toolchain.gradle.commandline import gradle_arguments
from destination_writer.toolchain.gradle.locating import Build
from destination_writer.toolchain.gradle.model import ProjectModel, TestTask
from destination_writer.toolchain.gradle.running import Command, Hooks, Ran, Stop, run_command
from destination_writer.toolchain.gradle.settings import project_path

SCRIPT = Path(__file__).with_name("scripts") / "ask.init.gradle"
_PATTERNS = ("*.gradle", "*.gradle.kts", "gradle.properties", "gradle/*.gradle", "gradle/**/*.toml", "gradle/wrapper/*")
_LOGIC = ("buildSrc", "build-logic")
_SKIPPED = {"build", ".gradle", ".kotlin"}


class Asked:
    """`ran` is how the asking went, None when the answer was known."""

    def __init__(self, model: ProjectModel, ran: Ran | None) -> None:
        self.model = model
        self.ran = ran

    @property
    def stopped(self) -> Stop | None:
        return self.ran.stopped if self.ran else None


def known_model(build: Build, cache: Path) -> ProjectModel | None:
    """The kept answer, when the build files are those it was given for."""
    try:
        return _model(json.loads(_kept(build, cache).read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def ask(
    build: Build,
    cache: Path,
    environ: Mapping[str, str],
    extra: Sequence[str],
    stop: Callable[[], Stop | None],
    kept: str = "",
) -> Asked:
    """Run the build's configuration to learn its tasks; where that fails, what its files and conventions say."""
    lines: list[str] = []
    with tempfile.TemporaryDirectory(prefix="destination-writer-ask-") as name:
        home = Path(name).resolve()
        script = home / SCRIPT.name
        script.write_bytes(SCRIPT.read_bytes())
        (home / "folder.txt").write_text(str(build.folder), "utf-8")
        arguments = gradle_arguments(build, ["-q", "-p", str(build.folder), *extra, "help"], script, bool(kept))
        hooks = Hooks(lambda text, _: lines.append(text) if len(lines) < 2000 else None, lambda: None, stop)
        ran = run_command(Command(arguments, build.root, environ, kept), hooks)
        try:
            answer = (home / "answer.json").read_text("utf-8")
            model = _model(json.loads(answer))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return Asked(by_convention(build, _reason(lines)), ran)
    file = _kept(build, cache)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(answer, "utf-8")
    except OSError:
        pass  # asking again costs seconds, not correctness
    return Asked(model, ran)


def forget(build: Build, cache: Path) -> None:
    """Ask again the next time: the answer did not fit the build."""
    _kept(build, cache).unlink(missing_ok=True)


def by_convention(build: Build, problem: str) -> ProjectModel:
    """What settings and folders tell."""
    if build.settings is None:
        return ProjectModel(":", problem=problem)
    try:
        text = build.settings.read_text("utf-8", errors="replace")
    except OSError:
        text = ""
    return ProjectModel(project_path(text, build.folder.relative_to(build.root).as_posix()), problem=problem)


def _reason(lines: Iterable[str]) -> str:
    """The first line below `What went wrong`, else the last that was printed."""
    kept = [line.strip() for line in lines if line.strip()]
    for index, line in enumerate(kept[:-1]):
        if line.startswith("* What went wrong"):
            return kept[index + 1]
    return kept[-1] if kept else "it printed nothing"


def _model(answer: dict[str, Any]) -> ProjectModel:
    tasks = [
        TestTask(str(t["name"]), tuple(map(str, t["sets"])), str(t["reports"]), bool(t["enabled"]))
        for t in answer["tests"]
    ]
    folders = {str(name): tuple(map(str, places)) for name, places in answer["folders"].items()}
    return ProjectModel(
        str(answer["path"]), frozenset(map(str, answer["tasks"])), tuple(tasks), folders, str(answer["gradle"])
    )


def _kept(build: Build, cache: Path) -> Path:
    return cache / f"gradle-project-{digest(build)}.json"


def digest(build: Build) -> str:
    """Sixteen hex digits over every file that may decide which tasks the project has."""
    found = hashlib.sha256(SCRIPT.read_bytes() + f"{build.folder}\0{build.program}".encode())
    for file in _build_files(build):
        try:
            found.update(f"{file}\0".encode() + file.read_bytes())
        except OSError:
            found.update(f"{file}\0unreadable".encode())
    return found.hexdigest()[:16]


def _build_files(build: Build) -> list[Path]:
    places = [build.folder, *(p for p in build.folder.parents if p == build.root or build.root in p.parents)]
    files = {file for place in places for pattern in _PATTERNS for file in place.glob(pattern)}
    for name in _LOGIC:
        files |= {f for f in (build.root / name).rglob("*") if not _SKIPPED & set(f.relative_to(build.root).parts)}
    return sorted(file for file in files if file.is_file())
