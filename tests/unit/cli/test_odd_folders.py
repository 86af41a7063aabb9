"""Folders as they are on real machines: links that loop, pipes, folders named like files, packages named `build`."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from destination_writer.cli.main import cli
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.workspace import DiskWorkspace

PACKAGE = "src/main/kotlin/io/airbyte/integrations/destination/acme"
STUB = 'fun a() = TODO("Phase 2")\n'


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def write(root: Path, *paths: str, text: str = STUB) -> Path:
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def connector(tmp_path: Path) -> Path:
    root = write(tmp_path / "destination-acme", f"{PACKAGE}/A.kt")
    write(root, "gradle.properties", text="cdkVersion=1.0.13\n")
    return write(root, "build.gradle.kts", text="")


def seen(connector: Path) -> list[str]:
    """The files with stubs, which `stubs` and `check` must agree upon."""
    by_stubs = {entry["file"] for entry in json.loads(invoke("stubs", connector, "--json").stdout)}
    by_check = {entry["file"] for entry in json.loads(invoke("check", connector, "--json").stdout)}
    assert by_stubs == by_check
    return sorted(path.removeprefix(f"{PACKAGE}/") for path in by_stubs)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_links_that_loop_pipes_and_folders_named_like_files_do_no_harm(connector: Path) -> None:
    package = connector / PACKAGE
    write(package, "Folder.kt/Inner.kt")
    (package / "loop").symlink_to(".")
    (package / "itself.kt").symlink_to("itself.kt")
    (package / "gone.kt").symlink_to("nowhere.kt")
    os.mkfifo(package / "Pipe.kt")
    reports = connector / "build" / "test-results" / "test"
    reports.mkdir(parents=True)
    (reports / "TEST-itself.xml").symlink_to("TEST-itself.xml")
    os.mkfifo(reports / "TEST-pipe.xml")
    assert seen(connector) == ["A.kt", "Folder.kt/Inner.kt"]
    assert invoke("status", connector, "--json").exit_code == 0


def test_a_package_may_be_called_build_but_output_is_left_out(connector: Path) -> None:
    write(connector, f"{PACKAGE}/build/B.kt", f"{PACKAGE}/out/C.kt")
    write(connector, "build/generated/D.kt", "out/E.kt", ".kotlin/F.kt", "build/src/main/kotlin/G.kt")
    assert seen(connector) == ["A.kt", "build/B.kt", "out/C.kt"]


def test_a_checkout_below_a_folder_called_src_is_a_checkout_like_others(tmp_path: Path) -> None:
    root = write(tmp_path / "src" / "work", f"{PACKAGE}/A.kt", "build/generated/B.kt")
    assert list(DiskFiles(root).list()) == [f"{PACKAGE}/A.kt"]
    assert [entry["file"] for entry in json.loads(invoke("stubs", root, "--json").stdout)] == [f"{PACKAGE}/A.kt"]


def test_a_path_that_leads_nowhere_is_a_missing_file(connector: Path) -> None:
    (connector / "itself.kt").symlink_to("itself.kt")
    files = DiskFiles(connector)
    for path in ("itself.kt", "a\0b", "../outside.kt", "x" * 5000):
        assert not files.exists(path)
        with pytest.raises(FileNotFoundError):
            files.read(path)


@pytest.mark.parametrize("inside", ["src", "src/main", PACKAGE, "src/test-integration"])
def test_a_folder_inside_a_connector_is_told_apart(connector: Path, inside: str) -> None:
    (connector / inside).mkdir(parents=True, exist_ok=True)
    for command in ("status", "check"):
        ran = invoke(command, connector / inside)
        assert (ran.exit_code, ran.stdout) == (2, "")
        assert f"is a part of the connector {connector}; give that folder" in ran.stderr


def test_a_connector_below_another_build_is_no_part_of_it(connector: Path) -> None:
    write(connector.parent, "build.gradle", text="")
    assert DiskWorkspace(connector).module_around() is None
    assert DiskWorkspace(connector.parent).module_around() is None


def test_many_connectors_are_counted_and_some_are_named(tmp_path: Path) -> None:
    for number in range(14):
        root = write(tmp_path / f"destination-d{number:02}", "A.kt")
        write(root, "build.gradle.kts", text="")
    ran = invoke("status", tmp_path)
    assert ran.exit_code == 2
    assert "holds 14 connectors" in ran.stderr
    assert "destination-d09 and 4 more" in ran.stderr


@pytest.mark.parametrize(("path", "words"), [("missing", "there is no such folder"), ("file", "is a file")])
def test_doctor_wants_a_folder(tmp_path: Path, path: str, words: str) -> None:
    (tmp_path / "file").touch()
    ran = invoke("doctor", tmp_path / path)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert words in ran.stderr and str(tmp_path / path) in ran.stderr


def test_doctor_needs_no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobody)
    monkeypatch.setenv("PATH", "")
    ran = invoke("doctor", tmp_path, "--json")
    assert ran.exit_code == 0
    for check in json.loads(ran.stdout):
        assert check["found"] or check["get"], check["name"]
