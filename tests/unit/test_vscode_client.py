"""What the VS Code client repeats of the server and of itself: settings, messages, commands, pinned packages."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, get_type_hints, is_typeddict

import pytest

from destination_writer import __version__
from destination_writer.checkpoints.runners import RUNNERS
from destination_writer.lsp import abilities, protocol
from destination_writer.lsp.capabilities import COMMANDS

PROJECT = Path(__file__).parents[2]
CLIENT = PROJECT / "vscode-client"
PACKAGE: dict[str, Any] = json.loads((CLIENT / "package.json").read_text("utf-8"))
CONTRIBUTES: dict[str, Any] = PACKAGE["contributes"]


def test_settings_are_those_of_the_server() -> None:
    script = CLIENT / "scripts" / "sync_settings.py"
    result = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_tools_for_the_editors_own_model_are_those_of_the_toolbox() -> None:
    script = CLIENT / "scripts" / "sync_tools.py"
    result = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_every_tool_says_what_it_takes() -> None:
    """As VS Code wants it: a name that a model can call, and a schema without references."""
    tools = CONTRIBUTES["languageModelTools"]
    names = {tool["name"] for tool in tools}
    assert {"destinationWriter_status", "destinationWriter_propose_change", "destinationWriter_run_checkpoint"} <= names
    for tool in tools:
        assert re.fullmatch(r"destinationWriter_[a-z_]+", tool["name"])
        assert tool["modelDescription"]
        assert "$ref" not in json.dumps(tool["inputSchema"])
        assert all(field.get("description") for field in tool["inputSchema"]["properties"].values()), tool["name"]


def test_the_extension_has_the_version_of_its_server() -> None:
    assert PACKAGE["version"] == __version__


def test_every_setting_has_a_scope_a_default_and_a_text() -> None:
    for name, schema in CONTRIBUTES["configuration"]["properties"].items():
        assert name.startswith("destinationWriter."), name
        assert {"type", "default", "scope", "markdownDescription"} <= schema.keys(), name


def test_settings_that_name_or_start_programs_are_restricted() -> None:
    restricted = PACKAGE["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"]
    assert set(restricted) == {
        "destinationWriter.server.path",
        "destinationWriter.server.python",
        "destinationWriter.server.pipArguments",
        "destinationWriter.runs.gradleCommand",
        "destinationWriter.runs.javaHome",
        "destinationWriter.sql.parsers",
    }


def mirror() -> str:
    """The file and its parts."""
    return "".join(path.read_text("utf-8") for path in sorted((CLIENT / "src" / "common").glob("protocol*.ts")))


def test_messages_are_those_of_the_server() -> None:
    served = {value for name, value in vars(protocol).items() if name.isupper()}
    assert served == set(re.findall(r"'(destinationWriter/\w+)'", mirror()))


PAYLOADS = [kind for kind in vars(protocol).values() if is_typeddict(kind)]


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda kind: kind.__name__)
def test_payloads_have_the_fields_of_the_server(payload: Any) -> None:
    body = re.search(rf"export interface {payload.__name__} \{{(.*?)\n\}}", mirror(), re.DOTALL)
    assert body, f"protocol.ts has no {payload.__name__}"
    fields = dict(re.findall(r"readonly (\w+)(\??):", body[1]))
    assert fields.keys() == get_type_hints(payload).keys()
    assert {name for name, optional in fields.items() if optional} == payload.__optional_keys__


def test_states_are_those_of_the_server() -> None:
    for name in ("PhaseState", "ComponentProgress", "RunState"):
        (line,) = re.findall(rf"export type {name} = (.*);", mirror())
        assert tuple(re.findall(r"'([^']+)'", line)) == getattr(protocol, name).__args__


def test_abilities_that_the_client_states_are_ones_that_the_server_asks_for() -> None:
    (line,) = re.findall(r"CLIENT_ABILITIES = \{ (.*) \} as const", mirror())
    stated = dict.fromkeys(re.findall(r"(\w+): true", line), True)
    told = abilities.abilities_of({"capabilities": {"experimental": {"destinationWriter": stated}}})
    assert (told.shows_pages, told.follows_status, told.follows_runs, told.picks_choices) == (True,) * 4


def test_commands_that_the_client_calls_are_those_of_the_server() -> None:
    block = mirror().partition("export const ServerCommands = {")[2].partition("} as const")[0]
    called = dict(re.findall(r"(\w+): '(destinationWriter\.\w+)'", block))
    assert called
    assert all(command in COMMANDS and command.endswith(f".{name}") for name, command in called.items())


def test_runners_are_those_of_the_server() -> None:
    (line,) = re.findall(r"export type Runner = (.*);", mirror())
    assert tuple(re.findall(r"'([^']+)'", line)) == RUNNERS


@pytest.mark.parametrize("menu", ["commandPalette", "view/title", "view/item/context"])
def test_nothing_that_runs_or_writes_is_offered_in_an_untrusted_workspace(menu: str) -> None:
    offered = [
        item for item in CONTRIBUTES["menus"][menu] if re.search(r"\.(run|implement|choose|create)", item["command"])
    ]
    assert offered
    assert [item for item in offered if "isWorkspaceTrusted" not in item["when"] and item["when"] != "false"] == []


def test_every_command_that_runs_names_its_condition_in_the_palette() -> None:
    """A command that the palette's menu does not list is always offered."""
    listed = {item["command"] for item in CONTRIBUTES["menus"]["commandPalette"]}
    commands = {command["command"] for command in CONTRIBUTES["commands"]}
    assert {command for command in commands if re.search(r"\.(run|implement|choose|create)", command)} <= listed


