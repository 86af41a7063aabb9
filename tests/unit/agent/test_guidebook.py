"""The workspace's own `connector-writer/` documents: found by section, marked where the facts contradict them."""

from pathlib import Path

import pytest
from agent_workspace import box_of, run, workspace_with, write

from destination_writer.agent.tools.guidebook import Guidebook
from destination_writer.knowledge.cdkversions import Era
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
GUIDE = "connector-writer/destination/step-by-step-guide.md"
TEXT = """Everything about destinations, from the first file on.

# Namespaces of tests

Each test makes its own namespace and drops it at the end, whatever happened.

## Singletons of Micronaut

```kotlin
# a heading it is not
import io.micronaut.context.annotation.Singleton
```

## Names of final tables

Inject the FinalTableNameGenerator and ask it for the name of the final table.
"""


@pytest.fixture
def guidebook(tmp_path: Path) -> Guidebook:
    return Guidebook(
        workspace_with(tmp_path, {GUIDE: TEXT, "notes/other.md": "# Namespaces of tests\n\nNot of these.\n"})
    )


@pytest.mark.parametrize(
    ("question", "anchor", "refuted"),
    [
        ("who drops the namespace of a test", "namespaces-of-tests", ""),
        ("Micronaut singletons", "singletons-of-micronaut", "jakarta.inject.Singleton"),
        ("name of the final table", "names-of-final-tables", "belong to era A"),
    ],
)
def test_a_section_is_found_by_what_it_is_about(guidebook: Guidebook, question: str, anchor: str, refuted: str) -> None:
    best = guidebook.search(question, KNOWLEDGE, era=Era.C)[0]
    assert best.passage.anchor == f"{GUIDE}#{anchor}"
    assert refuted in " ".join(best.refuted)
    assert bool(best.refuted) is bool(refuted)
    assert "not verified here" in best.passage.source


def test_what_holds_in_the_connectors_era_is_not_refuted(guidebook: Guidebook) -> None:
    assert guidebook.search("name of the final table", KNOWLEDGE, era=Era.A)[0].refuted == ()


def test_what_looks_like_a_heading_in_code_is_code(guidebook: Guidebook) -> None:
    found = guidebook.search("singletons of Micronaut", KNOWLEDGE)[0]
    assert "# a heading it is not" in found.passage.text


def test_a_document_that_changed_is_read_again(guidebook: Guidebook, tmp_path: Path) -> None:
    assert "whatever happened" in guidebook.search("namespace of a test", KNOWLEDGE)[0].passage.text
    write(tmp_path, {GUIDE: TEXT.replace("whatever happened", "if it is there")})
    assert "if it is there" in guidebook.search("namespace of a test", KNOWLEDGE)[0].passage.text


def test_without_such_documents_there_is_nothing(tmp_path: Path) -> None:
    assert Guidebook(workspace_with(tmp_path)).search("namespace", KNOWLEDGE) == []


@pytest.mark.asyncio
async def test_what_a_source_guide_says_is_marked_as_such(tmp_path: Path) -> None:
    path = "connector-writer/source/coding-standards.md"
    box = box_of(
        workspace_with(tmp_path, {path: "# Incremental state\n\nEmit the state of the cursor incrementally.\n"})
    )
    found = await run(box, "search_knowledge", question="emit the incremental state of the cursor")
    assert "THE FACTS CONTRADICT THIS: This document is written for source connectors." in found.text
    assert f"{path}#incremental-state" in found.anchors
