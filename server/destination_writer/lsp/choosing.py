"""One of several ways, chosen by the person: a list where the client has one for us, else a question with buttons."""

from typing import TYPE_CHECKING, cast

from destination_writer.connector.state import STATE_PATH
from destination_writer.generate.decisions import OpenChoice
from destination_writer.knowledge.dialects import Strategy
from destination_writer.lsp import protocol

if TYPE_CHECKING:
    from destination_writer.lsp.session import Session

INFO = 3
NOTE = f"The first is the simplest. The answer is kept in {STATE_PATH}."


async def choose(session: "Session", choice: OpenChoice) -> Strategy | None:
    """The way that the person takes; None when the question is left unanswered. Raises ClientError."""
    if not session.abilities.picks_choices:
        return await _by_buttons(session, choice)
    items: list[protocol.ChoiceItem] = [
        {"label": way.title, "description": way.proof.label, "detail": way.trade_off} for way in choice.ways
    ]
    params: protocol.ChooseParams = {"question": choice.question, "note": NOTE, "items": items}
    index = _field(await session.wire.ask(protocol.CHOOSE, params), "index")
    if not isinstance(index, int) or isinstance(index, bool):
        return None
    return choice.ways[index] if 0 <= index < len(choice.ways) else None


async def _by_buttons(session: "Session", choice: OpenChoice) -> Strategy | None:
    ways = " ".join(f"{way.title}: {way.trade_off}" for way in choice.ways)
    question = {
        "type": INFO,
        "message": f"{choice.question} {ways} {NOTE}",
        "actions": [{"title": way.title} for way in choice.ways],
    }
    title = _field(await session.wire.ask("window/showMessageRequest", question), "title")
    return next((way for way in choice.ways if way.title == title), None)


def _field(answer: object, name: str) -> object:
    return cast("dict[str, object]", answer).get(name) if isinstance(answer, dict) else None
