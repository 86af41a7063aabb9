"""No knowledge text softens a failure, and none speaks of the machine that it was written on."""

import re

import pytest

from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

FILES = DiskFiles(bundled("knowledge"))
SOFT = re.compile(
    r"\b(minor|probably|should work|likely just|just a|not critical|isn't critical|(can |let's )?fix (it |this )?later|"
    r"optional to fix|continue anyway|move on|safely ignored?|nothing to worry)\b",
    re.IGNORECASE,
)
FOREIGN = re.compile(r"(/(?:root|work|home)/|\bAI\b|\bLLM\b|language model|\bsession of the project\b)")

LIST_THEM = {"prompts/tone.yaml", "contradictions.yaml", "answers/intents.yaml"}
"""These name wordings that are looked for: in answers, in the documents of others, in questions."""


@pytest.mark.parametrize(
    "path", [path for path in FILES.list() if path.endswith((".md", ".yaml", ".j2")) and path not in LIST_THEM]
)
def test_wording(path: str) -> None:
    text = " ".join(FILES.read(path).split())
    for pattern in (SOFT, FOREIGN):
        found = pattern.search(text)
        assert found is None, f"{path}: …{text[max(0, found.start() - 40) : found.end() + 40]}…"
