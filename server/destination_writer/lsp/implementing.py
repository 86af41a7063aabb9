"""What a class under a bare cursor lacks of its CDK types: offered without a diagnostic to start from."""

from destination_writer.connector.model import Connector
from destination_writer.generate.remedies.api import offered
from destination_writer.knowledge.store import Knowledge
from destination_writer.lsp.offers import Choices, Order, remedy_order, templates
from destination_writer.lsp.views import View
from destination_writer.lsp.workshop import choices_of
from destination_writer.text.places import Range


async def members_at(view: View, range_: Range) -> list[tuple[str, Order]]:
    """Title and order of the change that writes them. Nothing on the class's name, where the finding's own fix is."""
    if view.home is None or "io.airbyte.cdk" not in view.document.text:
        return []
    connector = await view.connector()
    choices = choices_of(view.session, view.home).for_connector(connector, view.knowledge)
    offset = view.document.document.offset(range_.start)
    work = view.session.work
    return await work.run(_offers, connector, view.knowledge, choices, view.document.uri, view.path, offset)


def _offers(
    connector: Connector, knowledge: Knowledge, choices: Choices, uri: str, path: str, offset: int
) -> list[tuple[str, Order]]:
    from destination_writer.analysis.catalogue.dw501_missing_member import lacking_around
    from destination_writer.analysis.rule import subjects

    subject = subjects(connector, knowledge).get(path)
    finding = lacking_around(subject, offset) if subject else None
    if subject is None or finding is None:
        return []
    if finding.location.range.touches(Range(*[subject.document.position(offset)] * 2)):
        return []
    found = offered(
        connector, knowledge, templates(choices.roots), finding.remedies, dialect=choices.dialect, cdk=choices.cdk
    )
    return [(offer.change.title, remedy_order(uri, offer.remedy)) for offer in found]
