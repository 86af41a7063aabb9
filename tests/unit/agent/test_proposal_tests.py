"""A proposal never takes a test away, turns it off or changes what it expects without the person's word."""

import pytest

from destination_writer.agent.proposals.testguard import harm_to_tests

PATH = "src/test-integration/kotlin/a/OpsTest.kt"
SUITE = """package a

@MicronautTest(environments = ["component"])
class OpsTest(
    override val client: Client,
) : TableOperationsSuite, Base(dedup = true) {
    val expectedRows = listOf(1, 2)

    @Test
    override fun `create tables`() {
        super.`create tables`()
    }

    @Test
    fun `own check`() {
        // counts
        assertEquals(2, client.count())
    }

    @Test
    fun `still open`() {
        TODO("Phase 3")
    }

    @Test
    @Disabled("Phase 4")
    override fun `copy tables`() {
        super.`copy tables`()
    }

    private fun rows() = listOf(1)
}
"""
BUILD = "tasks.test {\n    useJUnitPlatform()\n}\n"


def refused(old: str, new: str, path: str = PATH) -> str:
    return " ".join(harm_to_tests({path: old}, {path: new}).refused)


def expected(old: str, new: str, path: str = PATH) -> str:
    return " ".join(harm_to_tests({path: old}, {path: new}).expectations)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    @Test\n    override", "    override", "OpsTest.create tables is gone or no longer marked"),
        ('    @Test\n    fun `own check`() {\n        // counts\n        assertEquals(2, client.count())\n    }\n', "",
         "OpsTest.own check is gone"),
        ("    @Test\n    fun `own check`", '    @Disabled("later")\n    @Test\n    fun `own check`', "@Disabled turns"),
        ("@MicronautTest", "@DisabledIfEnvironmentVariable(named = \"CI\")\n@MicronautTest", "turns a test off"),
        ("        assertEquals", "        Assumptions.assumeTrue(false)\n        assertEquals", "without a verdict"),
        ("`own check`() {", "`renamed`() {", "OpsTest.own check is gone"),
        ("    @Test\n    override fun `create tables`() {\n        super.`create tables`()\n    }\n",
         "/* @Test\n    override fun `create tables`() {\n        super.`create tables`()\n    }\n*/", "is gone"),
        ("class OpsTest(", "abstract class OpsTest(", "its tests would not be run"),
        ("    private fun rows", "    @Test\n    override fun `drop tables`() {\n    }\n\n    private fun rows",
         "does not run it"),
        ("    private fun rows", "    override fun testAppend() {\n        super.testAppend()\n    }\n\n    fun rows",
         "overrides a test without @Test"),
        ("    private fun rows", "    @Test\n    override fun testAppend() {\n        // super.testAppend()\n    }\n\n"
         "    fun rows", "does not run it"),
        ("class OpsTest", "class Off : ExecutionCondition\n\nclass OpsTest", "end without a verdict"),
    ],
    ids=["unmarked", "removed", "disabled", "class disabled", "assumed away", "renamed", "commented out", "abstract",
         "emptied by an override", "override unmarked", "super in a comment", "condition"],
)  # fmt: skip
def test_what_is_never_allowed(old: str, new: str, told: str) -> None:
    assert old in SUITE
    assert told in refused(SUITE, SUITE.replace(old, new))


def test_a_test_file_that_goes_takes_its_tests_with_it() -> None:
    assert "is gone" in " ".join(harm_to_tests({PATH: SUITE}, {}).refused)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("assertEquals(2, client.count())", "assertEquals(3, client.count())"),
        ("assertEquals(2, client.count())", ""),
        ("super.`create tables`()", ""),
        (
            '@Disabled("Phase 4")\n    override fun `copy tables`() {\n        super.`copy tables`()',
            "override fun `copy tables`() {",
        ),
        ("listOf(1, 2)", "listOf(1)"),
        ("Base(dedup = true)", "Base(dedup = false)"),
        (") : TableOperationsSuite, Base", ") : Base"),
        ("@MicronautTest", "@ExtendWith(Off::class)\n@MicronautTest"),
    ],
    ids=[
        "another value",
        "assertion gone",
        "no longer calls the suite",
        "turned on and emptied",
        "expected value",
        "handed to the suite",
        "no suite",
        "extension",
    ],
)
def test_what_the_person_alone_may_allow(old: str, new: str) -> None:
    assert old in SUITE
    assert expected(SUITE, SUITE.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("// counts", "// counts rows"),
        ('TODO("Phase 3")', "assertTrue(client.isOpen())"),
        ("private fun rows() = listOf(1)", "private fun rows() = listOf(1, 2, 3)"),
        ("    private fun rows", "    @Test\n    override fun `drop tables`() = super.`drop tables`()\n\n    fun rows"),
        ("        super.`create tables`()\n", "        super\n            .`create tables`()\n"),
        ('    @Disabled("Phase 4")\n', ""),
    ],
    ids=["comment", "stub written", "helper", "one more test", "layout", "turned on"],
)  # fmt: skip
def test_what_harms_no_test(old: str, new: str) -> None:
    assert old in SUITE
    assert refused(SUITE, SUITE.replace(old, new)) == ""
    assert expected(SUITE, SUITE.replace(old, new)) == ""


def test_expected_resources_count_as_expectations() -> None:
    path = "src/test-integration/resources/expected-spec-oss.json"
    assert "expects" in expected("{}", '{"a": 1}', path)
    assert harm_to_tests({}, {path: "{}"}).expectations == ()


@pytest.mark.parametrize(
    "words", ["ignoreFailures = true", "enabled = false", 'exclude("**/OpsTest*")', "filter { excludeTestsMatching }"]
)
def test_a_build_that_passes_without_its_tests_is_refused(words: str) -> None:
    assert "never left out" in refused(BUILD, BUILD.replace("use", f"{words}\n    use"), "build.gradle.kts")


def test_other_lines_of_the_build_may_change() -> None:
    assert refused(BUILD, BUILD + 'dependencies { implementation("a:b:1") }\n', "build.gradle.kts") == ""
