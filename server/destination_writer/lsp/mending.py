"""What can be done about failing tests and builds, and about what rules find, on the lines that say so."""

from collections.abc import Iterable
from dataclasses import dataclass

from destination_writer.connector.model import Connector
from destination_writer.generate.remedies.api import offered
from destination_writer.knowledge.phases import plain_test_name
from destination_writer.knowledge.store import Knowledge
from destination_writer.lsp.homes import Home
from destination_writer.lsp.offers import Choices, Order, remedy_order, templates
from destination_writer.lsp.session import Session
from destination_writer.lsp.uris import uri_of
from destination_writer.lsp.views import View
from destination_writer.lsp.workshop import choices_of
from destination_writer.results.junit import CLASS_LEVEL
from destination_writer.text.files import UnreadableFile
from destination_writer.text.findings import Finding
from destination_writer.text.places import Range


@dataclass(frozen=True, slots=True)
class RemedyOffer:
    """A remedy that has its place in the connector. `again` is the order to run what failed; empty for a rule."""

    title: str
    order: Order
    again: dict[str, str]
    finding: Finding
    preferred: bool = False


async def remedies_at(view: View, range_: Range) -> list[RemedyOffer]:
    """The remedies for the failures that a cursor or selection touches, each worked out to see that it fits."""
    home = view.home
    if home is None:
        return []
    touched = [f for f in view.session.results.findings_on(home, view.path) if _touches(f, view.path, range_)]
    connector = await view.connector()
    ruled = await view.session.work.run(view.session.review.current, home, connector, view.knowledge)
    touched += [f for f in ruled if f.remedies and f.location.path == view.path and f.location.range.touches(range_)]
    if not any(finding.remedies for finding in touched):
        return []
    choices = choices_of(view.session, home).for_connector(connector, view.knowledge)
    uri = view.document.uri
    return await view.session.work.run(_offers, connector, view.knowledge, choices, uri, touched, uri_of(home.folder))


def _touches(finding: Finding, path: str, range_: Range) -> bool:
    """On its own line, on a frame of its way, or on a test that fails for the same reason."""
    places = (finding.location, *(related.location for related in finding.related))
    return any(place.path == path and place.range.touches(range_) for place in places)


def _offers(
    connector: Connector,
    knowledge: Knowledge,
    choices: Choices,
    uri: str,
    findings: Iterable[Finding],
    folder: str,
) -> list[RemedyOffer]:
    found: dict[str, RemedyOffer] = {}
    for finding in findings:
        suite, test = finding.data.get("suite", ""), finding.data.get("test", "")
        again = {"uri": folder} | ({"suite": suite, "test": _plain_name(suite, test)} if suite else {})
        again = again if finding.category else {}  # what a rule finds did not fail in a run
        for offer in offered(
            connector,
            knowledge,
            templates(choices.roots),
            finding.remedies,
            dialect=choices.dialect,
            cdk=choices.cdk,
        ):
            title = offer.change.title
            sure = offer.remedy.preferred if not finding.category else not found
            found.setdefault(title, RemedyOffer(title, remedy_order(uri, offer.remedy), again, finding, sure))
    return list(found.values())


def _plain_name(suite: str, test: str) -> str:
    """The test as a runner selects it; empty for a failure of the class itself."""
    return "" if test in ("", suite, *CLASS_LEVEL) else plain_test_name(test) or test


async def unsaved(session: Session, home: Home) -> list[str]:
    """Names of files of a connector whose text on the screen is not the one on the disk: a run reads the disk."""

    def differing() -> list[str]:
        found: list[str] = []
        for path, (text, _) in texts.items():
            try:
                on_disk = home.disk.read(path)
            except (OSError, UnreadableFile):
                on_disk = None
            if on_disk != text:
                found.append(path.rpartition("/")[2])
        return sorted(found)

    texts = home.open_texts()
    return await session.work.run(differing)
