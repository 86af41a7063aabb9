"""`scaffold` over the real command: what it creates, what it refuses, and that a refusal leaves nothing behind."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_commands import COMMAND, Ran, run

from destination_writer.cli.scaffold import command

GIT = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]
ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
CONNECTORS = "airbyte-integrations/connectors"


def quick(*arguments: str | Path) -> Ran:
    """The command in this process: for the many inputs that it refuses."""
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def files_below(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def duck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scaffold in a folder whose name needs care."""
    folder = tmp_path_factory.mktemp("ein Ördner 🚀") / "destination-duck"
    ran = run("scaffold", folder, "--database", "DuckDB", "--yes")
    assert (ran.code, ran.err) == (0, "")
    assert "── Phase 0: Create destination-duck for DuckDB" in ran.out
    assert f"Folder    {folder}" in ran.out
    assert "CDK       1.0.13 (the newest that is known; no neighbour pins one)" in ran.out
    assert "there is no Gradle wrapper (gradlew)" in ran.out
    assert "This is a blocker for phase 0" in ran.out
    assert "Next:\n  1. Check what is known of DuckDB: destination-writer preflight" in ran.out
    return folder


def test_what_it_creates_is_a_connector_that_the_other_commands_know(duck: Path) -> None:
    status = run("status", duck, "--json").json
    assert status["database"] == "duckdb"
    assert status["current_phase"] == 0
    stubs = run("stubs", duck, "--json").json
    assert {stub["phase"] for stub in stubs} == set(range(1, 11))
    assert all(stub["role"] for stub in stubs)
    assert run("check", duck, "--format", "json").json is not None


def test_it_says_before_what_it_creates(tmp_path: Path) -> None:
    told = quick(tmp_path / "destination-duck", "--database", "duckdb", "--json").json
    assert (told["written"], told["package"]) == (False, "io.airbyte.integrations.destination.duck")
    assert {
        "path": "build.gradle.kts",
        "kind": "create",
        "purpose": "The build: plugins, main class, dependencies.",
    } in (told["files"])
    assert all(file["purpose"] for file in told["files"])
    assert list(tmp_path.iterdir()) == []
    diff = run("scaffold", tmp_path / "destination-duck", "--database", "duckdb", "--diff")
    assert diff.code == 0
    assert diff.out.count("\n+++ ") + diff.out.startswith("+++ ") == len(told["files"])
    assert list(tmp_path.iterdir()) == []
    asked = quick(tmp_path / "destination-duck", "--database", "duckdb")
    assert asked.code == 2
    assert "nothing was written; give --yes" in asked.err
    assert list(tmp_path.iterdir()) == []
    written = quick(tmp_path / "destination-duck", "--database", "duckdb", "--json", "--yes").json
    assert written["written"]
    assert {file["path"] for file in told["files"]} <= set(files_below(tmp_path / "destination-duck"))


@pytest.mark.skipif(not shutil.which("git"), reason="git is missing")
@pytest.mark.parametrize("around", ["", "secrets\n"], ids=["alone", "below a root that ignores secrets"])
def test_secrets_stay_out_of_git_and_their_template_does_not(duck: Path, tmp_path: Path, around: str) -> None:
    folder = tmp_path / "destination-duck"
    shutil.copytree(duck, folder)
    (folder / "secrets/config.json").write_text('{"password": "x"}')
    (tmp_path / ".gitignore").write_text(around)
    subprocess.run([*GIT, "init", "-q", tmp_path], check=True)
    subprocess.run([*GIT, "-C", tmp_path, "add", "."], check=True)
    listed = subprocess.run([*GIT, "-C", tmp_path, "ls-files"], capture_output=True, text=True, check=True).stdout
    assert "destination-duck/secrets/config.template.json" in listed
    assert "config.json" not in listed
    assert "history" not in listed


