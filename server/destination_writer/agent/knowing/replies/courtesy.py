"""Greetings, thanks, and wishes that this tool does not fulfil."""

from destination_writer.agent.knowing.desk import Desk, written
from destination_writer.agent.knowing.dialogue import Answer, Suggestion

LONGEST = 200
"""Characters of a wish; what is longer is a question or output."""


def courtesy(desk: Desk) -> Answer | None:
    """None where the text is a question like any other."""
    plain = " ".join(desk.text.lower().replace("’", "'").split())
    if len(plain) > LONGEST:
        return None
    reply = next((one for one in desk.limits.replies if one.fits(plain)), None)
    if reply is None:
        return None
    path = desk.situation.path
    offers = (Suggestion(o.title, tuple(word.replace("{path}", path) for word in o.run)) for o in reply.commands)
    return written(desk.going(), (reply.says,), desk.passages(reply.passages), offers)
