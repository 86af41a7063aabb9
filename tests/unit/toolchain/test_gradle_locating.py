"""Which build a connector belongs to and what starts it; and every sentence on what is missing."""

import os
from pathlib import Path

import pytest

from destination_writer.toolchain.gradle.locating import GradleMissing, find_build

CONNECTOR = "airbyte-integrations/connectors/destination-x"


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with a java and nothing else."""
    folder = tmp_path / "tools"
    program(folder / "java")
    return folder


def program(file: Path, text: str = "#!/bin/sh\n", *, executable: bool = True) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    file.chmod(0o755 if executable else 0o644)
    return file


def checkout(root: Path, *, settings: str = "settings.gradle", wrapper: bool = True) -> Path:
    folder = root / CONNECTOR
    folder.mkdir(parents=True)
    (root / settings).write_text("", "utf-8")
    (folder / "build.gradle.kts").write_text("", "utf-8")
    if wrapper:
        program(root / "gradlew")
    return folder


def test_the_wrapper_of_the_settings_above(tmp_path: Path, tools: Path) -> None:
    folder = checkout(tmp_path / "airbyte")
    build = find_build(folder, environ={"PATH": str(tools)})
    assert (build.root, build.folder) == (tmp_path / "airbyte", folder)
    assert build.program == (str(tmp_path / "airbyte" / "gradlew"),) and build.typed == "./gradlew"


def test_settings_in_kotlin(tmp_path: Path, tools: Path) -> None:
    folder = checkout(tmp_path / "airbyte", settings="settings.gradle.kts")
    build = find_build(folder, environ={"PATH": str(tools)})
    assert build.settings == tmp_path / "airbyte" / "settings.gradle.kts"


def test_a_wrapper_that_may_not_be_executed_is_read_by_the_shell(tmp_path: Path, tools: Path) -> None:
    folder = checkout(tmp_path / "airbyte")
    wrapper = program(tmp_path / "airbyte" / "gradlew", executable=False)
    build = find_build(folder, environ={"PATH": str(tools)})
    assert build.program == ("/bin/sh", str(wrapper)) and build.typed == "sh gradlew"


def test_windows_takes_the_batch_file(tmp_path: Path, tools: Path) -> None:
    folder = checkout(tmp_path / "airbyte")
    program(tmp_path / "airbyte" / "gradlew.bat", "@rem\r\n")
    program(tools / "java.exe")
    environ = {"PATH": str(tools), "JAVA_HOME": ""}
    program(tmp_path / "jdk" / "bin" / "java.exe")
    build = find_build(folder, environ={**environ, "JAVA_HOME": str(tmp_path / "jdk")}, is_windows=True)
    assert build.program == (str(tmp_path / "airbyte" / "gradlew.bat"),) and build.typed == "gradlew.bat"


def test_an_installed_gradle_stands_in_for_a_missing_wrapper(tmp_path: Path, tools: Path) -> None:
    folder = checkout(tmp_path / "airbyte", wrapper=False)
    gradle = program(tools / "gradle")
    build = find_build(folder, environ={"PATH": str(tools)})
    assert build.program == (str(gradle),) and build.typed == "gradle"


def test_the_setting_wins_over_the_wrapper(tmp_path: Path, tools: Path) -> None:
    folder = checkout(tmp_path / "airbyte")
    gradle = program(tmp_path / "my tools" / "gradle")
    build = find_build(folder, gradle_command=str(gradle), environ={"PATH": str(tools)})
    assert build.program == (str(gradle),) and build.typed == f"'{gradle}'"


def test_a_single_project_without_settings(tmp_path: Path, tools: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "build.gradle").write_text("", "utf-8")
    program(tmp_path / "x" / "gradlew")
    build = find_build(tmp_path / "x", environ={"PATH": str(tools)})
    assert build.root == tmp_path / "x" and build.settings is None


def test_no_build_at_all(tmp_path: Path, tools: Path) -> None:
    with pytest.raises(
        GradleMissing, match=r"no settings\.gradle\.kts or settings\.gradle in .*write build\.gradle\.kts"
    ):
        find_build(tmp_path, environ={"PATH": str(tools)})


def test_neither_wrapper_nor_gradle(tmp_path: Path, tools: Path) -> None:
    folder = checkout(tmp_path / "airbyte", wrapper=False)
    with pytest.raises(GradleMissing, match=r"no gradlew in .* and no gradle on PATH\. Restore the wrapper"):
        find_build(folder, environ={"PATH": str(tools)})


def test_a_setting_that_names_nothing(tmp_path: Path, tools: Path) -> None:
    folder = checkout(tmp_path / "airbyte")
    with pytest.raises(GradleMissing, match="the setting for Gradle names /no/gradle, and there is no such program"):
        find_build(folder, gradle_command="/no/gradle", environ={"PATH": str(tools)})


def test_a_wrapper_without_its_jar(tmp_path: Path, tools: Path) -> None:
    folder = checkout(tmp_path / "airbyte")
    script = "#!/bin/sh\nexec java -jar $APP_HOME/gradle/wrapper/gradle-wrapper.jar\n"
    program(tmp_path / "airbyte" / "gradlew", script)
    with pytest.raises(GradleMissing, match=r"needs gradle/wrapper/gradle-wrapper\.jar, which is not there\. Restore"):
        find_build(folder, environ={"PATH": str(tools)})
    program(tmp_path / "airbyte" / "gradle/wrapper/gradle-wrapper.jar")
    assert find_build(folder, environ={"PATH": str(tools)}).typed == "./gradlew"


def test_a_wrapper_with_the_line_ends_of_windows(tmp_path: Path, tools: Path) -> None:
    folder = checkout(tmp_path / "airbyte")
    program(tmp_path / "airbyte" / "gradlew", "#!/bin/sh\r\nexec true\r\n")
    with pytest.raises(GradleMissing, match=r"has the line ends of Windows.*dos2unix gradlew"):
        find_build(folder, environ={"PATH": str(tools)})


def test_no_java(tmp_path: Path) -> None:
    folder = checkout(tmp_path / "airbyte")
    with pytest.raises(GradleMissing, match=r"no Java: JAVA_HOME is not set and PATH has no java\. Install a JDK"):
        find_build(folder, environ={"PATH": str(tmp_path)})


def test_a_java_home_that_is_none(tmp_path: Path, tools: Path) -> None:
    folder = checkout(tmp_path / "airbyte")
    home = os.fspath(tmp_path / "jdk-gone")
    with pytest.raises(GradleMissing, match=r"JAVA_HOME is .*jdk-gone, and there is no bin/java in it"):
        find_build(folder, environ={"PATH": str(tools), "JAVA_HOME": home})
