"""What a workspace learns and how the work is reported: what is shown, written, refused, shared.

The commands run in this process, the first of each kind as a process of its own.
"""

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_commands import EXAMPLE, MAIN, SOFTENED, Ran
from test_commands import run as run_process

from destination_writer.checkpoints.changelog import CHANGES_PATH
from destination_writer.checkpoints.history import HISTORY_PATH, RunRecord, TestRecord, to_line
from destination_writer.cli.main import cli
from destination_writer.connector.preflight import PREFLIGHT_PATH, read_preflight
from destination_writer.generate.preflight.dialectfile import is_made

SUITE = "PostgresTableOperationsTest"
SAID = 'com.acme.AcmeException: the ledger cannot widen shard 17 of "orders"'
START = 1_700_000_000.0


def run(*arguments: str | Path) -> Ran:
    """The command in this process; no traceback, and no softened failure."""
    ended = CliRunner().invoke(cli, [*map(str, arguments)], catch_exceptions=False)
    assert not SOFTENED.search(ended.output)
    return Ran(ended.exit_code, ended.stdout, ended.stderr)


def history(*outcomes: str, said: str = SAID, test: str = "insert records") -> str:
    """Runs of one test, a minute apart; the generator's file changed before each."""
    runs = (
        RunRecord(
            START + 60 * number,
            "local",
            f"digest{number}",
            "finished",
            9.0,
            3,
            (TestRecord(SUITE, test, outcome, 1.0, said if outcome == "failed" else ""),),
            (f"{MAIN}/PostgresSqlGenerator.kt",),
        )
        for number, outcome in enumerate(outcomes)
    )
    return "".join(f"{to_line(one)}\n" for one in runs)


@pytest.fixture
def connector(tmp_path: Path) -> Path:
    root = tmp_path / "destination-postgres"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns("build", ".gradle", ".destination-writer"))
    put(root, history("failed", "failed", "passed"))
    return root


def put(root: Path, runs: str) -> None:
    file = root / HISTORY_PATH
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(runs, "utf-8")


def test_report_prints_values_and_a_page(connector: Path) -> None:
    page = connector.parent / "report.html"
    told = run_process("report", connector)
    assert told.code == 0
    assert "3 Basic table operations" in told.out
    assert f"{SUITE}.insert records after 2 failing runs, mended by hand in PostgresSqlGenerator.kt" in told.out
    values = run("report", connector, "--json", "--html", page)
    assert values.json["phases"][3]["fixes"] == 1
    text = page.read_text("utf-8")
    assert f"{SUITE}.insert records" in text
    assert str(connector.parent) not in text + values.out


@pytest.mark.parametrize(
    "broken", ["", '{"at": NaN, "runner": "x", "sources": "", "ended": "finished"}\n{"cut', "\x00\xff", "[]\n7\nnull\n"]
)
def test_report_takes_any_record(connector: Path, broken: str) -> None:
    put(connector, broken)
    (connector / CHANGES_PATH).write_text(broken, "utf-8")
    told = run("report", connector)
    assert told.code == 0
    assert "Nothing is on record yet" in told.out


def test_report_says_where_it_cannot_write(connector: Path) -> None:
    told = run("report", connector, "--html", connector)
    assert told.code == 2
    assert "is a folder" in told.err


def test_a_confirmed_fix_explains_the_next_failure(connector: Path) -> None:
    log = connector.parent / "log.txt"
    log.write_text(SAID.replace("17", "4").replace("orders", "people"), "utf-8")
    assert "Split the shard" not in run("diagnose", log, "--connector", connector).out
    shown = run("remember", "fix", "--path", connector, "--fix", "Split the shard of orders first")
    assert shown.code == 1  # shown, and nobody there to agree
    assert "+      - 'the ledger cannot widen shard {} of \"{name}\"'" in shown.out
    assert not (connector / ".destination-writer/knowledge").exists()
    assert run("remember", "fix", "--path", connector, "--fix", "Split the shard of orders first", "--yes").code == 0
    assert "Split the shard of people first." in run("diagnose", log, "--connector", connector).out
    again = run("remember", "fix", "--path", connector, "--fix", "Again", "--yes")
    assert again.code == 1
    assert "remembered already" in again.err


