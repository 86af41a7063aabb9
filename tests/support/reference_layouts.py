"""The layouts of three finished connectors: which files they have, what they are called, what extends what.

The bodies are empty: only names, folders and supertypes tell what a class is. None has a stub, a state file or a mark
of this tool. They lie in `tests/fixtures/layouts`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "fixtures" / "layouts"
LISTS = {
    "OPERATIONS": "createNamespace namespaceExists createTable dropTable tableExists countTable getGenerationId "
    "overwriteTable copyTable upsertTable discoverSchema computeSchema applyChangeset",
    "LOADERS": "setup createStreamLoader +DirectLoadTableAppendStreamLoader +DirectLoadTableAppendTruncateStreamLoader "
    "+DirectLoadTableDedupStreamLoader +DirectLoadTableDedupTruncateStreamLoader",
}


@dataclass(frozen=True)
class Layout:
    """`lacks` is what the connector does not have, as the tracker names it."""

    database: str
    version: str
    writer_file: str
    lacks: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return f"destination-{self.database}"

    @property
    def package(self) -> str:
        return f"io.airbyte.integrations.destination.{self.database}"

    def folder(self, source_set: str) -> str:
        return f"src/{source_set}/kotlin/{self.package.replace('.', '/')}"

    @property
    def writer(self) -> str:
        return f"{self.folder('main')}/{self.writer_file}"


CLICKHOUSE = Layout("clickhouse", "0.1.100", "write/ClickHouseWriter.kt")
SNOWFLAKE = Layout("snowflake", "1.0.13", "write/SnowflakeWriter.kt")
POSTGRES = Layout("postgres", "0.1.76", "write/PostgresWriter.kt")


def layout(which: Layout) -> dict[str, str]:
    """The texts of a layout, by path."""
    texts: dict[str, str] = {
        "gradle.properties": f"cdkVersion={which.version}\n",
        "build.gradle.kts": 'plugins { id("airbyte-bulk-connector") }\n',
        "metadata.yaml": f"data:\n  dockerRepository: airbyte/{which.name}\n",
    }
    for source_set, path, rest in _lines(which):
        folder = path.rpartition("/")[0].replace("/", ".")
        head = f"package {which.package}{'.' + folder if folder else ''}\n"
        file = f"{which.folder(source_set)}/{path}.kt"
        texts[file] = texts.get(file, head) + _declared(rest)
    return texts


def _lines(which: Layout) -> Iterator[tuple[str, str, str]]:
    """Source set, path below the package, and what is declared there."""
    source_set = ""
    for line in (FOLDER / f"{which.database}.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            source_set = line.strip("[]")
        elif not line.startswith("#"):
            path, _, rest = line.partition(" ")
            yield source_set, path, rest


def _declared(rest: str) -> str:
    declared, _, members = rest.partition(" | ")
    if declared == "main":
        return "\nfun main(args: Array<String>) {\n    AirbyteDestinationRunner.run(*args)\n}\n"
    marked, _, declared = declared.rpartition("@ ")
    body = "".join(_member(name) for name in LISTS.get(members, members).split())
    annotation = f"@{marked.strip()}\n" if marked else ""
    kind = "" if declared.startswith(("enum ", "sealed ", "data ")) else "class "
    return f"\n{annotation}{kind}{declared} {{\n{body}}}\n"


def _member(name: str) -> str:
    """A function; with a plus sign something that uses the name."""
    return f"    val uses{name[1:]} = {name[1:]}::class\n" if name.startswith("+") else f"    fun {name}() = Unit\n"
