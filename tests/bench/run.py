"""All benchmarks, as ratios against peers of the same run: `make bench`.

    run.py [--rounds 3]

Peers and the generator of Kotlin come from the shared tools beside the project (`../shared/tools/bench`) and from
`ast-grep`, which is installed into an environment of its own below `.tools`. What is missing is named and left out.
Exit 1 when a goal is missed.
"""

import argparse
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
SHARED = PROJECT.parent / "shared" / "tools" / "bench"
AST_GREP = "ast-grep-cli==0.51.1"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", default="3")
    rounds = parser.parse_args().rounds
    failed = run("the event loop is never held long", "lsp_loop.py")
    failed |= run("no rule holds the event loop", "rules_hold.py")
    failed |= run("the rules over a file and a connector", "check_rules.py")
    if not SHARED.is_dir():
        print(f"not measured: peers and generator are not in {SHARED}")
        return int(failed)
    ast_grep = install_ast_grep()
    failed |= run("the server beside its peers", "lsp_peers.py", "--rounds", rounds, "--ast-grep", ast_grep)
    with tempfile.TemporaryDirectory() as scratch:
        tree = str(Path(scratch) / "tree")
        generator = [sys.executable, str(SHARED / "gen_kotlin.py"), "tree", "--out", tree]
        subprocess.run([*generator, "--files", "10000", "--mb", "60"], check=True)
        failed |= run("a scan of 10,000 files", "stubs_scan.py", tree, "--rounds", rounds, "--ast-grep", ast_grep)
    return int(failed)


def run(title: str, script: str, *arguments: str) -> bool:
    """True when the benchmark missed a goal."""
    print(f"\n== {title}", flush=True)
    return subprocess.run([sys.executable, str(HERE / script), *arguments], check=False).returncode != 0


def install_ast_grep() -> str:
    home = PROJECT / ".tools" / "ast-grep"
    command = home / ("Scripts" if sys.platform == "win32" else "bin") / "ast-grep"
    if not command.exists():
        venv.create(home, with_pip=True)
        subprocess.run([str(command.parent / "python"), "-m", "pip", "install", "--quiet", AST_GREP], check=True)
    return str(command)


if __name__ == "__main__":
    sys.exit(main())
