"""Whatever the input: no exception, evidence within the text, results or a problem."""
# ruff: noqa: E501 - texts stand as the tools print them

from hypothesis import given, settings
from hypothesis import strategies as st
from rulebook_data import rules

from destination_writer.knowledge.failures import Category
from destination_writer.results.diagnose import diagnose
from destination_writer.results.junit import read_report

PIECES = st.sampled_from(
    [
        "e: file:///p/A.kt:1:2 x", "e: /p/A.kt: (1, 2): y", "e: file:///p/", ".kt:3", ":4 z", "> Task :test FAILED", "* What went wrong:",
        "* Where:", "Build file '/p/b.gradle' line: 3", "A > b() FAILED", "    java.lang.AssertionError at A.kt:3",
        "Caused by: java.net.ConnectException: Connection refused", "\tat a.B.c(B.kt:9)", "Suppressed: x.Y: z", "... 3 more",
        "[CIRCULAR REFERENCE: x.Y]", "<testsuite name='s'>", "<testcase name='a'>", "<failure message='m'>", "</failure>", "<?xml version='1.0'?>",
        "<![CDATA[", "]]>", '{"a":"b\\n\\tat x.Y.z(Y.java:1)"}', "│  ├─ a() ✘ b", "NativeCommandError", "ERROR: column \"a\" does not exist",
        "HINT: column \"A\"", "### The error may exist in file [x.xml]", "2024-01-01T00:00:00Z ", "\x1b[31m", "\x00", "\ud800",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=25).flatmap(
    lambda parts: st.sampled_from(["\n", " ", "", "\r\n"]).map(lambda glue: glue.join(parts))
)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_is_diagnosed_without_an_exception(text: str) -> None:
    count = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for found in diagnose(text, rules()):
        assert found.category in set(Category)
        assert found.cause and found.fix and found.message
        assert all(1 <= number <= count for number in found.evidence)
        assert found.line is None or found.line > 0
        assert found.file is None or "\\" not in found.file


WHOLE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites><testsuite name="s"><properties/>'
    '<testcase name="a" classname="C"><failure message="m &lt;1&gt;" type="T"><![CDATA[t\n\tat a.B.c(B.kt:1)]]></failure>'
    '<system-out>o</system-out></testcase><testcase name="b" classname="C"/></testsuite></testsuites>'
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_mutilated_report_gives_results_or_a_problem(data: st.DataObject) -> None:
    broken = bytearray(WHOLE.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(broken)))
        end = min(len(broken), at + data.draw(st.integers(0, 40)))
        broken[at:end] = data.draw(st.binary(max_size=8))
    report = read_report(bytes(broken), "TEST-x.xml")
    assert report.tests or report.problems or not broken.strip()
    assert len(report.tests) == len(report.places)
    assert all(problem.startswith("TEST-x.xml") for problem in report.problems)
    diagnose(bytes(broken).decode("utf-8", "replace"), rules())


@given(st.integers(0, len(WHOLE)))
def test_a_report_cut_anywhere_keeps_its_finished_tests(cut: int) -> None:
    report = read_report(WHOLE[:cut], "TEST-x.xml")
    finished = WHOLE[:cut].count("</testcase>") + ('classname="C"/>' in WHOLE[:cut])
    assert len(report.tests) >= finished
    assert bool(report.problems) == (cut < len(WHOLE))
