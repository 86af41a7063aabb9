"""Other ways of writing records, as an editor offers them."""

from destination_writer.connector.model import Connector
from destination_writer.generate.tuning.api import tuning_of
from destination_writer.knowledge.store import Knowledge
from destination_writer.lsp.offers import Choices, Order, templates, tune_order
from destination_writer.lsp.views import View
from destination_writer.lsp.workshop import choices_of
from destination_writer.text.changes import NoChange

ADVICE = "DW80"
"""What the codes of the rules begin with that speak of writing records."""


def is_advice(code: object) -> bool:
    return isinstance(code, str) and code.startswith(ADVICE)


async def ways_to_write(view: View) -> list[tuple[str, Order]]:
    """Title and order of every way that the connector does not go already, the simplest level first."""
    if view.home is None:
        return []
    connector = await view.connector()
    choices = choices_of(view.session, view.home).for_connector(connector, view.knowledge)
    return await view.session.work.run(_ways, connector, view.knowledge, choices, view.document.uri)


def _ways(connector: Connector, knowledge: Knowledge, choices: Choices, uri: str) -> list[tuple[str, Order]]:
    found = tuning_of(connector, knowledge, templates(choices.roots), dialect=choices.dialect, cdk=choices.cdk)
    if isinstance(found, NoChange):
        return []
    ways = (way for way in found.ways if not way.is_present)
    return [(_title(way.title, way.effort, way.gain), tune_order(uri, way.slug)) for way in ways]


def _title(title: str, effort: str, gain: str) -> str:
    level = f" ({effort}, {gain})" if effort else ""
    return f"Write records by {title}{level}"
