"""What the real compiler says of a broken connector leads to the Change after which it has nothing to say."""

from collections.abc import Mapping
from functools import cache

import pytest
from contract_support import CompileConnector
from generated_support import KNOWLEDGE, TEMPLATES, after, loaded

from destination_writer.generate.api import new_connector
from destination_writer.generate.remedies.api import offered
from destination_writer.results.diagnose import diagnose
from destination_writer.results.remedies import remedies_for
from destination_writer.text.findings import Remedy


@cache
def whole(cdk: str) -> Mapping[str, str]:
    return after({}, new_connector(KNOWLEDGE, TEMPLATES, dialect="postgres", cdk=cdk))


def broken(cdk: str, name: str, old: str, new: str) -> dict[str, str]:
    texts = dict(whole(cdk))
    path = next(path for path in texts if path.endswith(f"/{name}"))
    assert old in texts[path], (name, old)
    texts[path] = texts[path].replace(old, new)
    return texts


REJECTED = {
    "javax": ("1.0.13", "PostgresColumnUtils.kt", "import jakarta.inject", "import javax.inject", "mend-import"),
    "no import": ("1.0.13", "PostgresChecker.kt", "import jakarta.inject.Singleton\n", "", "mend-import"),
    "package of era A in era C": (
        "1.0.13",
        "PostgresSqlGenerator.kt",
        "import io.airbyte.cdk.load.schema.model.TableName",
        "import io.airbyte.cdk.load.table.TableName",
        "mend-import",
    ),
    "package of era C in era A": (
        "0.1.76",
        "PostgresSqlGenerator.kt",
        "import io.airbyte.cdk.load.table.TableName",
        "import io.airbyte.cdk.load.schema.model.TableName",
        "mend-import",
    ),
    "a type without a branch": (
        "1.0.13",
        "PostgresColumnUtils.kt",
        '            TimeTypeWithTimezone -> "time with time zone"\n',
        "",
        "add-branch",
    ),
    "a missing member": (
        "1.0.13",
        "PostgresAirbyteClient.kt",
        "override suspend fun dropTable(",
        "suspend fun dropTabel(",
        "implement-members",
    ),
}


@pytest.mark.parametrize(("cdk", "name", "old", "new", "remedy"), REJECTED.values(), ids=REJECTED)
def test_what_the_compiler_rejects_is_mended(
    compile_connector: CompileConnector, cdk: str, name: str, old: str, new: str, remedy: str
) -> None:
    texts = broken(cdk, name, old, new)
    said = [m for m in compile_connector(texts, cdk) if m.severity == "error"]
    assert said, "the connector is not broken"
    console = "\n".join(f"e: file:///build/connector/{m.path}:{m.line}:{m.column} {m.message}" for m in said)
    for _ in range(3):  # one cause can be told in several places, and each is mended for itself
        connector = loaded(texts)
        found = [
            offer
            for d in diagnose(console, KNOWLEDGE.failure_rules)
            for offer in offered(
                connector, KNOWLEDGE, TEMPLATES, remedies_for(d.rule, d.category, d.message, d.file, d.line)
            )
        ]
        if not found:
            break
        assert found[0].remedy.name == remedy
        texts = after(texts, found[0].change)
    assert compile_connector(texts, cdk) == []


TEMP_NAMES = """
    @Singleton
    fun tempTableNameGenerator(): TempTableNameGenerator {
        // The CDK's names can be longer than what the database keeps.
        val generator = DefaultTempTableNameGenerator()
        return TempTableNameGenerator { table ->
            val generated = generator.generate(table)
            generated.copy(name = shortened(generated.name))
        }
    }
"""

WRITTEN = {
    "upsert without MERGE": (Remedy("write-without-merge", ""), "", "", ""),
    "meta columns": (
        Remedy("carry-meta-columns", ""),
        "PostgresSqlGenerator.kt",
        "            (Meta.COLUMN_NAMES + columnNameMapping.values).joinToString",
        "            columnNameMapping.values.joinToString",
    ),
    "quotes": (
        Remedy("mend-quotes", "", {"said": "syntax error at or near `", "category": "sql-syntax"}),
        "PostgresSqlGenerator.kt",
        r'"\"" + replace("\"", "\"\"") + "\""',
        '"`" + replace("`", "``") + "`"',
    ),
    "a bean": (
        Remedy("declare-bean", "", {"bean": "PostgresColumnUtils"}),
        "PostgresColumnUtils.kt",
        "import jakarta.inject.Singleton\n\n@Singleton\nclass",
        "\nclass",
    ),
    "a bean that nothing gave": (
        Remedy("provide-bean", "", {"bean": "io.airbyte.cdk.load.table.TempTableNameGenerator"}),
        "PostgresBeanFactory.kt",
        TEMP_NAMES,
        "",
    ),
    "a suite": (
        Remedy("mark-tests", ""),
        "PostgresTableOperationsTest.kt",
        "import org.junit.jupiter.api.Test\n",
        "",
    ),
}


@pytest.mark.parametrize(("remedy", "name", "old", "new"), WRITTEN.values(), ids=WRITTEN)
def test_what_only_the_database_or_a_run_rejects_compiles_when_mended(
    compile_connector: CompileConnector, remedy: Remedy, name: str, old: str, new: str
) -> None:
    texts = broken("1.0.13", name, old, new) if name else dict(whole("1.0.13"))
    if remedy.name == "mark-tests":
        texts = {p: t.replace("    @Test\n", "") if p.endswith(f"/{name}") else t for p, t in texts.items()}
    (offer,) = offered(loaded(texts), KNOWLEDGE, TEMPLATES, [remedy])
    assert compile_connector(after(texts, offer.change), "1.0.13") == []
