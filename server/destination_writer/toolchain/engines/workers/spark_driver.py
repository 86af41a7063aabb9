"""Spark's own parser, for Databricks: the grammar that Databricks builds on."""

import re
from typing import Any

from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports]  # in the parser's own environment

from destination_writer.toolchain.engines.workers.placeholders import replaced

_SAID = re.compile(r"\]\s*(.+?)\s*SQLSTATE", re.DOTALL)
_PLACE = re.compile(r"\(line (\d+), pos (\d+)\)")


class Driver:
    """As `parsers_driver.Driver`."""

    def __init__(self, _options: dict[str, Any]) -> None:
        builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
        self._spark = builder.config("spark.driver.host", "127.0.0.1").config("spark.log.level", "OFF").getOrCreate()
        self._parser = self._spark._jsparkSession.sessionState().sqlParser()

    def title(self) -> str:
        return "parsers"

    def via(self) -> str:
        return f"Spark {self._spark.version}"

    def open(self) -> Any:
        raise ValueError("a parser has no sessions")

    def call(self, _name: str, body: Any) -> Any:
        sql = replaced(body["sql"], lambda _: "1")
        try:
            self._parser.parsePlan(sql)
        except Exception as error:  # py4j wraps what the JVM throws
            text = str(getattr(error, "java_exception", error))
            if "ParseException" not in text and "Parse" not in type(error).__name__:
                raise
            place = _PLACE.search(text)
            line, column = (int(place[1]), int(place[2]) + 1) if place else (1, 1)
            said = _SAID.search(text)
            message = said[1].strip() if said else text.strip().splitlines()[0]
            return {"problems": [{"line": line, "column": column, "message": message}]}
        return {"problems": []}

    def told(self, _error: Exception) -> dict[str, Any] | None:
        return None

    def close(self) -> None:
        self._spark.stop()
