"""The report's page: whole, self-contained, readable without sight or script, and it tells nobody where it was made."""

from html.parser import HTMLParser

from destination_writer.checkpoints.figures.charts import LABEL, WIDTH, Axis, timeline
from destination_writer.checkpoints.figures.model import (
    Colour,
    ErrorCount,
    Figures,
    Fix,
    LineCount,
    PhaseFigures,
    Regression,
    RunPoint,
    Stretch,
)
from destination_writer.checkpoints.figures.page import as_json, render_page
from destination_writer.checkpoints.status import PhaseState

HOSTILE = '<script>alert("x")</script><img src=x onerror=y> {{ 7*7 }}'
AT = 1_700_000_000.0
VOID = {"meta", "br", "img", "input", "link", "hr"}


class Page(HTMLParser):
    """Elements and attributes; fails for a tag that is closed by another."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def some(test: str = "AcmeTest.insert records", runs: int = 3) -> Figures:
    points = tuple(
        RunPoint(AT + 60 * n, AT + 60 * n + 9, "local", 3, True, Colour.RED if n % 2 else Colour.GREEN, 4, n % 2, 0)
        for n in range(runs)
    )
    phases = (
        PhaseFigures(0, "Scaffolding", PhaseState.DONE),
        PhaseFigures(3, "Basic table operations", PhaseState.BLOCKED, AT, None, 300.0, 200.0, runs=runs, red=runs // 2),
    )
    return Figures(
        name="destination-acme",
        database="acme",
        cdk_version="1.0.13",
        made_at=AT,
        phases=phases,
        runs=points,
        changes=((AT + 5, 3),),
        fixes=(Fix(test, 3, AT, AT + 60, 2, ("src/Sql.kt",)),),
        regressions=(Regression(test, 3, AT, AT + 60, ("src/Sql.kt",)),),
        stuck=(Stretch(test, 3, AT, AT + 60, 2, 60.0, True),),
        errors=(ErrorCount("assertion", "expected-but-was", 2, 1, (3,)),),
        lines=LineCount(30, 20),
        present=100,
    )


def test_the_page_is_whole_and_fetches_nothing() -> None:
    page = Page(render_page(some()))
    assert "script" not in page.tags
    assert not {"link", "img", "iframe", "object", "form"} & set(page.tags)
    assert not [value for name, value in page.attributes if name in ("src", "href") or value.startswith("http")]
    policy = next(value for name, value in page.attributes if name == "content" and "default-src" in value)
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy


def test_names_of_tests_are_text_whatever_they_hold() -> None:
    page = Page(render_page(some(HOSTILE)))
    assert not {"script", "img"} & set(page.tags)
    assert any(HOSTILE in text for text in page.text)


def test_every_chart_says_in_words_what_it_shows() -> None:
    page = Page(render_page(some()))
    pictures = page.attributes.count(("role", "img"))
    described = [value for name, value in page.attributes if name in ("aria-labelledby", "aria-label")]
    assert pictures == len(described) == 3
    told = " ".join(page.text)
    assert "Phase 3, Basic table operations: first touch 2023-11-14 22:13, gate not reached, 3 runs, 1 failing." in told
    assert "Phase 3, 2023-11-14 22:14: 4 passed, 1 failed (80 %)" in told


def test_a_regression_is_called_a_blocker() -> None:
    assert "Regressions that are open. This is a blocker." in " ".join(Page(render_page(some())).text)


def test_nothing_private_is_in_page_or_values() -> None:
    private = "AcmeTest.reads /Users/ann/x/secret.json at 10.9.8.7 with password=hunter22 on buildbox7"
    for text in (render_page(some(private), ["buildbox7"]), str(as_json(some(private), ["buildbox7"]))):
        for part in ("/Users", "10.9.8.7", "hunter22", "buildbox7"):
            assert part not in text
        assert "AcmeTest.reads …/secret.json" in text


def test_an_empty_record_says_what_to_do() -> None:
    empty = Figures("destination-acme", None, None, AT, (PhaseFigures(0, "Scaffolding", PhaseState.CURRENT),))
    text = " ".join(Page(render_page(empty)).text)
    assert "Nothing is on record yet" in text
    assert "svg" not in Page(render_page(empty)).tags


def test_ten_thousand_runs_make_a_page_that_can_be_opened() -> None:
    text = render_page(some(runs=10_000))
    assert len(text) < 200_000
    assert "9880 older ones are left out" in " ".join(Page(text).text)


def test_moments_keep_their_order_and_stay_inside() -> None:
    axis = Axis.of([(0, 600), (300, 700), (90_000, 90_600), (200_000, 200_000)])
    places = [axis.place(at) for at in (0, 300, 700, 50_000, 90_000, 90_300, 200_000, 900_000)]
    assert places == sorted(places)
    assert places[0] == LABEL
    assert places[-1] <= WIDTH
    assert [tick.label for tick in axis.breaks()] == ["a pause of 1 d 0 h", "a pause of 1 d 6 h"]


def test_a_lane_without_a_gate_is_drawn_as_open() -> None:
    drawn = timeline(some())
    assert drawn is not None
    (lane,) = drawn.lanes
    assert lane.label == "3 Basic table operations"
    assert lane.bar is not None
    assert lane.bar.open
    assert {mark.colour for mark in lane.marks} == {"change", "green", "red"}
