"""The server beside its peers, as ratios of one run: ast-grep doing the same, and a bare server of the framework.

    lsp_peers.py [--rounds 5] [--tools FOLDER] [--ast-grep COMMAND]

Uses `lspbench.py`, `gen_kotlin.py` and `bare_pygls_server.py` of the shared tools (`../shared/tools/bench` beside the
project) and the `ast-grep` command. Says what is missing and ends with 0 when one of them is not there. Prints each
goal with what was reached; exit 1 when one is missed.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
SHARED = PROJECT.parent / "shared" / "tools" / "bench"

SIZES = {"105 KB": 100, "1 MB": 1000}
"""Kilobytes to ask the generator for."""

GOALS = (
    ("105 KB", "edit:toggle", "astgrep", 0.02, "stub toggled -> diagnostics"),
    ("1 MB", "edit:toggle", "astgrep", 0.02, "stub toggled -> diagnostics"),
    ("105 KB", "busy", "astgrep", 0.05, "hover right behind an edit"),
    ("1 MB", "busy", "astgrep", 0.05, "hover right behind an edit"),
    ("105 KB", "init", "pygls", 1.3, "start -> initialize"),
)
MOST_PUBLISHES = 10
"""For 40 characters at once."""

RULE = """id: todo
language: kotlin
severity: info
message: stub
rule:
  pattern: TODO($MSG)
constraints:
  MSG:
    regex: '^"Phase [0-9]+'
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tools", type=Path, default=SHARED)
    parser.add_argument("--ast-grep", default=shutil.which("ast-grep") or "")
    options = parser.parse_args()
    if not (options.tools / "lspbench.py").is_file():
        print(f"not measured: there is no lspbench.py in {options.tools}")
        return 0
    if not options.ast_grep:
        print("not measured: there is no ast-grep command; install ast-grep-cli==0.51.1, or give --ast-grep")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        found = measure(Path(scratch), options)
    return judge(found)


def measure(scratch: Path, options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """By size: the record that lspbench writes of one file."""
    workspace = scratch / "workspace"
    (workspace / "rules").mkdir(parents=True)
    (workspace / "rules" / "todo.yml").write_text(RULE, "utf-8")
    (workspace / "sgconfig.yml").write_text("ruleDirs: [rules]\n", "utf-8")
    found: dict[str, dict[str, Any]] = {}
    for size, kilobytes in SIZES.items():
        file = workspace / f"Big{kilobytes}.kt"
        make = [sys.executable, options.tools / "gen_kotlin.py", "file", "--out", file, "--kb", str(kilobytes)]
        subprocess.run([*make, "--stub-rate", "0.3"], check=True, stdout=subprocess.DEVNULL)
        truth = file.with_name(f"{file.name}.truth.json").rename(scratch / f"{kilobytes}.json")
        found[size] = run(file, truth, scratch / f"{kilobytes}.result.json", options)
        file.unlink()
    return found


def run(file: Path, truth: Path, result: Path, options: argparse.Namespace) -> dict[str, Any]:
    servers = {
        "ours": f"{sys.executable} -m destination_writer serve --log-level error",
        "pygls": f"{sys.executable} {options.tools / 'bare_pygls_server.py'}",
        "astgrep": f"{options.ast_grep} lsp -c {file.parent / 'sgconfig.yml'}",
    }
    command: list[Any] = [sys.executable, options.tools / "lspbench.py", "--workspace", file.parent]
    for name, server in servers.items():
        command += ["--server", f"{name}={server}"]
    command += ["--file", file, "--truth", truth, "--baseline", "astgrep", "--json", result]
    subprocess.run([*command, "--rounds", str(options.rounds)], check=True)
    return json.loads(result.read_text("utf-8"))


def judge(found: dict[str, dict[str, Any]]) -> int:
    missed = 0
    for size, metric, peer, goal, what in GOALS:
        servers = metrics(found[size])[metric]
        ratio = servers["ours"]["p50"] / servers[peer]["p50"]
        missed += ratio > goal
        print(f"{what}, {size}, to {peer}: {ratio:.4f} (goal {goal}){' MISSED' if ratio > goal else ''}")
    for size, record in found.items():
        most = metrics(record)["burst_pub"]["ours"]["max"]
        missed += most > MOST_PUBLISHES
        print(f"publishes for 40 characters at once, {size}: {most:g} (goal {MOST_PUBLISHES})")
        (file,) = record["files"].values()
        wrong = file["notes"]["ours"].get("missed", 0) + file["notes"]["ours"].get("invented", 0)
        missed += wrong > 0
        print(f"stubs missed or invented, {size}: {wrong} (goal 0)")
    return 1 if missed else 0


def metrics(record: dict[str, Any]) -> dict[str, dict[str, dict[str, float]]]:
    """Metric -> server -> p50, max and more (milliseconds), of a record that is about one file."""
    (file,) = record["files"].values()
    return file["metrics"]


if __name__ == "__main__":
    sys.exit(main())
