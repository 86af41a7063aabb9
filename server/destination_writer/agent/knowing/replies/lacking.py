"""A database that lacks something: what that changes, and the ways that are left."""

from destination_writer.agent.knowing.desk import Desk, written
from destination_writer.agent.knowing.dialogue import Answer, Asked, Suggestion
from destination_writer.agent.knowing.replies.looking import look
from destination_writer.agent.knowing.replies.ways import OPTIONS, condition_of, decide, options_of, tree_for
from destination_writer.knowledge.conditions import Condition

TREES = {"merge": "upsert", "insert_on_conflict": "upsert", "window_functions": "upsert", "alter_type": "schema-change"}


def lack(desk: Desk) -> Answer:
    """`My database doesn't support MERGE`: the tree goes on from there."""
    capability = desk.intents.lacking(desk.text)
    condition = condition_of(desk, capability) if capability else None
    if capability is None or condition is None:
        return look(desk)
    said = {**desk.topic.said, capability: False}
    lead = "\n\n".join(part for part in (_affects(condition, desk), _contradiction(desk, capability)) if part)
    name = TREES.get(capability)
    tree = next((one for one in desk.trees if one.slug == name), None) or tree_for(desk, desk.text, None)
    if capability == "window_functions":
        return _choice(desk, capability, condition, lead)
    if tree is None:
        return written(desk.going(said=said), (lead, condition.without.says, _list(desk, capability)))
    return decide(desk, tree, said, lead)


def _affects(condition: Condition, desk: Desk) -> str:
    title = desk.knowledge.phase(condition.phase).title
    return (
        f"That affects phase {condition.phase} ({title}): without {condition.label} another approach is needed. "
        f"{condition.without.says}"
    )


def _contradiction(desk: Desk, capability: str) -> str:
    """What the facts of a known database say against it; a person may still be right about an old version."""
    known = desk.dialect.capabilities.get(capability) if desk.dialect else None
    if desk.dialect is None or known is None or not known.supported:
        return ""
    since = f" since version {known.since}" if known.since else ""
    return (
        f"Mind that {desk.dialect.name} does have it{since} ({known.proof.label}). {known.note} "
        f"I go on with your word; look at your server's version first."
    )


def _choice(desk: Desk, capability: str, condition: Condition, lead: str) -> Answer:
    """Without window functions the person chooses among the general ways."""
    options = options_of(desk, capability)
    topic = desk.going(intent="lack", subject="upsert", said={**desk.topic.said, capability: False})
    asked = Asked(f"{OPTIONS}{capability}", "Which approach fits your database best?", tuple(o.title for o in options))
    return written(topic, (lead, _list(desk, capability)), desk.passages(_anchors(capability, condition)), (), asked)


def chosen(desk: Desk, capability: str, number: int) -> Answer:
    """One of the general ways, explained: how it changes the phase, and what to do next."""
    option = options_of(desk, capability)[number]
    phase = 9 if capability == "window_functions" else desk.knowledge.phase(8).number
    path = desk.situation.path
    topic = desk.going(intent="lack")
    if option.skips is not None:
        skipped = desk.knowledge.phase(option.skips)
        offer = Suggestion(
            f"Leave phase {option.skips} out", ("skip", path, str(option.skips), "--reason", option.title)
        )
        gate = (
            "The gate allows it only where the database has neither window functions nor MERGE nor INSERT ... ON "
            "CONFLICT. You decide; nothing is skipped for you."
        )
        return written(topic, (f"**{option.title}.** {option.text}", skipped.skip_means, gate), (), (offer,))
    steps = _STEPS.get(option.slug, ())
    offers = (
        Suggestion("Walk the phase, step by step with your approval", ("implement", path, "--phase", str(phase))),
        Suggestion(f"Run the tests of phase {phase}", ("checkpoint", path, "--phase", str(phase))),
    )
    shown = "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1))
    rules = desk.passages(("knowledge/guides/upsert.md#the-rules",))
    ends = "All of the upsert tests must pass: `upsert tables` first, then `testDedup` and its relatives."
    return written(topic, (f"**{option.title}.** {option.text}", shown, ends), rules, offers)


_STEPS = {
    "unique-constraint": (
        "Make a temporary table like the source, with a unique index on the key. Columns of the key that may be NULL "
        "need an index that counts NULL as equal to NULL; test that first.",
        "Insert the batch into it in the order of cursor, then extraction time, oldest first, with the database's own "
        "upsert: the last row of each key is left. A NULL cursor is older than any other.",
        "Upsert from the temporary table into the target; the condition compares cursor and extraction time, so "
        "that an "
        "older row never replaces a newer one.",
        "Delete the target's rows whose newest record is a deletion, in the same transaction.",
        "Drop the temporary table.",
    ),
    "application-side": (
        "Collect the keys of the batch, and read the target's rows of those keys in bounded portions.",
        "In Kotlin, group by key and keep the row with the highest cursor, then the latest extraction time; NULL "
        "is older "
        "than any other.",
        "Leave out keys whose newest record is a deletion, and delete them in the target.",
        "Write what is left: delete by key and insert, in one transaction.",
        "Bound the batch by bytes, since its keys are held in memory.",
    ),
}


def _list(desk: Desk, capability: str) -> str:
    return "\n".join(f"{n}. **{one.title}.** {one.text}" for n, one in enumerate(options_of(desk, capability), 1))


def _anchors(capability: str, condition: Condition) -> tuple[str, ...]:
    return (
        f"knowledge/conditions.yaml#{capability}",
        "knowledge/guides/upsert.md#the-newest-row-per-key",
        f"knowledge/phases.yaml#{condition.phase}",
    )
