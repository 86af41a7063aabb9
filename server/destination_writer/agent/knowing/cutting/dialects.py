"""A database: its groups of facts, each capability, the ways of every kind with what each costs, and its errors."""

from collections.abc import Iterator

from destination_writer.agent.knowing.cutting.slugs import slug
from destination_writer.agent.knowing.passages import Kind, Piece, lines, listed
from destination_writer.knowledge.dialects import Dialect, Proof, Statement, Strategy, StrategyKind
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge

ABOUT: dict[StrategyKind, tuple[str, str, tuple[int, ...]]] = {
    StrategyKind.CREATE: ("ways to create and replace a table", "createTable create replace table", (3,)),
    StrategyKind.UPSERT: ("ways to upsert", "upsertTable upsert dedupe deduplicate merge key strategy", (9, 10)),
    StrategyKind.OVERWRITE: (
        "ways to overwrite a table",
        "overwriteTable overwrite swap exchange replace atomic",
        (6,),
    ),
    StrategyKind.SCHEMA_CHANGE: (
        "ways to change columns",
        "applyChangeset schema evolution alter column change type add drop",
        (8,),
    ),
    StrategyKind.BULK_LOAD: (
        "ways to insert records in bulk",
        "insert buffer bulk load batch insert records fast performance strategy flush",
        (5, 11),
    ),
}


_FIRST = "The first is what is generated unless another is chosen."
_BULK = "The fastest first. What a connector was begun with, `destination-writer tune` exchanges."


def dialect_pieces(knowledge: Knowledge, name: str) -> Iterator[Piece]:
    """Raises KnowledgeError for a database without a dialect."""
    known = knowledge.dialect(name)
    yield from _connection(known)
    yield from _names(known)
    yield from _types(known)
    yield from _changes(known)
    yield from _capabilities(known)
    for kind in StrategyKind:
        yield from _ways(known, kind)
    yield from _catalogue(known)
    yield from _errors(known)
    yield from _lacks(knowledge, known)


def _piece(
    known: Dialect,
    part: str,
    title: str,
    text: str,
    proof: Proof,
    words: str,
    *,
    kind: Kind = Kind.FACT,
    phases: tuple[int, ...] = (),
) -> Piece:
    return Piece(
        anchor=f"knowledge/dialects/{known.slug}.yaml#{part}",
        title=f"{known.name}: {title}",
        text=text,
        kind=kind,
        source=proof.label,
        keywords=words,
        dialect=known.slug,
        phases=phases,
    )


def _connection(known: Dialect) -> Iterator[Piece]:
    to = known.connection
    container = to.test_container
    text = lines(
        f"Client: {to.client}, class `{to.driver_class}`.",
        f"Connection string: `{to.url}`",
        f"Default port: {to.default_port}." if to.default_port else "It listens on no port.",
        listed(f"`{item.coordinate}` ({item.scope})" for item in to.artifacts),
        listed(f"Property `{item.name}={item.value}`: {item.why}" for item in to.properties),
        listed(f"Setting {item.title}: {item.description}" for item in to.settings),
        to.rights,
        f"At most {to.max_connections} connections in the pool." if to.max_connections else "",
        f"Test container: `{container.image}`." if container else "There is no container for its tests.",
        f"Validation: `{to.validation}`",
    )
    words = "driver jdbc jar dependency maven coordinate artifact url host port pool testcontainers image credentials"
    yield _piece(known, "connection", "connection, driver and container", text, to.proof, words, phases=(0, 1))


