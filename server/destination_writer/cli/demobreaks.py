"""Mistakes that the demo makes on purpose, each in one method: what people who know another database write."""

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Break:
    """`pattern` is looked for in files whose name ends with `file`, and becomes `text`. `phase` is the one whose
    checkpoint shows it."""

    says: str
    file: str
    pattern: str
    text: str
    phase: int
    is_grammar: bool = False
    """Only the database's own parser is sure to refuse it: an emulator's may read past it."""


BREAKS = (
    Break(
        "the THEN of a MERGE is forgotten", "SqlGenerator.kt", r"\bTHEN UPDATE SET", "UPDATE SET", 9, is_grammar=True
    ),
    Break(
        "createTable forgets the meta column of the generation",
        "SqlGenerator.kt",
        r"\n[^\n]*\bCOLUMN_NAME_AB_GENERATION_ID\.quote\(\)\} [^\n]*\",(?=\n)",
        "",
        3,
    ),
    Break("a branch of the type mapping is forgotten", "ColumnUtils.kt", r"\n +TimeTypeWithTimezone -> [^\n]+", "", 3),
    Break("a branch of the type mapping is forgotten", "Client.kt", r"\n +TimeTypeWithTimezone -> [^\n]+", "", 3),
)


def breakable(folder: Path, until: int, *, emulated: bool) -> tuple[Break, Path, str] | None:
    """The first mistake that can be made in a connector whose phases are written `until` one, its file, and the file's
    text with the mistake. On an `emulated` engine only what it is sure to see."""
    sources = sorted((folder / "src" / "main").rglob("*.kt"))
    for one in (each for each in BREAKS if each.phase <= until and not (emulated and each.is_grammar)):
        for path in sources:
            if path.name.endswith(one.file):
                text = path.read_text(encoding="utf-8")
                broken = re.sub(one.pattern, one.text, text, count=1)
                if broken != text:
                    return one, path, broken
    return None
