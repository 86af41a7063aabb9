"""`dialect`: the facts about a database, each group with how it is known."""

from enum import StrEnum

import yaml
from pydantic import BaseModel, Field

from destination_writer.agent.tools.desk import Desk, in_thread
from destination_writer.agent.tools.material import material
from destination_writer.agent.tools.output import bounded, fault
from destination_writer.agent.values import AnyTool, Approval, Tool, ToolResult, any_tool
from destination_writer.knowledge.dialects import Dialect, StrategyKind


class Topic(StrEnum):
    OVERVIEW = "overview"
    CONNECTION = "connection"
    QUOTING = "quoting"
    NAMESPACES = "namespaces"
    IDENTIFIERS = "identifiers"
    TYPES = "types"
    META_COLUMNS = "meta columns"
    EXPRESSIONS = "expressions"
    COLUMN_CHANGES = "column changes"
    CAPABILITIES = "capabilities"
    STRATEGIES = "strategies"
    CATALOGUE = "catalogue"
    ERRORS = "errors"
    BULK_LOAD = "bulk load"
    WHAT_SQL_LACKS = "what SQL lacks"
    DOCS = "docs"


_FIELDS = {
    Topic.CONNECTION: ("connection",),
    Topic.QUOTING: ("quoting",),
    Topic.NAMESPACES: ("namespaces",),
    Topic.IDENTIFIERS: ("identifiers",),
    Topic.TYPES: ("type_map",),
    Topic.META_COLUMNS: ("meta",),
    Topic.EXPRESSIONS: ("expressions",),
    Topic.COLUMN_CHANGES: ("alter",),
    Topic.CAPABILITIES: ("capabilities",),
    Topic.STRATEGIES: ("strategies",),
    Topic.CATALOGUE: ("catalogue", "catalogue_proof"),
    Topic.ERRORS: ("errors", "retries"),
    Topic.BULK_LOAD: ("bulk",),
    Topic.WHAT_SQL_LACKS: ("sql",),
    Topic.DOCS: ("docs",),
}


_ANCHORS = {
    Topic.CONNECTION: "connection",
    Topic.QUOTING: "quoting",
    Topic.NAMESPACES: "namespaces",
    Topic.IDENTIFIERS: "identifiers",
    Topic.TYPES: "types",
    Topic.META_COLUMNS: "meta",
    Topic.EXPRESSIONS: "expressions",
    Topic.COLUMN_CHANGES: "alter",
    Topic.STRATEGIES: "upsert",
    Topic.ERRORS: "errors",
    Topic.BULK_LOAD: "bulk",
    Topic.WHAT_SQL_LACKS: "lacks",
}
"""Where a topic stands among the passages of the knowledge; the others have no passage of their own."""


class LookAtDialect(BaseModel):
    database: str = Field(
        "", max_length=60, description="The database's slug (postgres); left out: the connector's own."
    )
    topic: Topic = Field(Topic.OVERVIEW, description="Which group of facts; overview names what there is.")


def dialect_tools(desk: Desk) -> tuple[AnyTool, ...]:
    """The one tool over what a desk's workspace knows."""

    def look(asked: LookAtDialect) -> ToolResult:
        slug = desk.slug_of(asked.database) if asked.database else desk.connector.database or ""
        if slug not in desk.knowledge.dialect_slugs:
            known = ", ".join(desk.knowledge.dialect_slugs)
            name = f"{slug!r} is" if slug else "The connector's database is not known, and none was named:"
            return fault(f"{name} no database that is described here; there are: {known}")
        dialect = desk.knowledge.dialect(slug)
        whole = _overview(dialect) if asked.topic is Topic.OVERVIEW else _group(dialect, asked.topic)
        text = bounded(whole, "Ask for another topic.")
        if desk.is_of_workspace(f"dialects/{dialect.slug}.yaml"):
            text = material("facts of this workspace's own", text)
        part = _ANCHORS.get(asked.topic)
        anchor = f"knowledge/dialects/{dialect.slug}.yaml{f'#{part}' if part else ''}"
        return ToolResult(text, anchors=(anchor,), summary=asked.topic.value)

    return (
        any_tool(
            Tool(
                "dialect",
                "Facts about a database: connection, quoting, types, what it can do, strategies with trade-offs, error "
                "codes, bulk load. Each group says how it is known (executed, emulated, parsed or documented).",
                LookAtDialect,
                Approval.FREE,
                in_thread(look),
                title=lambda asked: f"Looking at {asked.database or 'the database'}: {asked.topic.value}",
            )
        ),
    )


def _group(dialect: Dialect, topic: Topic) -> str:
    whole = dialect.model_dump(mode="json", exclude_defaults=True, include=set(_FIELDS[topic]))
    if topic is Topic.BULK_LOAD:
        ways = dialect.strategies_of(StrategyKind.BULK_LOAD)
        whole["ways"] = [way.model_dump(mode="json", exclude_defaults=True) for way in ways]
    text = yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, width=150)
    return f"{dialect.name} ({dialect.versions}), {topic.value}\n\n{text}"


def _overview(dialect: Dialect) -> str:
    lines = [
        f"{dialect.name} (slug {dialect.slug}; {dialect.versions})",
        f"Reached by: {dialect.connection.client}. Names are quoted as {dialect.quoting.quote('name')}.",
        "Can: "
        + (", ".join(name for name, known in dialect.capabilities.items() if known.supported) or "nothing named"),
        "Cannot: " + (", ".join(name for name, known in dialect.capabilities.items() if not known.supported) or "-"),
    ]
    for kind in StrategyKind:
        ways = dialect.strategies_of(kind)
        if ways:
            lines.append(f"{kind.value}: " + "; ".join(f"{way.slug} ({way.title})" for way in ways))
    lines.append(f"How it is known: {dialect.proof_label}")
    lines.append("Topics: " + ", ".join(topic.value for topic in Topic))
    return "\n".join(lines)
