"""Addresses of databases as users write them; a password is in nothing that is shown."""

from pathlib import Path

import pytest

from destination_writer.toolchain.probing import BadAddress, CannotReach, connect, read_address
from destination_writer.toolchain.probing.address import HIDDEN, PASSWORD_VARIABLE, redacted
from destination_writer.toolchain.probing.drivers import find_jars, how_to_get
from destination_writer.toolchain.probing.files import remove_file

# What is written -> protocol, what is shown, user, password, JDBC address.
ADDRESSES = [
    (
        "postgresql://me:pa%20ss@db.example:5433/shop?sslmode=require",
        ("postgresql", "postgresql://me@db.example:5433/shop", "me", "pa ss"),
        "jdbc:postgresql://db.example:5433/shop?sslmode=require",
    ),
    (
        "jdbc:postgresql://db.example/shop?user=me&password=geheim&ssl=true",
        ("postgresql", "postgresql://me@db.example:5432/shop", "me", "geheim"),
        "jdbc:postgresql://db.example:5432/shop?ssl=true",
    ),
    ("postgres://h", ("postgresql", "postgresql://h:5432/", "", None), "jdbc:postgresql://h:5432/"),
    ("mariadb://root@h/x", ("mariadb", "mariadb://root@h:3306/x", "root", None), "jdbc:mysql://h:3306/x"),
    ("mysql://root:@h/", ("mysql", "mysql://root@h:3306/", "root", ""), "jdbc:mysql://h:3306/"),
    (
        "https://default:geheim@ch.example/shop",
        ("clickhouse", "clickhouse://default@ch.example:8443/shop", "default", "geheim"),
        "jdbc:clickhouse://ch.example:8443/shop",
    ),
    ("jdbc:ch://h:8123/x", ("clickhouse", "clickhouse://h:8123/x", "", None), "jdbc:clickhouse://h:8123/x"),
    ("duckdb:///data/x.db", ("duckdb", "duckdb:/data/x.db", "", None), "jdbc:duckdb:/data/x.db"),
    ("jdbc:sqlite:x.db", ("sqlite", "sqlite:x.db", "", None), "jdbc:sqlite:x.db"),
    (
        "jdbc:sqlserver://h:1433;user=sa;password=geheim;encrypt=true",
        ("sqlserver", f"jdbc:sqlserver://h:1433;user=sa;password={HIDDEN};encrypt=true", "", None),
        "jdbc:sqlserver://h:1433;user=sa;password=geheim;encrypt=true",
    ),
    (
        "jdbc:oracle:thin:scott/tiger@//h:1521/x",
        ("oracle", f"jdbc:oracle:thin:scott/{HIDDEN}@//h:1521/x", "", None),
        "jdbc:oracle:thin:scott/tiger@//h:1521/x",
    ),
    (
        "postgresql://[::1]:5432/x",
        ("postgresql", "postgresql://::1:5432/x", "", None),
        "jdbc:postgresql://[::1]:5432/x",
    ),
]


@pytest.mark.parametrize(("text", "parts", "jdbc"), ADDRESSES, ids=[one[0] for one in ADDRESSES])
def test_an_address_is_read(text: str, parts: tuple[str, str, str, str | None], jdbc: str) -> None:
    found = read_address(text, {})
    assert (found.protocol, found.shown, found.user, found.password) == parts
    assert found.jdbc == jdbc


@pytest.mark.parametrize("text", [one[0] for one in ADDRESSES])
def test_nobody_sees_a_password(text: str) -> None:
    found = read_address(text, {})
    for secret in ("geheim", "tiger", "pa ss", "pa%20ss"):
        assert secret not in repr(found)
        assert secret not in found.shown
        assert secret not in found.hide(f"cannot connect with {text}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("oracle", "is no address of a database"),
        ("", "is no address of a database"),
        ("postgresql://", "names no host"),
        ("postgresql://h:99999999/x", "is no address of a database"),
        ("sqlite::memory:", "needs a file"),
        ("duckdb:", "needs a file"),
    ],
)
def test_what_is_no_address_is_refused_with_how_one_is_written(text: str, words: str) -> None:
    with pytest.raises(BadAddress, match=words):
        read_address(text, {})


def test_a_bad_address_does_not_show_its_password() -> None:
    with pytest.raises(BadAddress) as caught:
        read_address("postgresql://me:geheim@:x/y", {})
    assert "geheim" not in str(caught.value)


