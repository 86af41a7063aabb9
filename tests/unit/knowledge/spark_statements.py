"""Runs statements on a local Apache Spark and prints what each gave, as JSON; in Spark's own environment.

Reads {"parse": [...], "run": [...]} from the standard input. Of a statement to run the rows as text, of one to parse
nothing; of both `error` where it fails.
"""

import json
import sys

from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports]  # in Spark's own environment


def main() -> None:
    asked = json.load(sys.stdin)
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.session.timeZone", "UTC").config("spark.driver.memory", "700m").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    parser = session._jsparkSession.sessionState().sqlParser()
    print(
        json.dumps(
            {
                "parse": [parsed(parser, sql) for sql in asked["parse"]],
                "run": [ran(session, sql) for sql in asked["run"]],
            }
        )
    )


def parsed(parser, sql):
    try:
        parser.parsePlan(sql)
    except Exception as error:
        return {"error": str(error)[:300]}
    return {}


def ran(session, sql):
    try:
        return {"rows": [[None if v is None else str(v) for v in row] for row in session.sql(sql).collect()]}
    except Exception as error:
        java = getattr(error, "java_exception", None)
        return {"error": str(java or error)[:400]}


main()