@pytest.mark.parametrize(
    ("runs", "options", "reason"),
    [
        (history("passed", "failed"), ["--test", "insert"], "still fails. This is a blocker."),
        (history("passed"), [], "--log FILE"),
        (history("failed", "passed"), ["--test", "nobody"], "there are: PostgresTableOperationsTest.insert records"),
        (history("failed", "passed"), [], "made by hand; say it in a sentence with --fix"),
        (history("failed", "passed", said="expected: <1> but was: <2>"), ["--fix", "x"], "expected-but-was"),
    ],
)
def test_what_is_no_confirmed_fix_is_refused(connector: Path, runs: str, options: list[str], reason: str) -> None:
    put(connector, runs)
    refused = run("remember", "fix", "--path", connector, *options, "--yes")
    assert refused.code == 1
    assert reason in refused.err


def test_a_fact_holds_for_what_is_generated(connector: Path) -> None:
    told = run("remember", "fact", "identifiers.max_bytes", "60", "--path", connector, "--where", "measured", "--yes")
    assert told.code == 0
    assert "identifiers.max_bytes was 63, for postgres" in told.err
    shown = run("dialects", connector, "--dialect", "postgres").out
    assert "identifiers.max_bytes: measured; the others executed" in shown
    for key, value, reason in (
        ("identifiers.max_bytes", "60", "is 60 already"),
        ("identifiers.max_bites", "60", "there is no fact of that name"),
        ("identifiers.max_bytes", "many", "valid integer"),
        ("identifiers", "60", "is a group of facts"),
    ):
        refused = run("remember", "fact", key, value, "--path", connector, "--yes")
        assert refused.code == 1
        assert reason in refused.err


def test_a_fact_is_an_answer_of_the_checklist_as_well(connector: Path) -> None:
    preflight = connector / PREFLIGHT_PATH
    preflight.parent.mkdir(exist_ok=True)
    preflight.write_text("# mine\npreflight:\n  database: postgres\nanswers:\n  quoting.max_length: 63\n", "utf-8")
    told = run("remember", "fact", "identifiers.max_bytes", "60", "--path", connector, "--where", "measured", "--yes")
    assert told.code == 0
    assert "The checklist's answer to quoting.max_length says so as well." in told.err
    entry = read_preflight(preflight.read_text("utf-8")).preflight.entry("quoting.max_length")
    assert entry is not None
    assert (entry.answer.value, entry.answer.confirmed, entry.answer.proof) == (60, True, "documented: measured")
    assert preflight.read_text("utf-8").startswith("# mine\n")
    # a fact that no question asks for, and one of another database, leave the checklist alone
    before = preflight.read_text("utf-8")
    assert run("remember", "fact", "bulk.null_marker", "N", "--path", connector, "--yes").code == 0
    more = ("--dialect", "mysql", "--path", connector, "--yes")
    assert run("remember", "fact", "identifiers.max_bytes", "50", *more).code == 0
    assert preflight.read_text("utf-8") == before


def test_a_dialect_that_was_made_from_the_checklist_goes_on_to_follow_it(connector: Path) -> None:
    preflight = connector / PREFLIGHT_PATH
    preflight.parent.mkdir(exist_ok=True)
    preflight.write_text(
        "preflight:\n  database: postgres\nanswers:\n  connection.sql: true\n  limits.connections: 4\n", "utf-8"
    )
    assert run("preflight", connector, "--yes").code == 0
    dialect = connector / ".destination-writer/knowledge/dialects/postgres.yaml"
    assert is_made(dialect.read_text("utf-8"))
    assert run("remember", "fact", "identifiers.max_bytes", "60", "--path", connector, "--yes").code == 0
    text = dialect.read_text("utf-8")
    assert is_made(text)
    assert "max_bytes: 60" in text and "max_connections: 4" in text


