"""`stubs PATH`: what scripts read, and what a person reads."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from destination_writer.cli import stubscan
from destination_writer.cli.stubs import command
from destination_writer.toolchain.halves import in_halves


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def stubs(path: Path) -> list[dict[str, object]]:
    result = run(str(path), "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


@pytest.fixture
def connector(tmp_path: Path) -> Path:
    files = {
        "src/main/kotlin/io/b/Client.kt": (
            "class PostgresAirbyteClient : TableOperationsClient {\r\n"
            "    override suspend fun createNamespace(namespace: String) {\r\n"
            "        TODO(\r\n"
            '            "Phase 2"\r\n'
            "        )\r\n"
            "    }\r\n"
            "    override suspend fun dropTable(table: TableName) { TODO() }\r\n"
            "    fun helper() { TODO() }\r\n"
            "}\r\n"
        ),
        "src/main/kotlin/io/b/build/Top.kt": 'val x = "😀😀" + TODO("Phase 11")\n',
        "src/main/kotlin/io/A.kt": '// TODO("Phase 1")\nfun f() = 1\n',
        "build/generated/B.kt": 'fun f() = TODO("Phase 1")\n',
        "node_modules/C.kt": 'fun f() = TODO("Phase 1")\n',
        "notes.md": 'TODO("Phase 1")',
        "build.gradle.kts": 'tasks.register("x") { TODO("Phase 0") }\n',
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return tmp_path


def test_the_rows_of_a_folder(connector: Path) -> None:
    client = {"file": "src/main/kotlin/io/b/Client.kt", "class": "PostgresAirbyteClient", "role": "client"}
    nobody = {"class": None, "function": None, "role": None}
    assert stubs(connector) == [
        {
            "file": "build.gradle.kts",
            "line": 1,
            "column": 23,
            "end_line": 1,
            "phase": 0,
            **nobody,
            "text": 'TODO("Phase 0")',
        },
        {
            **client,
            "line": 3,
            "column": 9,
            "end_line": 5,
            "phase": 2,
            "function": "createNamespace",
            "text": 'TODO(\r\n            "Phase 2"\r\n        )',
        },
        {**client, "line": 7, "column": 56, "end_line": 7, "phase": None, "function": "dropTable", "text": "TODO()"},
        {
            "file": "src/main/kotlin/io/b/build/Top.kt",
            "line": 1,
            "column": 16,
            "end_line": 1,
            "phase": 11,
            **nobody,
            "text": 'TODO("Phase 11")',
        },
    ]


def test_the_keys_of_a_row_are_those_that_are_promised(connector: Path) -> None:
    keys = ["file", "line", "column", "end_line", "phase", "class", "function", "role", "text"]
    assert [list(row) for row in stubs(connector)] == [keys] * 4


def test_a_single_file_goes_by_its_name(connector: Path) -> None:
    rows = stubs(connector / "src/main/kotlin/io/b/Client.kt")
    assert [(row["file"], row["role"]) for row in rows] == [("Client.kt", "client")] * 2


def test_a_folder_without_stubs(tmp_path: Path) -> None:
    assert stubs(tmp_path) == []
    result = run(str(tmp_path))
    assert (result.exit_code, result.stdout) == (0, f"No TODO stubs in {tmp_path}.\n")


def test_what_a_person_reads(connector: Path) -> None:
    lines = run(str(connector)).stdout.splitlines()
    assert lines[2:5] == [
        "src/main/kotlin/io/b/Client.kt",
        '       3:9  Phase 2   PostgresAirbyteClient.createNamespace [client]  TODO( "Phase 2" )',
        "      7:56  no phase  PostgresAirbyteClient.dropTable [client]  TODO()",
    ]
    assert lines[-1] == "4 stubs (phase 0: 1, phase 2: 1, phase 11: 1, without a phase: 1)"


def test_a_missing_path() -> None:
    result = run("no/such/place", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no/such/place" in result.stderr and "give a Kotlin file or a folder" in result.stderr


def test_a_file_that_is_not_utf_8_is_told_and_the_rest_still_listed(connector: Path) -> None:
    (connector / "Bad.kt").write_bytes(b'fun f() = 1\nval s = "\xe9"\nval x = TODO("Phase 1")\n')
    (connector / "Wide.kt").write_bytes('fun f() = TODO("Phase 1")\n'.encode("utf-16"))
    result = run(str(connector), "--json")
    assert result.exit_code == 0 and len(json.loads(result.stdout)) == 4
    bad, wide = result.stderr.splitlines()
    assert "Bad.kt:2: not UTF-8 (byte 21); save the file as UTF-8" in bad
    assert "Wide.kt:1: not UTF-8" in wide


def test_a_single_file_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "Bad.kt").write_bytes(b'val x = TODO("\xe9")\n')
    result = run(str(tmp_path / "Bad.kt"), "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Bad.kt:1: not UTF-8" in result.stderr


def test_a_byte_order_mark_is_no_column(tmp_path: Path) -> None:
    (tmp_path / "Marked.kt").write_bytes('val x = TODO("Phase 1")\n'.encode("utf-8-sig"))
    assert [row["column"] for row in stubs(tmp_path)] == [9]


def test_a_large_file_is_told_and_listed(tmp_path: Path) -> None:
    text = "// filler\n" * 250_000 + 'fun f() = TODO("Phase 1")\n'
    (tmp_path / "Big.kt").write_text(text, encoding="utf-8")
    result = run(str(tmp_path / "Big.kt"), "--json")
    assert [row["line"] for row in json.loads(result.stdout)] == [250_001]
    assert "Big.kt: has 2,500,026 bytes" in result.stderr and result.exit_code == 0


def test_a_file_above_the_limit_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stubscan, "READABLE", 100)
    monkeypatch.setattr(stubscan, "FULL_FEATURES", 50)
    (tmp_path / "Huge.kt").write_text("// x\n" * 100)
    result = run(str(tmp_path), "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])
    assert "Huge.kt: has more than 100 bytes and was not read; split it" in result.stderr
    assert run(str(tmp_path / "Huge.kt")).exit_code == 2


def test_two_processes_find_what_one_finds(connector: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = stubs(connector)
    (connector / "Bad.kt").write_bytes(b"\xe9")
    monkeypatch.setattr(stubscan, "WORTH_TWO", 0)
    result = run(str(connector), "--json")
    assert json.loads(result.stdout) == one
    assert "Bad.kt:1: not UTF-8" in result.stderr


def test_halves_answer_even_when_the_child_does_not() -> None:
    def work(items: Sequence[int]) -> int:
        if 1 in items and not seen_here:
            raise ValueError("the child's half")
        return sum(items)

    seen_here: list[bool] = []
    with pytest.raises(ValueError, match="half"):
        in_halves(work, [0, 1, 2, 3])
    seen_here.append(True)
    assert sum(in_halves(work, [0, 1, 2, 3])) == 6
    assert in_halves(work, [5]) == [5]


def test_the_command_starts_without_the_heavy_libraries(connector: Path) -> None:
    script = (
        "import sys; from destination_writer.cli.main import main; sys.argv = ['x', 'stubs', sys.argv[1], '--json']\n"
        "try:\n    main()\nfinally:\n"
        "    heavy = {'pydantic', 'pygls', 'yaml', 'jinja2', 'tree_sitter', 'asyncio'} & set(sys.modules)\n"
        "    print(sorted(heavy), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(connector)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "[]")
    assert len(json.loads(done.stdout)) == 4