def _names(known: Dialect) -> Iterator[Piece]:
    quoting, spaces, names = known.quoting, known.namespaces, known.identifiers
    text = lines(
        f"A name stands in `{quoting.open}{quoting.close}`; the closing mark inside is written `{quoting.escape}`.",
        f"A name without quotes is {_folding(known)}.",
        listed(quoting.rules),
    )
    yield _piece(
        known,
        "quoting",
        "quoting and letter case",
        text,
        quoting.proof,
        "quote identifier escape fold upper lower case literal",
    )
    text = lines(
        f"A namespace is a {spaces.kind}; the default is `{spaces.default}`.",
        *(
            _statement(label, said)
            for label, said in (("Create", spaces.create), ("Drop", spaces.drop), ("Exists", spaces.exists))
        ),
        listed(spaces.rules),
    )
    words = "namespace schema database createNamespace namespaceExists dropNamespace default"
    yield _piece(known, "namespaces", "namespaces", text, spaces.proof, words, phases=(2,))
    case = "Names that differ in case alone are one." if names.case_insensitive else ""
    text = lines(
        f"A name has at most {names.max_bytes} {names.unit}; a longer one is {_too_long(known)}.",
        case,
        listed(names.rules),
    )
    words = "identifier name maximum length limit bytes characters truncated too long reserved words case sensitive"
    yield _piece(known, "identifiers", "length and case of names", text, names.proof, words)
    text = f"Reserved words, to be quoted: {', '.join(names.reserved)}."
    yield _piece(known, "reserved", "reserved words", text, names.reserved_proof, "reserved keyword")


def _folding(known: Dialect) -> str:
    return {"lower": "folded to lower case", "upper": "folded to upper case", "keep": "kept as it is written"}[
        known.quoting.folding.value
    ]


def _too_long(known: Dialect) -> str:
    return "cut without an error" if known.identifiers.too_long == "truncated" else "an error"


def _types(known: Dialect) -> Iterator[Piece]:
    types = known.type_map
    table = [f"{name.value}: `{fact.ddl}`" for name, fact in types.types.items()]
    words = "column type mapping data type json text number timestamp precision"
    text = lines(listed(table), listed(types.rules))
    yield _piece(known, "types", "column types", text, types.proof, words, phases=(3, 8))
    for name, fact in types.types.items():
        if fact.note:
            text = lines(f"`{fact.ddl}` in DDL, `{fact.catalogue}` in the catalogue.", fact.note)
            yield _piece(
                known,
                f"types/{name.value}",
                f"column type for {name.value}",
                text,
                types.proof,
                "column type",
                phases=(3, 8),
            )
    meta = [f"`{c.name}` {c.ddl}{'' if c.nullable else ' NOT NULL'}: {c.why}" for c in known.meta.columns]
    yield _piece(
        known,
        "meta",
        "meta columns",
        listed(meta),
        known.meta.proof,
        "airbyte meta columns raw id extracted at generation",
        phases=(3,),
    )


def _changes(known: Dialect) -> Iterator[Piece]:
    how, alter = known.expressions, known.alter
    text = lines(
        f"Null-safe equality: `{how.same}`. Newest first: `{how.newest_first}`. Conversion: `{how.cast}`.",
        listed(how.rules),
    )
    words = "null safe comparison equal order by nulls last cast sort cursor expression"
    yield _piece(known, "expressions", "comparing, sorting and converting", text, how.proof, words, phases=(9,))
    actions = (
        ("Add", alter.add),
        ("Drop", alter.drop),
        ("Change the type", alter.change),
        ("Allow NULL", alter.relax),
        ("Rename", alter.rename),
    )
    text = lines(
        listed(f"{label}: `{alter.table}{sql}`" for label, sql in actions if sql),
        "" if alter.change else "The type of a column cannot be changed in place.",
        "Several actions in one statement." if alter.combined else "One action a statement.",
        listed(alter.rules),
    )
    words = "alter table add column drop column change type rename column not null schema evolution"
    yield _piece(known, "alter", "changing columns", text, alter.proof, words, phases=(8,))


def _capabilities(known: Dialect) -> Iterator[Piece]:
    for name, fact in known.capabilities.items():
        label = CAPABILITIES.get(name, name.replace("_", " "))
        since = f" since {fact.since}" if fact.since else ""
        says = f"{known.name} has {label}{since}." if fact.supported else f"{known.name} does not have {label}."
        yield _piece(
            known, f"capabilities/{name}", label, lines(says, fact.note), fact.proof, f"{name} support available"
        )