def test_a_method_is_written_like_it_from_then_on(connector: Path) -> None:
    generator = next(connector.rglob("PostgresSqlGenerator.kt"))
    text = generator.read_text("utf-8")
    written = run("generate", connector, "--stub", "PostgresSqlGenerator.createNamespace", "--write")
    assert written.code == 0
    own = generator.read_text("utf-8").replace("CREATE SCHEMA IF NOT EXISTS", "CREATE SCHEMA /* ours */ IF NOT EXISTS")
    generator.write_text(own, "utf-8")
    assert (
        run_process("remember", "method", "PostgresSqlGenerator.createNamespace", "--path", connector, "--yes").code
        == 0
    )
    generator.write_text(text, "utf-8")
    assert (
        "CREATE SCHEMA /* ours */ IF NOT EXISTS"
        in run("generate", connector, "--stub", "PostgresSqlGenerator.createNamespace").out
    )


def test_what_was_learned_goes_to_another_workspace_as_one_file(connector: Path) -> None:
    bundle, other = connector.parent / "k.zip", connector.parent / "other"
    shutil.copytree(EXAMPLE, other, ignore=shutil.ignore_patterns("build", ".destination-writer"))
    assert run("knowledge", "export", bundle, "--path", connector).code == 2  # nothing to share yet
    assert run("remember", "fix", "--path", connector, "--fix", "Split it", "--yes").code == 0
    assert run("remember", "fact", "identifiers.max_bytes", "60", "--path", connector, "--yes").code == 0
    assert run("knowledge", "export", bundle, "--path", connector).code == 0
    assert json.loads(zipfile.ZipFile(bundle).read("manifest.json"))["format"] == 1
    assert run("knowledge", "import", bundle, "--path", other).code == 1  # shown only
    assert run_process("knowledge", "import", bundle, "--path", other, "--yes").code == 0
    rules = other / ".destination-writer/knowledge/failures/learned.yaml"
    assert "Split it." in rules.read_text("utf-8")
    # rules of its own stay, facts of its own are not taken away unasked
    assert run("remember", "fact", "identifiers.max_bytes", "59", "--path", other, "--yes").code == 0
    refused = run("knowledge", "import", bundle, "--path", other, "--yes")
    assert refused.code == 1
    assert "--replace" in refused.err
    assert "max_bytes: 59" in (other / ".destination-writer/knowledge/dialects/postgres.yaml").read_text("utf-8")


def test_nothing_private_is_exported(connector: Path) -> None:
    guide = connector / ".destination-writer/knowledge/guides/ours.md"
    guide.parent.mkdir(parents=True)
    guide.write_text("---\ntitle: Ours\n---\nAsk ann@acme.io, password: s3cret99\n", "utf-8")
    refused = run("knowledge", "export", connector.parent / "k.zip", "--path", connector)
    assert refused.code == 1
    assert "knowledge/guides/ours.md:4 holds a secret" in refused.err
    assert "s3cret99" not in refused.err
    assert not (connector.parent / "k.zip").exists()


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ({"../outside.yaml": "x"}, "leads out"),
        ({"/etc/x.yaml": "x"}, "leads out"),
        ({"knowledge/a.yaml": "x"}, "manifest.json"),
        ({"state.yaml": "x", "manifest.json": '{"format": 1, "files": []}'}, "neither knowledge nor a template"),
        ({"knowledge/a.yaml": "x", "manifest.json": '{"format": 1, "files": []}'}, "changed on the way"),
        ({"manifest.json": '{"format": 2, "files": []}'}, "another format"),
        ({"manifest.json": "["}, "cannot be read"),
    ],
)
def test_a_bundle_that_an_export_did_not_write_is_not_taken(
    connector: Path, entries: dict[str, str], reason: str
) -> None:
    bundle = connector.parent / "bad.zip"
    with zipfile.ZipFile(bundle, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    before = sorted(connector.rglob("*"))
    refused = run("knowledge", "import", bundle, "--path", connector, "--yes")
    assert refused.code == 2
    assert reason in refused.err
    assert sorted(connector.rglob("*")) == before
