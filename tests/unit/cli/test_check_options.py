"""`check` with its options: which rules, from which severity on, what is known, what is mended; and that none of these
hides what a test said."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sarif_shape import assert_valid

from destination_writer.cli.main import cli

PACKAGE = "io.airbyte.integrations.destination.acme"
MAIN = "src/main/kotlin/io/airbyte/integrations/destination/acme"
TEST = "src/test-integration/kotlin/io/airbyte/integrations/destination/acme"
WRONG = f"{MAIN}/AcmeConfig.kt"
WRONG_TEXT = (
    f"package {PACKAGE}\n\nimport io.airbyte.cdk.load.table.TableName\n\nclass AcmeConfig(val table: TableName)\n"
)
STUB = f"{MAIN}/AcmeSqlGenerator.kt"
"""DW502, an error with a sure fix; and DW101, information."""


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def write(root: Path, texts: dict[str, str]) -> None:
    for path, text in texts.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def connector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "destination-acme"
    write(
        root,
        {
            "gradle.properties": "cdkVersion=1.0.13\n",
            "build.gradle.kts": "plugins {}\n",
            WRONG: WRONG_TEXT,
            STUB: f'package {PACKAGE}\n\nclass AcmeSqlGenerator {{\n    fun dropTable() = TODO("Phase 3")\n}}\n',
            f"{TEST}/AcmeSpecTest.kt": f"package {PACKAGE}\n\nclass AcmeSpecTest : SpecTest()\n",
        },
    )
    monkeypatch.chdir(tmp_path)
    return root


def codes(ran: Result) -> list[str]:
    assert ran.exit_code in (0, 1), ran.stderr
    return [entry["code"] for entry in json.loads(ran.stdout)]


def test_rules_are_chosen_by_code_family_and_name(connector: Path) -> None:
    ran = invoke("check", connector, "--json", "--select", "dw5,open-stub", "--ignore", "DW502")
    assert (codes(ran), ran.exit_code) == (["DW101"], 0)


def test_what_an_option_leaves_out_is_counted(connector: Path) -> None:
    assert "1 finding is left out by --select or --ignore" in invoke("check", connector, "--ignore", "DW5").stderr
    assert "left out" not in invoke("check", connector).stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--select", "DW999"], "there is no rule DW999"),
        (["--ignore", "wrong-imports"], "did you mean wrong-import?"),
        (["--ignore", "DW2"], "cannot be ignored"),
        (["--ignore", "test-failed"], "cannot be ignored"),
        (["--diff"], "give --fix too"),
        (["--write-baseline"], "name it: --baseline"),
        (["--baseline", "none.json"], "there is no such baseline; write it with --write-baseline"),
        (["--phase", "3"], "give that folder too"),
        (["more"], "2 paths were given"),
        (["--files", "--results", "x"], "in place of --files"),
    ],
)
def test_bad_usage_ends_with_2_and_says_what_to_do(connector: Path, options: list[str], said: str) -> None:
    ran = invoke("check", connector, *options)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert said in ran.stderr


def test_the_mildest_that_fails_is_chosen(connector: Path) -> None:
    assert invoke("check", connector, "--fail-on", "warning", "--ignore", "DW502").exit_code == 0
    assert invoke("check", connector, "--fail-on", "info", "--ignore", "DW502").exit_code == 1


def test_a_baseline_leaves_what_is_new(connector: Path) -> None:
    file = connector / ".destination-writer" / "baseline.json"
    ran = invoke("check", connector, "--baseline", file, "--write-baseline")
    assert ran.exit_code == 0
    assert f"wrote 2 findings to {file}" in ran.stderr
    assert "nothing found (2 in the baseline)" in ran.stderr
    moved = f"// a line\n\n{WRONG_TEXT}"
    (connector / WRONG).write_text(moved, encoding="utf-8")
    assert codes(invoke("check", connector, "--baseline", file, "--json")) == []
    other = moved.replace("\nclass", "import io.airbyte.cdk.load.state.StoreKey\n\nclass")
    (connector / WRONG).write_text(other, encoding="utf-8")
    ran = invoke("check", connector, "--baseline", file, "--json")
    assert (codes(ran), ran.exit_code) == (["DW502"], 1)
    assert json.loads(ran.stdout)[0]["line"] == 6


def test_a_baseline_holds_wherever_the_command_runs(connector: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    invoke("check", connector, "--baseline", "destination-acme/b.json", "--write-baseline")
    assert codes(invoke("check", ".", "--baseline", "destination-acme/b.json", "--json")) == []
    monkeypatch.chdir(connector)
    assert codes(invoke("check", "--baseline", "b.json", "--json")) == []
    assert codes(invoke("check", "--files", WRONG, "--baseline", "b.json", "--json")) == []


def test_what_a_baseline_knows_in_vain_is_told(connector: Path) -> None:
    invoke("check", connector, "--baseline", "b.json", "--write-baseline")
    (connector / WRONG).unlink()
    assert "1 of the baseline's findings are found no more" in invoke("check", connector, "--baseline", "b.json").stderr


def failing(connector: Path) -> Path:
    report = connector / f"build/test-results/t/TEST-{PACKAGE}.AcmeSpecTest.xml"
    write(
        connector,
        {
            report.relative_to(connector).as_posix(): '<?xml version="1.0"?>\n<testsuite name="x"><testcase '
            f'name="testSpecOss()" classname="{PACKAGE}.AcmeSpecTest"><failure message="differs" type="E">x</failure>'
            "</testcase></testsuite>\n"
        },
    )
    return report.parent


def test_nothing_hides_a_failing_test_or_opens_the_gate(connector: Path) -> None:
    results = failing(connector)
    comment = "// destination-writer: ignore-file DW2, DW201, test-failed, DW1, DW5, DW7 all of it\n"
    for path in (f"{TEST}/AcmeSpecTest.kt", STUB, WRONG):
        text = (connector / path).read_text(encoding="utf-8")
        (connector / path).write_text(comment + text, encoding="utf-8")
    told = ["--results", results, "--phase", "3", "--json"]
    plain = invoke("check", connector, *told)
    failures = [entry for entry in json.loads(plain.stdout) if entry["code"].startswith("DW2")]
    assert {"DW201", "DW205"} <= {entry["code"] for entry in failures}
    assert plain.exit_code == 1
    hiding = ["--select", "DW7", "--baseline", "b.json", "--write-baseline", *told]
    ran = invoke("check", connector, *hiding)
    assert json.loads(ran.stdout) == failures
    assert ran.exit_code == 1
    assert '"code": "DW2' not in (connector.parent / "b.json").read_text(encoding="utf-8")
    forged = {"version": 1, "findings": []}
    for entry in failures:
        line = (connector / entry["file"]).read_text(encoding="utf-8").splitlines()[entry["line"] - 1]
        row = {"file": f"destination-acme/{entry['file']}", "code": entry["code"], "within": "", "text": line.strip()}
        forged["findings"] += [row, row | {"within": "AcmeSpecTest"}]
    (connector.parent / "b.json").write_text(json.dumps(forged), encoding="utf-8")
    ran = invoke("check", connector, "--baseline", "b.json", *told)
    assert [entry for entry in json.loads(ran.stdout) if entry["code"].startswith("DW2")] == failures
    assert ran.exit_code == 1


def test_a_suppressed_stub_still_holds_up_its_phase(connector: Path) -> None:
    text = (connector / STUB).read_text(encoding="utf-8")
    (connector / STUB).write_text(f"// destination-writer: ignore-file DW1\n{text}", encoding="utf-8")
    assert codes(invoke("check", connector, "--json")) == ["DW502"]
    phases = json.loads(invoke("status", connector, "--json").stdout)["phases"]
    assert any("dropTable is an open stub" in blocker for blocker in phases[3]["blockers"])


def test_a_fix_is_written_and_told_and_done_once(connector: Path) -> None:
    ran = invoke("check", connector, "--fix")
    assert ran.exit_code == 0
    assert f"fixed {WRONG}:3:1 DW502: Import io.airbyte.cdk.load.schema.model.TableName" in ran.stderr
    mended = WRONG_TEXT.replace("load.table", "load.schema.model")
    assert (connector / WRONG).read_text(encoding="utf-8") == mended
    assert "TODO" in (connector / STUB).read_text(encoding="utf-8")
    again = invoke("check", connector, "--fix")
    assert "fixed" not in again.stderr
    assert (connector / WRONG).read_text(encoding="utf-8") == mended


def test_a_fix_can_be_shown_alone(connector: Path) -> None:
    ran = invoke("check", connector, "--fix", "--diff")
    assert ran.exit_code == 1
    assert (
        "-import io.airbyte.cdk.load.table.TableName\n+import io.airbyte.cdk.load.schema.model.TableName\n"
        in ran.stdout
    )
    assert f"would fix {WRONG}:3:1 DW502" in ran.stderr
    assert (connector / WRONG).read_text(encoding="utf-8") == WRONG_TEXT
    assert not (connector / ".destination-writer").exists()


@pytest.mark.parametrize("option", ["ignored", "suppressed", "known"])
def test_what_is_not_to_be_told_is_not_mended(connector: Path, option: str) -> None:
    options = {"ignored": ["--ignore", "DW5"], "known": ["--baseline", "b.json"]}.get(option, [])
    if option == "suppressed":
        (connector / WRONG).write_text(f"// destination-writer: ignore-file DW5\n{WRONG_TEXT}", encoding="utf-8")
    invoke("check", connector, "--baseline", "b.json", "--write-baseline")
    before = (connector / WRONG).read_text(encoding="utf-8")
    ran = invoke("check", connector, "--fix", *options)
    assert ran.exit_code == 0
    assert (connector / WRONG).read_text(encoding="utf-8") == before


def test_fixes_are_written_all_or_none(connector: Path) -> None:
    second = connector / f"{MAIN}/locked/Other.kt"
    write(connector, {f"{MAIN}/locked/Other.kt": WRONG_TEXT})
    second.unlink()
    second.symlink_to(connector.parent / "outside.kt")
    (connector.parent / "outside.kt").write_text(WRONG_TEXT, encoding="utf-8")
    ran = invoke("check", connector, "--fix")
    texts = [(connector / WRONG).read_text(encoding="utf-8"), second.read_text(encoding="utf-8")]
    assert texts == [WRONG_TEXT, WRONG_TEXT] if ran.exit_code == 2 else texts[1] == WRONG_TEXT


def test_files_stand_for_the_connectors_that_hold_them(connector: Path) -> None:
    write(connector.parent, {"destination-other/build.gradle.kts": "", "destination-other/gradle.properties": "x=1\n"})
    ran = invoke("check", "--files", f"destination-acme/{WRONG}", f"destination-acme/{STUB}", "README.md", "--json")
    assert [entry["file"] for entry in json.loads(ran.stdout)] == [f"destination-acme/{p}" for p in (WRONG, STUB)]
    assert codes(invoke("check", "--files", "README.md", "gone/x.kt", "--json")) == []
    assert codes(invoke("check", "--files", "--json")) == []


def test_formats_for_code_hosts_tell_paths_from_where_the_job_runs(connector: Path) -> None:
    assert connector.parent == Path.cwd()
    ran = invoke("check", "destination-acme", "--format", "github")
    assert f"::error file=destination-acme/{WRONG},line=3," in ran.stdout
    log = json.loads(invoke("check", "destination-acme", "--format", "sarif").stdout)
    assert_valid(log)
    uris = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in log["runs"][0]["results"]]
    assert uris == [f"destination-acme/{WRONG}", f"destination-acme/{STUB}"]


def sarif(connector: Path) -> list[dict[str, object]]:
    log = json.loads(invoke("check", connector, "--format", "sarif").stdout)
    assert_valid(log)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["DW101", "DW502"]
    assert rules[1]["name"] == "WrongImport"
    assert rules[1]["help"]["markdown"].startswith("# DW502 · wrong-import")
    assert "in=" not in rules[0]["help"]["markdown"]
    return log["runs"][0]["results"]


def test_sarif_results_keep_their_fingerprint_when_lines_move_and_carry_the_fix(connector: Path) -> None:
    (first, _) = sarif(connector)
    (connector / WRONG).write_text(f"// a line\n\n{WRONG_TEXT}", encoding="utf-8")
    (moved, _) = sarif(connector)
    assert first["partialFingerprints"] == moved["partialFingerprints"]
    assert first["locations"] != moved["locations"]
    (fix,) = moved["fixes"][:1]  # type: ignore[index]  # JSON
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == f"destination-acme/{WRONG}"
    assert change["replacements"][0]["deletedRegion"]["startLine"] == 5
