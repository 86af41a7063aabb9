"""The LSP4IJ template of docs/editors/intellij holds only keys that LSP4IJ reads, and its command starts the server."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "editors" / "intellij" / "destination-writer"

Keys = dict[str, Any]
"""Allowed keys; a nested dict for an object, None for a leaf."""

ANY = object()
"""Any keys: the content is the server's own."""

TASK: Keys = {
    "exec": {
        "name": None,
        "command": None,
        "workingDir": None,
        "timeout": None,
        "ignoreStderr": None,
        "onSuccess": ANY,
        "onFail": ANY,
    }
}

ALLOWED: dict[str, Keys | object] = {
    "template.json": {
        "id": None,
        "name": None,
        "url": None,
        "programArgs": {"default": None, "windows": None, "mac": None, "unix": None},
        "env": {"includeSystemEnvironmentVariables": None, "variables": ANY},
        "expandConfiguration": None,
        "disablePromotionFor": None,
        "languageMappings": None,
        "fileTypeMappings": None,
    },
    "settings.json": ANY,
    "initializationOptions.json": ANY,
    "clientSettings.json": {
        "caseSensitive": None,
        "lineCommentPrefix": None,
        "completion": {"useContextAwareSorting": None, "useTemplateForInvocationOnlySnippet": None},
        "format": ANY,
        "workspaceSymbol": {"supportsGotoClass": None},
        "uriSupport": {"encoded": None},
        "jsonRpc": {"useIntegerIds": None},
    },
    "installer.json": {
        "id": None,
        "name": None,
        "executeOnStartServer": None,
        "properties": ANY,
        "check": TASK,
        "run": TASK,
    },
}


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


def unknown_keys(value: Any, allowed: Keys | object, path: str = "") -> list[str]:
    if allowed is ANY or not isinstance(value, dict) or not isinstance(allowed, dict):
        return []
    found: list[str] = []
    for key, part in value.items():
        if key not in allowed:
            found.append(f"{path}{key}")
        else:
            found += unknown_keys(part, allowed[key], f"{path}{key}.")
    return found


def split_as_lsp4ij(command: str) -> list[str]:
    """At blanks, where only double quotes group: a single quote would stay in the argument."""
    lexer = shlex.shlex(command, posix=True)
    lexer.whitespace_split, lexer.quotes, lexer.escape, lexer.commenters = True, '"', "", ""
    return list(lexer)


def test_every_file_is_one_that_is_read() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*ALLOWED, "README.md"}


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_keys(name: str) -> None:
    assert unknown_keys(read(name), ALLOWED[name]) == []


def test_the_check_of_keys_finds_a_wrong_one() -> None:
    assert unknown_keys({"env": {"vars": {}}, "cmd": 1}, ALLOWED["template.json"]) == ["env.vars", "cmd"]


def test_mappings_name_the_language_once() -> None:
    """A `name` and `patterns` in one mapping would each start the server for the file."""
    assert read("template.json")["fileTypeMappings"] == [
        {"fileType": {"patterns": ["*.kt", "*.kts"]}, "languageId": "kotlin"},
        {"fileType": {"patterns": ["preflight.yaml", "state.yaml"]}, "languageId": "yaml"},
    ]


def test_the_environment_of_the_ide_reaches_the_server() -> None:
    assert read("template.json")["env"]["includeSystemEnvironmentVariables"] is True


def test_installer_tasks_hold_one_task_each() -> None:
    """Of several only the first is run."""
    installer = read("installer.json")
    assert [len(installer[part]) for part in ("check", "run")] == [1, 1]
    assert isinstance(installer["run"]["exec"]["command"], list), "arguments may hold blanks"


def test_settings_are_known_to_the_server() -> None:
    from destination_writer.lsp.settings import read_settings

    assert read_settings(read("settings.json"))[1] == ()


@pytest.mark.skipif(sys.platform == "win32", reason="the default command needs `sh`")
def test_the_default_command_starts_the_server(tmp_path: Path) -> None:
    command = split_as_lsp4ij(read("template.json")["programArgs"]["default"])
    scripts = Path(sys.executable).parent
    path = os.pathsep.join([str(scripts), os.environ["PATH"]])
    assert shutil.which("destination-writer", path=path), "this environment has no `destination-writer` command"
    body = json.dumps(
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {"processId": None, "rootUri": tmp_path.as_uri(), "capabilities": {}},
        }
    ).encode()
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path, env={**os.environ, "PATH": path}
    )
    with process:
        assert process.stdin and process.stdout
        try:
            process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            process.stdin.flush()
            answer = read_message(process.stdout)
        finally:
            process.kill()
    assert answer["id"] == 1
    assert answer["result"]["serverInfo"]["name"] == "destination-writer"


def read_message(stream: Any) -> Any:
    length = 0
    while (line := stream.readline().strip()) != b"":
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return json.loads(stream.read(length))
