"""The whole way at a glance, and which finished connector to look at."""

from destination_writer.agent.knowing.desk import NO_DATABASE, Desk, written
from destination_writer.agent.knowing.dialogue import Answer, Asked, Suggestion
from destination_writer.knowledge.references import choices, traits_of, traits_told


def overview(desk: Desk) -> Answer:
    """`What are the phases?`, `how long does all of this take?`"""
    phases = desk.knowledge.phases
    low, high = sum(p.hours.low for p in phases), sum(p.hours.high for p in phases)
    rows = "\n".join(
        f"| {p.number} | {p.title}{' (optional)' * p.optional} | {p.goal} | {p.hours.low:g} to {p.hours.high:g} |"
        for p in phases
    )
    number = desk.context.phase or 0
    parts = (
        f"{len(phases)} phases, {low:g} to {high:g} hours of work in all for one person; a database that is new here "
        "takes 2 to 4 hours of research before. Each phase is done when all of its tests pass, and those of the phases "
        "before it.",
        f"| phase | | what works then | hours |\n|---|---|---|---|\n{rows}",
        f"One at a time: phase {number} ({phases[number].title}) is what counts now.",
    )
    path = desk.situation.path
    offers = (Suggestion("Where the work stands", ("status", path)), Suggestion("Go on", ("implement", path)))
    return written(desk.going(intent="overview"), parts, desk.passages((f"knowledge/phases.yaml#{number}",)), offers)


def reference(desk: Desk) -> Answer:
    """`Which reference connector should I look at?`"""
    told = desk.situation.connector.state.database_characteristics if desk.situation.connector else {}
    characteristics = {**told, **{f"has_{name}": holds for name, holds in desk.topic.said.items()}}
    traits = traits_of(desk.dialect) if desk.dialect else traits_told(desk.topic.database or None, characteristics)
    first, *others = choices(desk.knowledge.files, traits)
    beside = "\n".join(f"- {one.why}" for one in others)
    parts = [
        f"For {desk.name}, look first at **{first.entry.connector}**{first.why.removeprefix(first.entry.connector)}",
        f"After that:\n\n{beside}" if beside else "",
        "It stands among the connectors of the Airbyte monorepo; where your workspace has it, open it there. Take its "
        "form, not its SQL: your database's own facts decide that.",
    ]
    asked = None
    if desk.dialect is None and len(traits) < 2:
        asked = Asked(NO_DATABASE, "Which database is it for?", tuple(desk.knowledge.dialect_slugs))
    slug = first.entry.database
    offers = (Suggestion("What its database can do", ("dialects", "--dialect", slug)),)
    cited = desk.passages((f"knowledge/dialects/{slug}.yaml#upsert", f"knowledge/dialects/{slug}.yaml#bulk_load"))
    return written(desk.going(intent="reference", question=desk.text), parts, cited, offers, asked)
