"""The three reference layouts with real bodies: what the generator writes for their database and era, in their files
and under their names, and beside it what their layouts have and it does not write, by hand after the facts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from made_connectors import made

FOLDER = Path(__file__).parents[1] / "fixtures" / "references"


@dataclass(frozen=True)
class Reference:
    """`moved` are folders, `renamed` classes (and their files) by the name that the generator gives them."""

    database: str
    cdk: str
    renamed: Mapping[str, str]
    moved: Mapping[str, str]
    gone: tuple[str, ...] = ()


REFERENCES = (
    Reference(
        "clickhouse",
        "0.1.100",
        {
            "ClickhouseWriter": "ClickHouseWriter",
            "ClickhouseInsertBuffer": "BinaryRowInsertBuffer",
            "ClickhouseValueCoercer": "ClickhouseCoercer",
            "ClickhouseBasicFunctionalityTest": "ClickhouseAcceptanceTest",
        },
        {},
    ),
    Reference(
        "snowflake",
        "1.0.13",
        {
            "SnowflakeDirectLoadDatabaseInitialStatusGatherer": "SnowflakeInitialStatusGatherer",
            "SnowflakeSqlGenerator": "SnowflakeDirectLoadSqlGenerator",
            "SnowflakeBasicFunctionalityTest": "SnowflakeAcceptanceTest",
            "SnowflakeWiringTest": "SnowflakeConnectorWiringTest",
        },
        {"config": "db"},
    ),
    Reference(
        "postgres",
        "0.1.76",
        {
            "PostgresSqlGenerator": "PostgresDirectLoadSqlGenerator",
            "PostgresTestConfigFactory": "PostgresComponentTestConfigFactory",
            "PostgresBasicFunctionalityTest": "PostgresAcceptanceTest",
        },
        {},
        ("PostgresChecker.kt",),
    ),
)


def reference(which: Reference) -> dict[str, str]:
    """The texts of a layout, by path."""
    made_texts = made(which.database, which.cdk)
    texts = {_placed(path, which): _named(text, which) for path, text in made_texts.items() if _stays(path, which)}
    home = FOLDER / which.database
    by_hand = {str(f.relative_to(home)): f.read_text("utf-8") for f in sorted(home.rglob("*")) if f.is_file()}
    return {**texts, **by_hand}


def _stays(path: str, which: Reference) -> bool:
    return path.rpartition("/")[2] not in which.gone


def _placed(path: str, which: Reference) -> str:
    return _named(_in_folders(path, which, "/"), which)


def _named(text: str, which: Reference) -> str:
    text = _in_folders(text, which, ".")
    names = "|".join(which.renamed)
    return re.sub(rf"\b({names})\b", lambda found: which.renamed[found[1]], text)


def _in_folders(text: str, which: Reference, mark: str) -> str:
    for old, new in which.moved.items():
        text = text.replace(f"{mark}{which.database}{mark}{old}", f"{mark}{which.database}{mark}{new}")
    return text
