"""The door to answers: a question and what is at hand, to Markdown with sources, commands and a question back."""

import re
from dataclasses import replace

from destination_writer.agent.knowing.decisions import load_trees
from destination_writer.agent.knowing.desk import ERA_OF, NO_DATABASE, Desk, dialect_named, era_named, written
from destination_writer.agent.knowing.dialogue import Answer, Situation, Topic
from destination_writer.agent.knowing.intents import Wish, load_intents
from destination_writer.agent.knowing.libraries import library_of
from destination_writer.agent.knowing.limits import load_limits
from destination_writer.agent.knowing.replies import beginning, going, lacking
from destination_writer.agent.knowing.replies.courtesy import courtesy
from destination_writer.agent.knowing.replies.debugging import (
    OUTPUT,
    after_fix,
    debug,
    from_output,
    looks_like_output,
)
from destination_writer.agent.knowing.replies.generating import generate
from destination_writer.agent.knowing.replies.looking import look
from destination_writer.agent.knowing.replies.method import method
from destination_writer.agent.knowing.replies.naming import named
from destination_writer.agent.knowing.replies.surveying import overview, reference
from destination_writer.agent.knowing.replies.ways import OPTIONS, PREFIX, decide, tree_for
from destination_writer.agent.knowing.snippets import Examples
from destination_writer.agent.knowing.yesno import is_no, is_short, is_unsure, is_yes, option
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.store import Knowledge

__all__ = ["Answer", "Answerer", "Situation", "Topic"]

_FOLLOW_UP = re.compile(r"^\W*(?:and|what about|how about|same|the same)\b.{0,60}$", re.IGNORECASE | re.DOTALL)
_CHOICE = re.compile(
    r"\b(should|shall|store|stored|keep|handle|reach|reached|connect|faster|fast|speed)\b", re.IGNORECASE
)
_WRITE = re.compile(
    r"\b(implement|write|do|code|build|make|override|example|sample|show|look like|handle)\b", re.IGNORECASE
)
_ON_A_FIX = frozenset({"other", "debug"})
"""Wishes that a word about a fix is taken for."""
EMPTY = "Ask me about a phase, a member of the CDK, a database, or paste the output of a failing test."


def _is_here(desk: Desk) -> bool:
    """Whether the connector at hand is the one that somebody wants to implement."""
    slug = desk.dialect.slug if desk.dialect else None
    return desk.situation.status is not None and slug is not None and slug == desk.situation.context.dialect


