"""Web search and fetch, by the API's own tools: off until the person allows them, and for the database alone."""

from destination_writer.agent.tools.desk import Desk
from destination_writer.agent.values import ServerTool, ServerToolUse
from destination_writer.knowledge.webpurposes import domains_for, load_web


def server_tools(desk: Desk) -> tuple[ServerToolUse, ...]:
    """What this conversation may use: nothing while the person has not allowed it; else the sites of the database's
    manual, its drivers' and the person's own. Where nobody has described the database and the person names no site,
    any but those of the CDK: that is when its manual is needed most. CDK questions are answered from what is known, so
    its sites are never among them. Raises KnowledgeError."""
    web = desk.settings.web
    if not web.allowed:
        return ()
    files, dialect = desk.knowledge.files, desk.dialect()
    kinds = (ServerTool.WEB_SEARCH, *([ServerTool.WEB_FETCH] if web.fetch else []))
    if dialect is None and not web.domains:
        never = load_web(files).never
        return tuple(ServerToolUse(kind, web.max_uses, blocked_domains=never) for kind in kinds)
    domains = domains_for(files, dialect, web.domains)
    return tuple(ServerToolUse(kind, web.max_uses, domains) for kind in kinds)