@pytest.fixture
def monorepo(tmp_path: Path) -> Path:
    """A checkout in small: two neighbours, a settings file that lists them, the plugin and the documentation."""
    root = tmp_path / "airbyte"
    for name, cdk in (("clickhouse", "1.0.9"), ("snowflake", "0.1.100")):
        folder = root / CONNECTORS / f"destination-{name}"
        folder.mkdir(parents=True)
        (folder / "gradle.properties").write_text(f"cdkVersion={cdk}\n")
        (folder / "build.gradle.kts").write_text('airbyteBulkConnector { core = "load" }\n')
    plugin = root / "buildSrc/src/main/groovy/airbyte-bulk-connector.gradle"
    plugin.parent.mkdir(parents=True)
    plugin.write_text("// the plugin\n")
    page = root / "docs/integrations/destinations/clickhouse.md"
    page.parent.mkdir(parents=True)
    page.write_text("# ClickHouse\n")
    (root / "gradlew").write_text("#!/bin/sh\n")
    listed = [
        f"include ':airbyte-integrations:connectors:destination-{name}'\n" for name in ("clickhouse", "snowflake")
    ]
    (root / "settings.gradle").write_text("rootProject.name = 'airbyte'\n" + "".join(listed))
    return root


@pytest.mark.parametrize("given", [".", CONNECTORS, f"{CONNECTORS}/destination-postgres"])
def test_in_the_monorepo_it_follows_what_is_there(monorepo: Path, given: str) -> None:
    ran = run("scaffold", given, "--database", "postgres", "--yes", cwd=monorepo)
    assert (ran.code, ran.err) == (0, "")
    own = monorepo / CONNECTORS / "destination-postgres"
    assert (own / "gradle.properties").read_text() == "cdkVersion=1.0.9\n"
    assert "the newest that a neighbour pins (destination-clickhouse)" in ran.out
    assert "settings.gradle (changed)" in ran.out
    assert "blocker" not in ran.out
    project = ":airbyte-integrations:connectors:destination-postgres"
    assert f"./gradlew {project}:build" in ran.out
    assert (monorepo / "settings.gradle").read_text().endswith(f"include '{project}'\n")
    assert (monorepo / "docs/integrations/destinations/postgres.md").is_file()
    assert not (own / "docs").exists()
    assert run("status", own, "--json").json["cdk_version"] == "1.0.9"


def test_a_page_that_is_there_is_left_as_it_is(monorepo: Path) -> None:
    page = monorepo / "docs/integrations/destinations/postgres.md"
    page.write_text("# mine\n")
    ran = run("scaffold", monorepo, "--database", "postgres", "--yes")
    assert "docs/integrations/destinations/postgres.md is there already and stays as it is" in ran.out
    assert page.read_text() == "# mine\n"


def test_a_folder_that_is_not_empty_is_refused_with_what_is_in_the_way(duck: Path) -> None:
    before = files_below(duck)
    ran = run("scaffold", duck, "--database", "postgres", "--yes")
    assert (ran.code, ran.out) == (2, "")
    assert "is not empty: .gitignore, README.md, build.gradle.kts" in ran.err
    assert "--into, which adds only what is missing" in ran.err
    assert files_below(duck) == before


def test_what_editors_and_the_preflight_put_there_is_in_nobody_s_way(tmp_path: Path) -> None:
    folder = tmp_path / "destination-acme"
    (folder / ".git").mkdir(parents=True)
    (folder / ".vscode").mkdir()
    (folder / ".destination-writer").mkdir()
    (folder / ".destination-writer/state.yaml").write_text("# decided\nstate:\n  database: sqlite\n")
    ran = run("scaffold", folder, "--yes")
    assert (ran.code, ran.err) == (0, "")
    assert "Create destination-acme for SQLite" in ran.out
    assert (folder / ".destination-writer/state.yaml").read_text().startswith("# decided\nstate:\n  database: sqlite\n")


def test_a_preflight_file_says_the_database(tmp_path: Path) -> None:
    folder = tmp_path / "destination-acme"
    (folder / ".destination-writer").mkdir(parents=True)
    (folder / ".destination-writer/preflight.yaml").write_text("preflight:\n  database: duckdb\n  name: DuckDB\n")
    assert "destination-acme for DuckDB" in run("scaffold", folder, "--json").json["title"]


def test_a_dialect_of_the_workspace_is_a_database_too(tmp_path: Path) -> None:
    run("dialect", "new", "acmedb", "--path", tmp_path, "--like", "sqlite")
    ran = run("scaffold", tmp_path, "--database", "acmedb", "--yes")
    assert (ran.code, ran.err) == (0, "")
    assert (tmp_path / "src/main/kotlin/io/airbyte/integrations/destination/acmedb").is_dir()


