"""Guides: front matter, anchors that resolve, and a search that finds the section a person means."""

import re

import pytest

from destination_writer.knowledge.guides import Guide, anchor_of, parse_guide, search
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

GUIDES = {guide.slug: guide for guide in Knowledge(DiskFiles(bundled("knowledge"))).guides}
HEAD = "---\ntitle: T\nsummary: S\nkeywords: [k]\nevidence: E\n---\n"
LINK = re.compile(r"\]\((?!https:)([^)#]*)(?:#([^)]*))?\)")


def test_links_and_anchors_resolve() -> None:
    for guide in GUIDES.values():
        for page, anchor in LINK.findall(guide.body):
            target = GUIDES.get(page.removesuffix(".md")) if page else guide
            assert target, f"{guide.slug} links to {page}"
            assert not anchor or target.section(anchor), f"{guide.slug} links to {page}#{anchor}"


@pytest.mark.parametrize("guide", GUIDES.values(), ids=GUIDES)
def test_pages_are_short_and_whole(guide: Guide) -> None:
    lines = guide.body.split("\n")
    assert 25 <= len(lines) <= 120
    assert max(map(len, lines)) <= 160
    assert lines[0] == f"# {guide.title}"
    assert set(guide.eras) <= {"A", "B", "C"} and set(guide.phases) <= set(range(12))
    assert guide.body.count("```") % 2 == 0


def test_every_subject_has_a_page() -> None:
    assert set(GUIDES) >= {
        "stream-loaders", "aggregate-and-insert-buffer", "table-operations", "state", "timeline", "coroutines",
        "dependency-injection", "error-classes", "sql-logging", "suites", "type-mapping", "upsert", "schema-evolution",
        "batching", "test-contexts", "cdc-deletions", "names-and-schemas", "generation-ids", "overwrite", "identifiers",
        "gate",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("question", "slug", "anchor"),
    [
        ("database without MERGE upsert", "upsert", "mechanisms"),
        ("how do I run one test", "suites", "run-one-test"),
        ("No bean of type FinalTableNameGenerator", "names-and-schemas", "era-a"),
        ("which loader for truncate", "stream-loaders", "the-choice"),
        ("COPY escape backslash", "batching", "copy"),
        ("skip the CDC phase", "gate", "what-can-be-skipped"),
        ("runBlocking in accept", "coroutines", "runblocking"),
        ("what is minimumGenerationId", "generation-ids", "generation-ids-and-truncation"),
        ("soft delete", "cdc-deletions", "soft-delete"),
        ("SET SCHEMA rename", "overwrite", "postgresql"),
    ],
)
def test_search_finds_what_is_meant(question: str, slug: str, anchor: str) -> None:
    best = search(GUIDES.values(), question)[0]
    assert (best.guide.slug, best.section.anchor) == (slug, anchor)


def test_search_finds_a_name_by_its_parts() -> None:
    assert any(hit.guide.slug == "suites" for hit in search(GUIDES.values(), "coercion suite"))


def test_search_of_nothing_and_nonsense() -> None:
    assert search(GUIDES.values(), "") == []
    assert search(GUIDES.values(), "the of and") == []
    assert search(GUIDES.values(), "xyzzy") == []
    assert search([], "upsert") == []
    assert len(search(GUIDES.values(), "table", limit=3)) == 3


def test_sections_end_at_the_next_heading_and_ignore_fences() -> None:
    guide = parse_guide(
        "guides/g.md", HEAD + "\n# T\n\nIntro.\n\n## One & two\n\n```sh\n# no heading\n```\n\n## Three\nx\n"
    )
    assert [(s.anchor, s.heading) for s in guide.sections] == [
        ("t", "T"),
        ("one--two", "One & two"),
        ("three", "Three"),
    ]
    assert guide.section("one--two").text == "```sh\n# no heading\n```"  # pyright: ignore[reportOptionalMemberAccess]
    assert guide.section("four") is None


def test_windows_line_ends() -> None:
    assert parse_guide("guides/g.md", (HEAD + "\n# T\n\nText.\n").replace("\n", "\r\n")).sections[0].text == "Text."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# T\n", "guides/g.md:1: a guide starts with a front matter between two lines of `---`"),
        ("---\ntitle: T\n", "guides/g.md:1: a guide starts with a front matter between two lines of `---`"),
        ("", "guides/g.md:1: a guide starts with a front matter between two lines of `---`"),
        (HEAD.replace("summary: S\n", ""), "guides/g.md: summary: Field required"),
        (HEAD.replace("keywords: [k]", "keywords: k"), "guides/g.md:4: keywords: Input should be a valid tuple"),
        (HEAD.replace("title: T", "title: T\nauthor: X"), "guides/g.md:3: author: Extra inputs are not permitted"),
        (HEAD + "## A\n\n## A\n", "guides/g.md: two headings have the same anchor; reword one"),
    ],
)
def test_a_broken_guide_names_file_line_and_key(text: str, message: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        parse_guide("guides/g.md", text)
    assert str(caught.value) == message


def test_a_front_matter_that_is_no_yaml_names_its_line() -> None:
    with pytest.raises(KnowledgeError, match=r"guides/g\.md:3: the front matter is not YAML"):
        parse_guide("guides/g.md", "---\ntitle: T\nsummary: [\n---\n")


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Run one test", "run-one-test"),
        ("`@Requires`", "requires"),
        ("What's new?", "whats-new"),
        ("A, B und Ç", "a-b-und-ç"),
    ],
)
def test_anchors_are_those_of_markdown_viewers(heading: str, anchor: str) -> None:
    assert anchor_of(heading) == anchor
