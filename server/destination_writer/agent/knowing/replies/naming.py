"""What is X: a type or member of the CDK, a rule by its code, a phase by its number."""

import re

from destination_writer.agent.knowing.desk import Desk, written
from destination_writer.agent.knowing.dialogue import Answer, Suggestion
from destination_writer.agent.knowing.replies.looking import also, quoted
from destination_writer.agent.values import Passage

_RULE = re.compile(r"\bDW\d{3}\b", re.IGNORECASE)
_PHASE = re.compile(r"\bphase (\d{1,2})\b", re.IGNORECASE)
_NAME = re.compile(r"\b([A-Z][A-Za-z0-9]+)(?:\.([a-z][A-Za-z0-9]+))?\b")
_ASKS = re.compile(r"\b(what|who|explain|tell|define|meaning|mean|does)\b", re.IGNORECASE)


def named(desk: Desk) -> Answer | None:
    """None where the question names nothing of that kind, or asks for more than what it is."""
    if not _ASKS.search(desk.text):
        return None
    found = _of_rule(desk) or _of_type(desk) or _of_phase(desk)
    if found is None:
        return None
    is_rule = found.anchor.startswith("knowledge/rules/")
    beside = (
        []
        if is_rule
        else [one for one in desk.library.search(desk.text, desk.context, 4) if one.anchor != found.anchor][:2]
    )
    code = found.title.partition(":")[0]
    offers = (Suggestion("The whole page", ("explain", code)),) if is_rule else ()
    parts = (f"**{found.title}**", quoted(found), also(beside))
    return written(desk.going(intent="what", question=desk.text), parts, (found, *beside), offers)


def _of_rule(desk: Desk) -> Passage | None:
    code = _RULE.search(desk.text)
    return desk.library.passage(f"knowledge/rules/{code[0].upper()}.md") if code else None


def _of_type(desk: Desk) -> Passage | None:
    """The only type of the CDK that is named; of several, none: then the question is about more than one."""
    found: list[Passage] = []
    for name, member in _NAME.findall(desk.text):
        passage = desk.library.passage(f"cdk:{name}.{member}" if member else f"cdk:{name}", desk.context.era)
        if passage is not None:
            found.append(passage)
    return found[0] if len(found) == 1 else None


def _of_phase(desk: Desk) -> Passage | None:
    phase = _PHASE.search(desk.text)
    return desk.library.passage(f"knowledge/phases.yaml#{phase[1]}") if phase else None
