"""Write the pages of the rules, `docs/rules/`, from the rules and their pages in `knowledge/rules/`.

write_rules.py [--check]
"""

import sys
from pathlib import Path

from destination_writer.checkpoints.rulelist import RuleInfo, all_rules, by_family, page_text
from destination_writer.toolchain.disk import DiskFiles

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "rules"
INDEX = "README.md"

HEAD = """\
<!-- Written by scripts/write_rules.py from knowledge/rules/ and the rules themselves. Do not edit. -->
"""
ABOUT = """
# Rules

Every finding has a code; every code has a page: why the rule is there, a bad and a good example, how to mend it.
`destination-writer explain CODE` shows a page in the terminal, `destination-writer explain` this list. In an editor
the code of a diagnostic leads to its page. How to choose, suppress and mend: [Checking](../checking.md).
"""


def main() -> None:
    missing = [info.code for info in all_rules() if not (ROOT / "knowledge" / info.page).is_file()]
    if missing:
        sys.exit(f"no page in knowledge/rules/ for {', '.join(missing)}: write it, then run this again")
    wanted = pages()
    if "--check" in sys.argv[1:]:
        stale = [name for name, text in wanted.items() if read(name) != text]
        if stale or left_over(wanted):
            sys.exit(f"docs/rules is stale ({', '.join(stale + left_over(wanted))}): run scripts/write_rules.py")
        return
    FOLDER.mkdir(exist_ok=True)
    for name in left_over(wanted):
        (FOLDER / name).unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """Every file of `docs/rules/` by name."""
    files = DiskFiles(ROOT / "knowledge")
    texts = {info.code: page_text(info, files) for info in all_rules()}
    named = {f"{code}.md": f"{HEAD}\n{text}\n[All rules]({INDEX})\n" for code, text in texts.items()}
    return named | {INDEX: HEAD + ABOUT + "".join(family_table())}


def family_table() -> list[str]:
    lines: list[str] = []
    for family, mine in by_family():
        lines.append(f"\n## {family.prefix}xx · {family.title}\n\n{family.about}\n\n")
        lines.append("| code | name | severity | what it says |\n|---|---|---|---|\n")
        lines += [row(info) for info in mine]
    return lines


def row(info: RuleInfo) -> str:
    summary = info.summary.replace("|", "\\|")
    return f"| [{info.code}]({info.code}.md) | {info.name} | {info.severity.value} | {summary} |\n"


def read(name: str) -> str | None:
    file = FOLDER / name
    return file.read_text(encoding="utf-8") if file.is_file() else None


def left_over(wanted: dict[str, str]) -> list[str]:
    return sorted(file.name for file in FOLDER.glob("*.md") if file.name not in wanted) if FOLDER.is_dir() else []


if __name__ == "__main__":
    main()