class Answerer:
    """Answers from knowledge alone. Without `templates` it shows no code. One answerer serves many conversations: what
    a conversation is about travels in `Situation.topic` and `Answer.topic`."""

    def __init__(self, knowledge: Knowledge, templates: Templates | None = None) -> None:
        self._knowledge = knowledge
        self._library = library_of(knowledge)
        self._intents = load_intents(knowledge.files)
        self._trees = load_trees(knowledge.files)
        self._limits = load_limits(knowledge.files)
        self._examples = Examples(knowledge, templates)

    def answer(self, text: str, situation: Situation | None = None) -> Answer:
        """Never raises for what is asked. Raises KnowledgeError for a file of the answers that cannot be used."""
        at = situation or Situation()
        if not text.strip():
            return written(at.topic, (EMPTY,))
        going_on = self._desk(text, at, of_talk=bool(at.topic.dialect or at.topic.database))
        pending = self._pending(going_on) if at.topic.pending else None
        desk = self._desk(text, at)
        return pending or self._follow_up(desk) or self._new(desk)

    def _desk(self, text: str, at: Situation, wish: Wish | None = None, *, of_talk: bool = False) -> Desk:
        """With `of_talk` the database stays the one of the conversation, whatever others the text names."""
        named_here = () if of_talk or looks_like_output(text) else self._library.databases(text)
        slug = next((name for name in (*named_here, at.topic.dialect, at.context.dialect) if name), None)
        if not named_here and at.topic.database:
            slug = None
        return Desk(
            text=text,
            wish=wish or self._intents.read(text),
            situation=at,
            knowledge=self._knowledge,
            library=self._library,
            intents=self._intents,
            trees=self._trees,
            examples=self._examples,
            limits=self._limits,
            dialect=dialect_named(self._knowledge, slug),
        )

    def _pending(self, desk: Desk) -> Answer | None:
        """An answer to what was asked back; None where the text is a new question."""
        pending, topic = desk.topic.pending, desk.topic
        if pending == OUTPUT:
            if looks_like_output(desk.text) or "\n" in desk.text.strip():
                return from_output(desk, desk.text)
            return after_fix(desk) if is_short(desk.text) and desk.wish.intent in _ON_A_FIX else None
        if pending == NO_DATABASE:
            return self._database(desk)
        if pending == beginning.PREFLIGHT and is_short(desk.text):
            return beginning.after_preflight_question(desk)
        if pending == "preflight-go" and is_short(desk.text):
            return beginning.go(desk)
        if pending.startswith(beginning.QUESTION):
            return beginning.answer_question(desk, pending.removeprefix(beginning.QUESTION))
        if pending == going.GO_ON and is_short(desk.text) and (is_yes(desk.text) or is_no(desk.text)):
            return going.proceed(desk)
        if pending.startswith(OPTIONS):
            return self._option(desk, pending.removeprefix(OPTIONS))
        if pending.startswith(PREFIX):
            return self._decision(desk, topic, pending.removeprefix(PREFIX))
        return None

    def _database(self, desk: Desk) -> Answer | None:
        """The database that was asked for: its question again, with it."""
        named_here = self._library.databases(desk.text)
        other = desk.wish.intent not in ("other", "implement", "generate")
        if not is_short(desk.text) or (not named_here and (desk.topic.intent != "implement" or other)):
            return None
        known = named_here[0] if named_here else ""
        topic = replace(desk.topic, pending="", dialect=known, database="" if known else desk.text.strip())
        at = replace(desk.situation, topic=topic)
        if topic.question:
            return self._new(self._desk(topic.question, at))
        return beginning.begin(self._desk(f"implement a {desk.text.strip()} connector", at, Wish("implement", {})))

    def _option(self, desk: Desk, capability: str) -> Answer | None:
        options = lacking.options_of(desk, capability)
        at = option(desk.text, [one.title for one in options])
        return None if at is None else lacking.chosen(desk, capability, at)

    def _decision(self, desk: Desk, topic: Topic, identifier: str) -> Answer | None:
        """Yes or no to a question of a tree. Not sure: how to find out."""
        tree = next((one for one in self._trees if one.slug == topic.subject), None)
        question = next((one for one in tree.questions if one.id == identifier), None) if tree else None
        if tree is None or question is None:
            return None
        chosen = option(desk.text, ("yes", "no", "not sure")) if desk.text.strip().isdigit() else None
        if is_unsure(desk.text) or chosen == 2:
            return self._help(desk, topic, question.capabilities)
        if not (is_yes(desk.text) or is_no(desk.text) or chosen in (0, 1)):
            return None
        holds = is_yes(desk.text) or chosen == 0
        names = (question.id, *question.capabilities)
        return decide(desk, tree, {**topic.said, **dict.fromkeys(names, holds)})

    def _help(self, desk: Desk, topic: Topic, capabilities: tuple[str, ...]) -> Answer:
        condition = next((c for name in capabilities if (c := lacking.condition_of(desk, name))), None)
        if condition is None:
            return written(topic, ("Look it up in the vendor's manual, or try it on a test database.",))
        parts = (
            f"Let's find out. {condition.why}",
            f"Try this on a test database:\n\n```sql\n{condition.find_out}\n```",
            "If it is taken, answer yes; a syntax error means no.",
        )
        return written(topic, parts, desk.passages((f"knowledge/conditions.yaml#{condition.capability}",)))

    def _follow_up(self, desk: Desk) -> Answer | None:
        """`And for DuckDB?`: the last question again, for another database."""
        named_here = self._library.databases(desk.text)
        before = desk.topic.question
        era = era_named(desk.text)
        if before and era and not named_here and _FOLLOW_UP.match(desk.text):
            again = f"{ERA_OF.sub('', before).rstrip(' ?.,()')} in era {era}?"
            return self._new(self._desk(again, replace(desk.situation, topic=replace(desk.topic, pending=""))))
        tree = next((one for one in self._trees if one.slug == desk.topic.subject), None)
        if tree and desk.topic.intent == "choose" and named_here and _FOLLOW_UP.match(desk.text):
            return decide(desk, tree, {})
        if not before or not named_here or not _FOLLOW_UP.match(desk.text):
            return None
        for slug in self._library.databases(before):
            before = self._library.without_database(before, slug)
        topic = replace(desk.topic, dialect=named_here[0], pending="", said={})
        again = self._desk(before, replace(desk.situation, topic=topic))
        return self._new(replace(again, dialect=dialect_named(self._knowledge, named_here[0])))

    def _new(self, desk: Desk) -> Answer:
        """A question of its own."""
        if looks_like_output(desk.text):
            return from_output(desk, desk.text)
        polite = courtesy(desk)
        if polite is not None:
            return polite
        match desk.wish.intent:
            case "overview":
                return overview(desk)
            case "reference":
                return reference(desk)
            case "implement":
                return going.resume(desk) if _is_here(desk) else beginning.begin(desk)
            case "skip":
                return going.skip(desk)
            case "resume":
                return going.resume(desk)
            case "next":
                return going.proceed(desk)
            case "move-on":
                return going.stay(desk)
            case "debug":
                return debug(desk)
            case "lack":
                return lacking.lack(desk)
            case "generate":
                return generate(desk)
            case "choose":
                return self._choose(desk)
            case "how":
                return self._how(desk)
            case _:
                return named(desk) or look(desk)

    def _choose(self, desk: Desk) -> Answer:
        tree = tree_for(desk, desk.text, self._intents.subject(desk.text))
        return decide(desk, tree, desk.topic.said) if tree else look(desk)

    def _how(self, desk: Desk) -> Answer:
        subject = self._intents.subject(desk.text)
        if subject is not None and _WRITE.search(desk.text):
            return method(desk, subject)
        tree = tree_for(desk, desk.text, None) if _CHOICE.search(desk.text) else None
        return decide(desk, tree, desk.topic.said) if tree else named(desk) or look(desk)