def test_the_environment_gives_a_password_that_the_address_lacks() -> None:
    environ = {PASSWORD_VARIABLE: "geheim"}
    assert read_address("mysql://me@h/x", environ).password == "geheim"
    assert read_address("mysql://me:own@h/x", environ).password == "own"
    assert read_address("sqlite:x.db", environ).password is None
    assert read_address("mysql://me@h/x", {}).wants_password
    assert not read_address("mysql://me@h/x", environ).wants_password


def test_words_of_a_driver_lose_what_looks_like_a_password() -> None:
    assert redacted("url=jdbc:x://h?user=a&password=geheim&x=1") == f"url=jdbc:x://h?user=a&password={HIDDEN}&x=1"
    assert "geheim" not in redacted("accessKey=geheim; apiToken=geheim")
    assert redacted("no password here") == "no password here"


def jar(folder: Path, *parts: str) -> Path:
    path = folder.joinpath(*parts)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    return path


def test_a_driver_is_found_where_builds_keep_it(tmp_path: Path) -> None:
    """The newest of ~/.m2; Gradle's cache and CLASSPATH come before, what the user gives before all."""
    jar(tmp_path, ".m2", "repository", "com", "h2database", "h2", "2.1.9", "h2-2.1.9.jar")
    maven = jar(tmp_path, ".m2", "repository", "com", "h2database", "h2", "2.10.1", "h2-2.10.1.jar")
    environ = {"HOME": str(tmp_path), "GRADLE_USER_HOME": str(tmp_path / "gradle")}
    assert find_jars("h2", [], [], environ) == [maven]
    parts = ("gradle", "caches", "modules-2", "files-2.1", "com.h2database", "h2", "1.4", "abc", "h2-1.4.jar")
    gradle = jar(tmp_path, *parts)
    assert find_jars("h2", [], [], environ) == [gradle]
    listed = jar(tmp_path, "lib", "h2-9.jar")
    assert find_jars("h2", [], [], {**environ, "CLASSPATH": str(listed)}) == [listed]
    assert find_jars("h2", [Path("own.jar")], [], environ) == [Path("own.jar")]


def test_a_dialects_own_driver_is_found_and_its_pool_is_none(tmp_path: Path) -> None:
    driver = jar(tmp_path, ".m2", "repository", "com", "acme", "acme-jdbc", "1.0", "acme-jdbc-1.0.jar")
    jar(tmp_path, ".m2", "repository", "com", "zaxxer", "HikariCP", "7.0.2", "HikariCP-7.0.2.jar")
    environ = {"HOME": str(tmp_path), "GRADLE_USER_HOME": str(tmp_path / "gradle")}
    assert find_jars("acme", [], ["com.zaxxer:HikariCP:7.0.2", "com.acme:acme-jdbc:1.0"], environ) == [driver]


def test_what_cannot_be_reached_says_how_to_get_a_driver(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "GRADLE_USER_HOME": str(tmp_path)}
    with pytest.raises(CannotReach) as caught:
        connect(read_address("jdbc:sqlserver://h;user=sa;password=geheim", {}), [], [], environ)
    assert "mvn dependency:get -Dartifact=com.microsoft.sqlserver:mssql-jdbc" in str(caught.value)
    assert "geheim" not in str(caught.value)
    assert "--driver JAR" in how_to_get("acme")


def test_a_jar_that_is_not_there_is_named(tmp_path: Path) -> None:
    gone = tmp_path / "gone.jar"
    with pytest.raises(CannotReach, match=r"gone\.jar, which --driver names"):
        connect(read_address("jdbc:acme://h", {}), [gone], [], {})


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(CannotReach) as caught:
        connect(read_address("clickhouse://me:geheim@127.0.0.1:9/x", {}), [], [], {"HOME": "/nowhere"})
    assert "clickhouse://me@127.0.0.1:9/x cannot be reached" in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_a_file_goes_with_what_stands_beside_it(tmp_path: Path) -> None:
    for name in ("x.db", "x.db-wal", "x.db.wal", "y.db"):
        (tmp_path / name).write_bytes(b"")
    remove_file(tmp_path / "x.db")
    assert [path.name for path in tmp_path.iterdir()] == ["y.db"]
