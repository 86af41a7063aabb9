"""How many of the seeded mistakes the rules find, by family; every mistake in every connector that has its place.

    .venv/bin/python scripts/seeded_mistakes.py [FAMILY ...]     e.g. 3xx 6xx

Prints what was missed, and what was told on another line; ends with 1 when fewer than 95 % were found at their place.
"""

import sys
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "unit" / "analysis" / "seeded")]

from seeding import Judge, seeded  # noqa: E402 (the folder of the tests is no package)
from test_seeded_mistakes import FAMILIES, SHARE  # noqa: E402


def main(families: list[str]) -> int:
    judge, table = Judge(), dict[str, Counter[str]]()
    for family in families or list(FAMILIES):
        table[family] = Counter()
        for one in seeded(FAMILIES[family]):
            outcome, told = judge.outcome(one)
            table[family][outcome] += 1
            if outcome != "found":
                instead = ", ".join(f"{f.code} {f.location.path}:{f.location.range.start.line + 1}" for f in told[:2])
                print(f"{outcome}: {one.name}" + (f" (told: {instead})" if instead else ""), flush=True)
    print(f"\n{'family':8}{'made':>6}{'found':>7}{'elsewhere':>11}{'missed':>8}{'share':>8}")
    for name, counted in [*table.items(), ("all", sum(table.values(), Counter[str]()))]:
        made = counted.total()
        share = f"{counted['found'] / made:.1%}"
        print(f"{name:8}{made:>6}{counted['found']:>7}{counted['elsewhere']:>11}{counted['missed']:>8}{share:>8}")
    everything = sum(table.values(), Counter[str]())
    return 0 if everything["found"] >= SHARE * everything.total() else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
