"""A component to be generated: what the database's facts decide in it, which phase writes what, and the commands."""

from collections.abc import Iterator

from destination_writer.agent.knowing.desk import NO_DATABASE, Desk, written
from destination_writer.agent.knowing.dialogue import Answer, Asked, Suggestion
from destination_writer.agent.knowing.replies.looking import look
from destination_writer.agent.knowing.replies.method import method
from destination_writer.connector.roles import Role
from destination_writer.knowledge.dialects import Dialect, StrategyKind
from destination_writer.knowledge.phases import Phase

_ROLES = (
    Role.SQL_GENERATOR,
    Role.INSERT_BUFFER,
    Role.BEAN_FACTORY,
    Role.SCHEMA_MAPPER,
    Role.VALUE_COERCER,
    Role.COLUMN_UTILS,
    Role.TEST_CLIENT,
    Role.CLIENT,
    Role.WRITER,
    Role.CHECKER,
    Role.AGGREGATE,
)
_SHOWN = {Role.SQL_GENERATOR: "createTable", Role.CLIENT: "createTable", Role.INSERT_BUFFER: "flush"}
"""The member that is shown of a component, as a sample of its code."""
_WAYS = {
    StrategyKind.OVERWRITE: "Overwrite",
    StrategyKind.SCHEMA_CHANGE: "Schema change",
    StrategyKind.UPSERT: "Upsert",
}


def generate(desk: Desk) -> Answer:
    """`Generate the SQL Generator for TimescaleDB`: what is written, a sample, and the command."""
    wanted = desk.wish.parts.get("what", "")
    role = _role(wanted)
    subject = desk.intents.subject(wanted)
    if subject is not None and role is None:
        return method(desk, subject)
    if desk.dialect is None:
        ask = Asked(NO_DATABASE, "Which database is it for?", tuple(desk.knowledge.dialect_slugs))
        what = f"What is written for “{wanted}” depends on the database."
        return written(desk.going(intent="generate", question=desk.text), (what,), (), (), ask)
    if role is None:
        return look(desk)
    phases = list(_by_phase(desk, desk.dialect, role))
    title = role.value.replace("_", " ").replace("sql", "SQL")
    parts = (
        f"**The {title} for {desk.dialect.name}** is written phase by phase, so that the tests prove each part before "
        "the next one stands on it. I write nothing without your approval; the command shows the change first.",
        _facts(desk.dialect) if role in (Role.SQL_GENERATOR, Role.CLIENT) else "",
        "\n".join(f"- Phase {phase.number}, {phase.title}: {', '.join(names)}" for phase, names in phases),
        _sample(desk, desk.dialect, role),
    )
    path = desk.situation.path
    offers = (
        Suggestion(f"Write its members of phase {p.number}, as a change to look at", ("generate", path, "--phase", n))
        for p, _ in phases[:3]
        if (n := str(p.number))
    )
    own = f"knowledge/dialects/{desk.dialect.slug}.yaml#"
    cited = desk.passages(f"{own}{part}" for part in ("quoting", "types", "upsert"))
    return written(desk.going(intent="generate", question=desk.text), parts, cited, offers)


def _role(wanted: str) -> Role | None:
    plain = wanted.lower()
    return next((r for r in _ROLES if r.value.replace("_", " ") in plain or r.value.replace("_", "") in plain), None)


def _by_phase(desk: Desk, dialect: Dialect, role: Role) -> Iterator[tuple[Phase, list[str]]]:
    """The phases that write something of a component, with its members as they are generated for the database."""
    made = desk.examples.members(dialect.slug, desk.context.era, role)
    for phase in desk.knowledge.phases:
        owned = [stub for stub in phase.owns if stub.role == role.value and stub.function != "*"]
        names = dict.fromkeys(stub.function for stub in owned if not made or stub.function in made)
        if names:
            yield phase, [f"`{name}`" for name in names]


def _facts(dialect: Dialect) -> str:
    """What the database's own facts decide, a line each."""
    quoting, types = dialect.quoting, dialect.type_map
    shown = ("StringType", "IntegerType", "NumberType", "TimestampTypeWithTimezone", "ObjectType")
    named = ", ".join(f"`{dialect.type_for(name).ddl}`" for name in shown)
    lines = [f"- Names: quoted with `{quoting.open}{quoting.close}`, each of them.", f"- Types: {named}."]
    for kind, label in _WAYS.items():
        ways = dialect.strategies_of(kind)
        if ways:
            lines.append(f"- {label}: {ways[0].title} (`{ways[0].slug}`). {ways[0].ahead_because}".rstrip())
    return f"What its facts decide ({types.proof.label}):\n\n" + "\n".join(lines)


def _sample(desk: Desk, dialect: Dialect, role: Role) -> str:
    subject = desk.intents.by_name(_SHOWN.get(role, ""))
    if subject is None:
        return ""
    mine = subject.model_copy(update={"roles": (role.value,)})
    found = desk.examples.of(mine, dialect.slug, desk.context.era)
    return f"`{found.place}`, as a sample:\n\n{found.markdown}" if found else ""
