"""Web search and fetch, by the API's own tools: off until the person allows them, and for the database alone."""

from destination_writer.agent.tools.desk import Desk
from destination_writer.agent.values import ServerTool, ServerToolUse
from destination_writer.knowledge.webpurposes import domains_for


def server_tools(desk: Desk) -> tuple[ServerToolUse, ...]:
    """What this conversation may use: nothing while the person has not allowed it; else the sites of the database's
    manual, its drivers' and the person's own. CDK questions are answered from what is known, so its sites are never
    among them. Raises KnowledgeError."""
    web = desk.settings.web
    if not web.allowed:
        return ()
    domains = domains_for(desk.knowledge.files, desk.dialect(), web.domains)
    kinds = (ServerTool.WEB_SEARCH, *([ServerTool.WEB_FETCH] if web.fetch else []))
    return tuple(ServerToolUse(kind, web.max_uses, domains) for kind in kinds) if domains else ()
