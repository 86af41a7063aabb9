"""Write the page of the databases, `docs/databases.md`, from the dialects.

write_databases.py [--check]
"""

import sys
from pathlib import Path

from destination_writer.knowledge.dialecttable import LEGEND, Row, as_markdown, rows_of
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

PAGE = Path(__file__).resolve().parent.parent / "docs" / "databases.md"

HEAD = """\
<!-- Written by scripts/write_databases.py from knowledge/dialects. Do not edit. -->

# Databases

What generation knows, and how. Each cell of a capability says whether the database has it and how that is known:
{legend}. The strategy that stands first is the default; an editor offers each one as a code action of its own,
`destination-writer dialects --dialect SLUG` shows what speaks for and against it. What was proved of the generated code
is on the page [Proof](proof.md).

"""

TAIL = """
## What ran or parsed the facts

{engines}

## A database of your own

1. In the workspace: `destination-writer dialect new NAME --like postgres`. It writes
   `.destination-writer/knowledge/dialects/NAME.yaml`, which extends the database that yours resembles.
2. Change what differs. Maps are merged key by key, lists and values replace. An inherited fact counts as documented,
   whatever proves it for the other database, until you state a proof of your own. The shape is in
   [schemas/dialect.schema.json](schemas/dialect.schema.json), which an editor checks while you type.
3. `destination-writer dialect check NAME` names file, line, key and reason of what does not fit.
4. Say `database: NAME` in `.destination-writer/state.yaml`. Hover, generation and diagnosis now speak of your database.
5. `destination-writer verify --compile --dialect NAME --cdk C` compiles a whole connector for it. Without `--compile`
   it is also run, on the engine of the database that yours resembles; the result says that this is a stand-in.
6. What facts do not say is a template below `.destination-writer/templates/NAME/`, under the path of the one that it
   replaces ([templates](../templates/README.md)); a folder of another name replaces that database's. `generate`,
   `verify` and the editor take it as soon as it is saved. Templates are rendered in a sandbox: one from somebody
   else's workspace reaches neither Python nor your files. A fault is told with its file, line and remedy.

### One that can do little

Two ways of upserting are there for a database without MERGE and INSERT ON CONFLICT; list what it can do under
`strategies: upsert:`, each with `title`, `trade_off` and `proof`:

- `unique-constraint` needs no window functions. Its first statement says how an index is made, as in
  `CREATE UNIQUE INDEX IF NOT EXISTS {{index}} ON {{target}} ({{keys}})`. All rows of a batch that share a key are
  compared; the index fails on a table that holds a key twice, and in a database that checks it against rows deleted in
  the same transaction, as DuckDB does.
- `application-side` needs SELECT with UNION ALL and ORDER BY, DELETE and INSERT. The connector holds each key of a
  batch in memory, and every thousand rows cost a statement that reads the tables; rows are told apart by
  `_airbyte_raw_id`.

Nothing of the installation is touched. A database that many use is welcome here: one YAML file under
`knowledge/dialects/`, templates only for what the facts do not say ([templates](../templates/README.md)), and a proof.
"""


def main() -> None:
    knowledge = Knowledge(DiskFiles(bundled("knowledge")))
    rows = rows_of(knowledge.dialect(slug) for slug in knowledge.dialect_slugs)
    text = HEAD.format(legend=LEGEND) + as_markdown(rows) + "\n" + TAIL.format(engines=engines(rows))
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text:
        sys.exit(f"{PAGE.name} is stale: run scripts/write_databases.py")


def engines(rows: list[Row]) -> str:
    lines: list[str] = []
    for row in rows:
        known = row.engines or ("documented: the vendor's manual",)
        lines += [f"- **{row.name}**", *(f"  - {engine}" for engine in known)]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