def test_into_adds_only_what_is_missing(duck: Path, tmp_path: Path) -> None:
    folder = tmp_path / "destination-duck"
    shutil.copytree(duck, folder)
    whole = files_below(folder)
    gone = [path for path in whole if path.endswith(("DuckWriter.kt", "icon.svg", "DuckSqlGenerator.kt"))]
    for path in gone:
        (folder / path).unlink()
    (folder / "README.md").write_text("mine\n")
    ran = run("scaffold", folder, "--into", "--yes")
    assert (ran.code, ran.err) == (0, "")
    log = ".destination-writer/history/changes.jsonl"
    after = files_below(folder)
    assert {path: text for path, text in after.items() if path != log} == {
        **{path: text for path, text in whole.items() if path != log},
        "README.md": b"mine\n",
    }
    again = run("scaffold", folder, "--into", "--yes")
    assert again.code == 2
    assert "there is nothing left to do" in again.err


BAD = [
    (["--database", "postgress"], "Did you mean postgres?"),
    (["--database", "nosuchthing9"], "destination-writer dialect new nosuchthing9"),
    (["--database", "nosuchthing9"], "destination-writer preflight"),
    ([], "name the database, as in --database postgres"),
    (["--database", "postgres", "--name", "3d"], "begins with a digit"),
    (["--database", "postgres", "--name", "destination-object"], "a word that Kotlin reserves"),
    (["--database", "postgres", "--package", "a.fun.b"], "'fun' is a word that Kotlin reserves"),
    (["--database", "postgres", "--prefix", "acme"], "begins with a capital letter"),
    (["--database", "postgres", "--cdk", "0.0.1"], "0.0.1"),
    (["--database", "postgres", "--test-database", "docker"], "testcontainers"),
]


@pytest.mark.parametrize(("options", "said"), BAD, ids=[" ".join(options) or "none" for options, _ in BAD])
def test_bad_input_is_said_and_nothing_is_written(tmp_path: Path, options: list[str], said: str) -> None:
    ran = quick(tmp_path / "new", *options, "--yes")
    assert ran.code == 2
    assert said in ran.err
    assert list(tmp_path.iterdir()) == []


def test_bad_input_is_json_for_scripts(tmp_path: Path) -> None:
    ran = quick(tmp_path / "new", "--database", "postgress", "--json")
    assert ran.code == 2
    assert (ran.json["written"], "postgres?" in ran.json["problem"]) == (False, True)


def test_a_path_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    before = files_below(tmp_path)
    for name, said in [
        ("file", "file is a file; give a folder"),
        ("file/new", "is a file, so"),
        ("link", "link is a link to"),
        ("dangling", "dangling is a link to"),
        ("n" * 300, "cannot be a folder's name (File name too long)"),
    ]:
        ran = quick(tmp_path / name, "--database", "duckdb", "--yes")
        assert (ran.code, ran.out) == (2, ""), name
        assert said in ran.err, name
    assert files_below(tmp_path) == before
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_link_inside_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "destination-duck", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (folder / "src").symlink_to(outside)
    ran = run("scaffold", folder, "--database", "duckdb", "--into", "--yes")
    assert ran.code == 2
    assert "leads out of destination-duck; nothing is written outside" in ran.err
    assert [p.name for p in folder.iterdir()] == ["src"]
    assert list(outside.iterdir()) == []


def test_a_folder_inside_a_connector_is_refused(duck: Path) -> None:
    ran = run("scaffold", duck / "inner", "--database", "duckdb", "--yes")
    assert ran.code == 2
    assert "lies inside the connector" in ran.err
    assert not (duck / "inner").exists()


def test_a_limit_on_the_size_of_files_leaves_nothing(tmp_path: Path) -> None:
    """As a full disk: in the middle of the files one cannot be written."""
    words = [*COMMAND, "scaffold", str(tmp_path / "destination-duck"), "--database", "duckdb", "--yes"]
    script = f"ulimit -f 4; exec {' '.join(map(repr, words))}"
    ended = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False, env=ENVIRONMENT)
    assert ended.returncode == 2
    assert "cannot be written (File too large); raise the limit" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["s3", "salesforce"])
def test_what_is_no_database_is_declined_with_the_reason(tmp_path: Path, name: str) -> None:
    ran = quick(tmp_path / "new", "--database", name, "--yes")
    assert ran.code == 2
    assert "this tool makes connectors for databases" in ran.err
    assert "dialect new" not in ran.err
    assert list(tmp_path.iterdir()) == []