CAPABILITIES = {
    "merge": "MERGE",
    "insert_on_conflict": "INSERT ... ON CONFLICT",
    "on_duplicate_key": "INSERT ... ON DUPLICATE KEY UPDATE",
    "window_functions": "window functions (ROW_NUMBER() OVER)",
    "nulls_last": "NULLS LAST in ORDER BY",
    "null_safe_equal": "a null-safe comparison",
    "data_modifying_cte": "common table expressions that change data",
    "transactional_ddl": "DDL in transactions (CREATE, ALTER and DROP roll back)",
    "alter_type": "ALTER TABLE that changes a column's type",
    "multiple_alters": "several changes in one ALTER TABLE",
    "create_or_replace_table": "CREATE OR REPLACE TABLE",
    "create_if_not_exists": "CREATE TABLE IF NOT EXISTS",
    "drop_if_exists": "DROP TABLE IF EXISTS",
    "rename_table": "renaming of tables",
    "rename_across_schemas": "renaming of a table into another schema",
    "copy_from_stdin": "COPY FROM STDIN",
}


def _ways(known: Dialect, kind: StrategyKind) -> Iterator[Piece]:
    title, words, phases = ABOUT[kind]
    fitting = known.strategies_of(kind)
    if not fitting:
        return
    told = [f"**{way.title}** (`{way.slug}`): {way.trade_off}" for way in fitting]
    text = lines(_BULK if kind is StrategyKind.BULK_LOAD else _FIRST, listed(told))
    yield _piece(known, kind.value, title, text, fitting[0].proof, words, kind=Kind.STRATEGY, phases=phases)
    for way in fitting:
        yield _way(known, kind, way)


def _way(known: Dialect, kind: StrategyKind, way: Strategy) -> Piece:
    title, words, phases = ABOUT[kind]
    together = "All in one transaction, on one connection." if way.transaction and len(way.statements) > 1 else ""
    text = lines(way.trade_off, listed(f"`{sql}`" for sql in way.statements), together, way.ahead_because)
    return _piece(
        known,
        f"{kind.value}/{way.slug}",
        f"{title}: {way.title}",
        text,
        way.proof,
        words,
        kind=Kind.STRATEGY,
        phases=phases,
    )


def _catalogue(known: Dialect) -> Iterator[Piece]:
    for name, statement in known.catalogue.items():
        label = name.replace("_", " ")
        words = f"catalogue query {label}"
        yield _piece(known, f"catalogue/{name}", label, _statement("SQL", statement), known.catalogue_proof, words)


def _errors(known: Dialect) -> Iterator[Piece]:
    classes = {
        "config": "ConfigErrorException",
        "transient": "TransientErrorException",
        "system": "SystemErrorException",
    }
    for code in known.errors.codes:
        told = " ".join(part for part in (code.state, code.vendor) if part)
        text = lines(f"{code.meaning} Throw {classes[code.error.value]}.", f"Fix: {code.fix}")
        title = f"error {told}: {code.name}" if told else f"error: {code.name}"
        yield _piece(
            known,
            f"errors/{slug(code.name)}",
            title,
            text,
            known.errors.proof,
            f"{told} {code.category}",
            kind=Kind.ERROR_CODE,
        )
    rules = (*known.errors.rules, *known.retries.rules)
    if rules:
        text = lines(listed(rules), f"At most {known.retries.attempts} attempts.")
        words = "error code sqlstate classify retry again transient"
        yield _piece(known, "errors", "telling errors apart, and trying again", text, known.errors.proof, words)
    bulk = known.bulk
    text = lines(
        f"One statement binds at most {bulk.max_parameters} parameters." if bulk.max_parameters else "",
        f"A multi-row INSERT has {bulk.max_rows} rows at most.",
        f"A statement has at most {bulk.max_statement} bytes." if bulk.max_statement else "",
        listed(bulk.rules),
    )
    words = "limit parameters placeholders rows per insert statement batch size"
    yield _piece(known, "bulk", "limits of one statement", text, bulk.proof, words, phases=(5, 11))


def _lacks(knowledge: Knowledge, known: Dialect) -> Iterator[Piece]:
    try:
        lacking = knowledge.lacking(known.slug)
    except KnowledgeError:
        return
    proof = known.sql.proof or known.quoting.proof
    told = [f"{item.construct.name}: {item.instead}" for item in lacking]
    if told:
        text = listed(told)
        yield _piece(known, "lacks", "SQL that it does not have", text, proof, "lacks not supported syntax instead")


def _statement(label: str, statement: Statement) -> str:
    bound = f" (bound: {', '.join(statement.parameters)})" if statement.parameters else ""
    return " ".join(part for part in (f"{label}: `{statement.sql}`{bound}.", statement.returns, statement.why) if part)