def test_commands_of_the_package_are_those_of_the_code() -> None:
    constants = (CLIENT / "src" / "common" / "constants.ts").read_text("utf-8")
    block = constants.partition("export const Commands = {")[2].partition("} as const")[0]
    in_code = {f"destinationWriter.{name}" for name in re.findall(r"`\$\{SECTION\}\.(\w+)`", block)}
    assert in_code == {command["command"] for command in CONTRIBUTES["commands"]}


def test_commands_that_the_server_registers_are_not_registered_twice() -> None:
    """The language client registers the server's commands itself; a second registration would throw."""
    handlers = (PROJECT / "server" / "destination_writer" / "lsp" / "handlers").glob("*.py")
    served = {name for path in handlers for name in re.findall(r'"(destinationWriter\.\w+)"', path.read_text("utf-8"))}
    assert served
    assert not served & {command["command"] for command in CONTRIBUTES["commands"]}


def test_what_menus_and_walkthrough_name_exists() -> None:
    commands = {command["command"] for command in CONTRIBUTES["commands"]}
    named = {item["command"] for menu in CONTRIBUTES["menus"].values() for item in menu}
    texts = json.dumps([CONTRIBUTES["viewsWelcome"], CONTRIBUTES["walkthroughs"]])
    named |= set(re.findall(r"command:(destinationWriter\.\w+)\)", texts))
    assert named <= commands
    for step in (step for walkthrough in CONTRIBUTES["walkthroughs"] for step in walkthrough["steps"]):
        assert (CLIENT / step["media"]["markdown"]).is_file()
    for file in (PACKAGE["icon"], CONTRIBUTES["languages"][0]["configuration"], CONTRIBUTES["grammars"][0]["path"]):
        assert (CLIENT / file).is_file()


@pytest.mark.parametrize("name", ["kotlin.tmLanguage.json", "kotlin.language-configuration.json"])
def test_language_files_are_json(name: str) -> None:
    json.loads((CLIENT / "languages" / name).read_text("utf-8"))


def test_the_grammar_includes_only_what_it_has() -> None:
    text = (CLIENT / "languages" / "kotlin.tmLanguage.json").read_text("utf-8")
    assert set(re.findall(r'"include": "#(\w+)"', text)) <= json.loads(text)["repository"].keys()


def test_pinned_packages_cover_what_the_server_needs() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    needed = {re.split(r"[<>=!~\[; ]", entry, maxsplit=1)[0].lower() for entry in project["project"]["dependencies"]}
    blocks = re.split(r"\n(?=\S)", (CLIENT / "server-requirements.txt").read_text("utf-8"))
    pinned = {block.partition("==")[0].lower(): block for block in blocks if "==" in block and block[0] != "#"}
    assert {re.sub(r"[-_.]+", "-", name) for name in needed} <= {re.sub(r"[-_.]+", "-", name) for name in pinned}
    assert all("--hash=sha256:" in block for block in pinned.values())


@pytest.mark.parametrize("folder", [CLIENT, PROJECT / "tests" / "clients" / "vscode"], ids=lambda path: path.name)
def test_lock_files_name_no_registry(folder: Path) -> None:
    assert "omit-lockfile-registry-resolved=true" in (folder / ".npmrc").read_text("utf-8")
    packages = json.loads((folder / "package-lock.json").read_text("utf-8"))["packages"]
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []
