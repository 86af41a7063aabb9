"""JUnit XML, whole, broken and hostile."""
# ruff: noqa: E501 - texts stand as the tools print them

import pytest

from destination_writer.results.junit import OUTPUT_LIMIT, read_report
from destination_writer.results.reports import ReportText, is_report, read_reports, task_of
from destination_writer.text.testruns import Outcome

WHOLE = """<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
<testsuite name="io.acme.AcmeTest" tests="6">
  <properties><property name="java.version" value="21"/></properties>
  <testcase name="connect to database()" classname="io.acme.AcmeTest" time="1,000.5"/>
  <testcase name="insert, &quot;quoted&quot; (String)[1]" classname="io.acme.AcmeTest$Inner" time="0.1">
    <failure message="expected: &lt;1&gt; but was: &lt;0&gt;" type="org.opentest4j.AssertionFailedError">trace
	at io.acme.AcmeTest$Inner.insert(AcmeTest.kt:9)
</failure>
  </testcase>
  <testcase name="skipped one" classname="io.acme.AcmeTest"><skipped message="later"/></testcase>
  <testcase name="errs" classname="io.acme.AcmeTest">
    <error type="java.lang.NullPointerException"><![CDATA[java.lang.NullPointerException: x
	at io.acme.AcmeTest.errs(AcmeTest.kt:20)]]></error>
    <system-err><![CDATA[why it happened]]></system-err>
  </testcase>
  <testcase name="flaky" classname="io.acme.AcmeTest">
    <flakyFailure message="first try" type="T"><stackTrace><![CDATA[trace]]></stackTrace></flakyFailure>
  </testcase>
  <testcase name="again" classname="io.acme.AcmeTest">
    <failure message="first" type="T">one</failure>
    <rerunFailure message="second" type="T"><stackTrace>two</stackTrace></rerunFailure>
  </testcase>
  <system-out><![CDATA[of the class]]></system-out>
</testsuite>
<testsuite name="io.acme.Other" tests="1"><testcase name="works"/></testsuite>
</testsuites>
"""


def test_a_whole_report() -> None:
    report = read_report(WHOLE, "build/test-results/test/TEST-x.xml")
    assert report.problems == ()
    assert [(t.suite, t.name, t.outcome.value) for t in report.tests] == [
        ("io.acme.AcmeTest", "connect to database()", "passed"),
        ("io.acme.AcmeTest$Inner", 'insert, "quoted" (String)[1]', "failed"),
        ("io.acme.AcmeTest", "skipped one", "skipped"),
        ("io.acme.AcmeTest", "errs", "error"),
        ("io.acme.AcmeTest", "flaky", "passed"),
        ("io.acme.AcmeTest", "again", "failed"),
        ("io.acme.Other", "works", "passed"),
    ]
    inner, errs, again = report.tests[1], report.tests[3], report.tests[5]
    assert report.tests[0].seconds == 1000.5
    assert inner.failures[0].message == "expected: <1> but was: <0>"
    assert inner.output == "of the class"
    assert errs.failures[0].message == "java.lang.NullPointerException: x"
    assert errs.output == "why it happened\nof the class"
    assert [f.message for f in again.failures] == ["first", "second"]
    assert {t.report for t in report.tests} == {"build/test-results/test/TEST-x.xml"}


def test_places_are_lines_of_the_report() -> None:
    report = read_report("\n\n" + WHOLE)
    place = report.places[1]
    lines = ("\n\n" + WHOLE).split("\n")
    assert 'name="insert' in lines[place.test - 1]
    assert lines[place.failures[0] - 1].endswith(">trace")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_declared_encodings(encoding: str) -> None:
    text = '<?xml version="1.0" encoding="{}"?>\n<testsuite name="s"><testcase name="größe"/></testsuite>'
    declared = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    report = read_report(text.format(declared).encode(encoding))
    assert [t.name for t in report.tests] == ["größe"] and report.problems == ()


def test_bytes_that_are_not_in_the_declared_encoding() -> None:
    data = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="s"><testcase name="größe"/></testsuite>'.encode(
        "latin-1"
    )
    report = read_report(data, "TEST-a.xml")
    assert [t.name for t in report.tests] == ["gr\ufffd\ufffde"]
    assert len(report.problems) == 1 and report.problems[0].startswith("TEST-a.xml")


FAILED_HEAD = (
    '<testsuite name="s"><testcase name="a" classname="C"/>\n<testcase name="b" classname="C">'
    '<failure message="m" type="T">first line\nsecond'
)


@pytest.mark.parametrize(
    ("text", "names", "line"),
    [
        (FAILED_HEAD, ["a", "b"], 3),
        (FAILED_HEAD.replace("first line", "<![CDATA[first line"), ["a", "b"], 3),
        ('<testsuite name="s"><testcase name="a"/><testcase na', ["a"], 1),
        ('<testsuite name="s"><testcase name="a"/><testcase name="b"><fail', ["a"], 1),
        ('<testsuite name="s"><testcase name="a"></testsuite>', [], 1),
    ],
    ids=["in a failure", "in CDATA", "in a tag", "in a failure's tag", "wrong nesting"],
)
def test_a_cut_report_gives_what_stands_before_the_cut(text: str, names: list[str], line: int) -> None:
    report = read_report(text, "build/TEST-a.xml")
    assert [t.name for t in report.tests] == names
    (problem,) = report.problems
    assert problem.startswith(f"build/TEST-a.xml:{line}: ") and "Run the tests again" in problem
    if "b" in names:
        assert report.tests[-1].outcome is Outcome.FAILED
        assert report.tests[-1].failures[0].detail.startswith("first line")


BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>
<testsuite name="s"><testcase name="&lol2;"/></testsuite>"""
EXTERNAL = '<!DOCTYPE t SYSTEM "file:///etc/passwd"><testsuite name="s"/>'


@pytest.mark.parametrize("text", [BOMB, EXTERNAL])
def test_document_types_are_refused(text: str) -> None:
    report = read_report(text, "TEST-evil.xml")
    assert report.tests == ()
    assert "TEST-evil.xml:" in report.problems[0] and "declares a document type" in report.problems[0]


def test_deep_nesting_is_refused() -> None:
    report = read_report("<testsuite>" + "<a>" * 5000, "TEST-deep.xml")
    assert "nested deeper" in report.problems[0]


@pytest.mark.parametrize("text", ["", "not xml", "<html><body/></html>", "{}", "\x00\x01"])
def test_what_is_no_report_is_a_problem(text: str) -> None:
    report = read_report(text, "TEST-a.xml")
    assert report.tests == () and report.problems[0].startswith("TEST-a.xml")


def test_control_characters_do_not_hide_the_tests_behind_them() -> None:
    text = '<testsuite name="s"><testcase name="a"><failure message="&#27;[31m">\x1b[31mred\n</failure></testcase><testcase name="b"/></testsuite>'
    report = read_report(text, "TEST-a.xml")
    assert [t.name for t in report.tests] == ["a", "b"]
    assert "U+FFFD" in report.problems[0]


def test_pieces_of_a_report() -> None:
    report = read_report(
        '<testcase name="a" classname="C"/>\n<testcase name="b" classname="C"><failure message="m"/></testcase>'
    )
    assert [(t.name, t.outcome.value) for t in report.tests] == [("a", "passed"), ("b", "failed")]


def test_output_is_bounded_and_keeps_both_ends() -> None:
    output = "BEGIN " + "x" * 3_000_000 + " END"
    text = f'<testsuite name="s"><testcase name="a"><failure message="m"/><system-out><![CDATA[{output}]]></system-out></testcase></testsuite>'
    (test,) = read_report(text).tests
    assert len(test.output) <= OUTPUT_LIMIT + 10
    assert test.output.startswith("BEGIN ") and test.output.endswith(" END")


def test_a_report_in_pieces_is_the_same() -> None:
    data = WHOLE.encode()
    pieces = (data[i : i + 7] for i in range(0, len(data), 7))
    assert read_report(pieces) == read_report(data)


@pytest.mark.parametrize(
    ("path", "task"),
    [
        ("build/test-results/test/TEST-a.B.xml", "test"),
        ("destination-x/build/test-results/integrationTest/TEST-a.B.xml", "integrationTest"),
        ("build/test-results/test/binary/TEST-a.xml", None),
        ("build/test-results/test/results.bin", None),
        ("build/reports/TEST-a.xml", None),
    ],
)
def test_which_files_are_reports(path: str, task: str | None) -> None:
    assert is_report(path) == (task is not None)
    if task:
        assert task_of(path) == task


def report_of(name: str, failed: bool) -> str:
    inside = '<failure message="m"/>' if failed else ""
    return f'<testsuite name="C"><testcase name="{name}" classname="C">{inside}</testcase></testsuite>'


def test_the_newest_result_of_a_test_counts() -> None:
    run = read_reports(
        [
            ReportText("build/test-results/test/TEST-C.xml", 20.0, report_of("a", failed=False)),
            ReportText("build/test-results/integrationTest/TEST-C.xml", 10.0, report_of("a", failed=True)),
            ReportText("build/test-results/integrationTest/TEST-D.xml", 15.0, report_of("b", failed=True)),
            ReportText("build/test-results/test/TEST-E.xml", 30.0, "<testsuite name='E'><testca"),
        ]
    )
    assert [(t.name, t.outcome.value, t.report.split("/")[-2]) for t in run.tests] == [
        ("a", "passed", "test"),
        ("b", "failed", "integrationTest"),
    ]
    assert run.finished_at == 30.0 and run.task == ""
    assert len(run.problems) == 1 and run.problems[0].startswith("build/test-results/test/TEST-E.xml:1:")


def test_retries_in_one_report_are_all_kept() -> None:
    twice = '<testsuite name="C"><testcase name="a"><failure message="m"/></testcase><testcase name="a"/></testsuite>'
    run = read_reports([ReportText("build/test-results/test/TEST-C.xml", 1.0, twice)])
    assert [t.outcome.value for t in run.tests] == ["failed", "passed"]
    assert run.task == "test"


@pytest.mark.parametrize(
    ("element", "reason"),
    [
        ('<skipped message="later"/>', "later"),
        ("<skipped>\n  disabled on purpose\n</skipped>", "disabled on purpose"),
        ("<skipped/>", ""),
        ('<skipped message="later"/><system-out>noise</system-out>', "later"),
    ],
)
def test_the_reason_of_a_skipped_test_is_kept(element: str, reason: str) -> None:
    report = f'<testsuite name="A"><testcase name="x" classname="A">{element}</testcase></testsuite>'
    (test,) = read_report(report).tests
    assert (test.outcome, test.output) == (Outcome.SKIPPED, reason)
