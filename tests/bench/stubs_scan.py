#!/usr/bin/env python3
"""How long `destination-writer stubs` takes on a large tree, against `ast-grep scan` on the same one.

    python tests/bench/stubs_scan.py TREE [--rounds 3] [--ast-grep PATH] [--goal 0.2]

TREE is a folder made by `gen_kotlin.py tree --out TREE` (10,000 files, 60 MB), with its `truth.jsonl`. Each round runs
both, one right behind the other, and only the ratio of a round counts: absolute times drift with the machine. ast-grep
comes from `pip install ast-grep-cli==0.51.1` into an environment of its own. Exit code 1 when the median ratio misses
the goal, or when a stub is missed or invented.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RULE = "id: stub\nlanguage: kotlin\nrule:\n  kind: call_expression\n  regex: '^TODO\\(\"Phase'\n"


def seconds(command: list[str]) -> tuple[float, bytes]:
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return time.perf_counter() - start, done.stdout


def wrong(tree: Path, output: bytes) -> int:
    """Stubs missed or invented, by file and line and phase."""
    found = {(row["file"], row["line"], row["phase"]) for row in json.loads(output)}
    truth: set[tuple[str, int, int]] = set()
    for text in (tree / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        file = json.loads(text)
        truth |= {(file["path"], stub["start"]["line"] + 1, stub["phase"]) for stub in file["stubs"]}
    return len(found ^ truth)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ast-grep", default=shutil.which("ast-grep"))
    parser.add_argument("--goal", type=float, default=0.2)
    options = parser.parse_args()
    ours = [sys.executable, "-m", "destination_writer", "stubs", str(options.tree), "--json"]
    errors = wrong(options.tree, seconds(ours)[1])
    print(f"{errors} stubs missed or invented")
    if not options.ast_grep:
        print("ast-grep is missing: pip install ast-grep-cli==0.51.1, then pass --ast-grep PATH", file=sys.stderr)
        return 2
    ratios: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        rule = Path(folder) / "rule.yml"
        rule.write_text(RULE, encoding="utf-8")
        theirs = [options.ast_grep, "scan", "-r", str(rule), "--json=stream", str(options.tree)]
        for _ in range(options.rounds):
            mine, other = seconds(ours)[0], seconds(theirs)[0]
            ratios.append(mine / other)
            print(f"stubs {mine:.2f} s   ast-grep {other:.2f} s   ratio {mine / other:.3f}")
    median = statistics.median(ratios)
    print(f"median ratio {median:.3f}, goal {options.goal}")
    return 1 if median > options.goal or errors else 0


if __name__ == "__main__":
    sys.exit(main())
