"""The checklist, one question at a time."""

from collections.abc import Mapping

from destination_writer.cli import preflightscreen as screen
from destination_writer.cli.asking import read
from destination_writer.cli.paint import say
from destination_writer.cli.preflightdesk import Desk
from destination_writer.connector.preflight import Answer
from destination_writer.connector.preflighttext import written
from destination_writer.generate.preflight.api import confirmed, known_answers
from destination_writer.generate.preflight.dialectfile import standard_dialect
from destination_writer.generate.preflight.typed import read_typed
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.preflight import Clash, Question, SectionFile


class Walk:
    """Asks what is neither answered nor confirmed, in the order of the checklist. Raises Left when the person leaves.

    It goes on behind the last answer that a person gave; what was left open before that comes at the end.

    `asked` counts the questions that were put.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.skipped: set[str] = set()
        self.order: list[str] = []
        self.kept: set[Clash] = set()
        self.asked = 0
        self._again: Question | None = None
        self._left_at = self._last_settled()

    def run(self) -> None:
        sections = self.desk.checklist.sections
        shown: SectionFile | None = None
        self._settle_clashes()
        while question := self._next():
            section = self.desk.checklist.section_of(question.id)
            if section is not None and section is not shown:
                screen.section(sections.index(section) + 1, len(sections), section, self.desk.name)
                shown = section
            self._ask(question)

    def _next(self) -> Question | None:
        """The first question that waits for a person: open, not confirmed, or with an answer that is not legal."""
        if self._again:
            question, self._again = self._again, None
            return question
        asked = self.desk.checklist.asked(self.desk.preflight.answers)
        begin = next((at for at, question in enumerate(asked, 1) if question.id == self._left_at), 0)
        for question in (*asked[begin:], *asked[:begin]):
            if not self._is_settled(question) and question.id not in self.skipped:
                return question
        return None

    def _is_settled(self, question: Question) -> bool:
        answer = self.desk.preflight.answer(question.id)
        return answer is not None and answer.confirmed and question.id not in self.desk.standing.illegal

    def _last_settled(self) -> str:
        asked = self.desk.checklist.asked(self.desk.preflight.answers)
        return next((question.id for question in reversed(asked) if self._is_settled(question)), "")

    def _ask(self, question: Question) -> None:
        answer = self.desk.preflight.answer(question.id)
        more = self.desk.more(question)
        screen.question(question, self.desk.name, answer, more, self.desk.ways(question))
        problem = question.problem_with(answer.value, more) if answer else None
        if problem:
            say(f"  This is no legal answer: {problem}", fg="red")
        self.asked += 1
        while True:
            said = read("> ")
            if self._understood(question, said, answer if not problem else None, more):
                return

    def _understood(self, question: Question, said: str, known: Answer | None, more: tuple[str, ...]) -> bool:
        """Whether the question is done with."""
        word = said.lower()
        if word in ("?", "help", "h"):
            screen.explanation(question, self.desk.name, self.desk.ways(question))
            return False
        if word in ("b", "back"):
            return self._back()
        if word in ("s", "skip") or (not said and known is None):
            return self._skip(question)
        if not said and known is not None:
            return self._keep(question, confirmed(known))
        if word in ("a", "all"):
            return self._take_section(question)
        if word.startswith(("l ", "like ")):
            return self._take_from(question, word.partition(" ")[2].strip())
        typed = read_typed(question, said, more)
        if typed.problem:
            say(f"  {typed.problem}. ? explains, s leaves it open.")
            return False
        if known is not None and typed.value == known.value:
            return self._keep(question, confirmed(known))
        return self._keep(question, Answer(typed.value, "user", confirmed=True))

    def _back(self) -> bool:
        if not self.order:
            say("  This is the first question of this walk.")
            return False
        self._again = self.desk.checklist.question(self.order.pop())
        self.skipped.discard(self._again.id if self._again else "")
        return True

    def _skip(self, question: Question) -> bool:
        if question in self.desk.standing.needed:
            say("  Left open. The preflight is not complete without it.")
        self.skipped.add(question.id)
        self.order.append(question.id)
        return True

    def _keep(self, question: Question, answer: Answer) -> bool:
        self._record({question.id: answer})
        self.order.append(question.id)
        self._settle_clashes()
        return True

    def _record(self, answers: Mapping[str, Answer]) -> None:
        """Keep answers, and say what they change of those that were filled in."""
        for identifier, answer in self.desk.record(answers).items():
            told = f"is now {written(answer.value)}" if answer.is_given else "is open again"
            say(f"  {identifier} {told}, to be confirmed.")

    def _take_section(self, question: Question) -> bool:
        """Confirm what is known of the section; what is not stays to be asked."""
        section = self.desk.checklist.section_of(question.id)
        preflight = self.desk.preflight
        illegal = self.desk.standing.illegal
        names = {one.id for one in section.questions} if section else set[str]()
        taken = {
            entry.id: confirmed(entry.answer)
            for entry in preflight.unconfirmed
            if entry.id in names and entry.id not in illegal
        }
        if not taken:
            say("  Nothing is known here that could be taken.")
            return False
        self._record(taken)
        self.order.append(question.id)
        say(f"  {len(taken)} taken: {', '.join(taken)}")
        self._settle_clashes()
        return True

    def _take_from(self, question: Question, slug: str) -> bool:
        try:
            dialect = standard_dialect(self.desk.knowledge) if slug == "standard" else self.desk.knowledge.dialect(slug)
        except KnowledgeError:
            say(f"  There is no {slug!r}. There are: {', '.join(self.desk.knowledge.dialect_slugs)}")
            return False
        found = known_answers(self.desk.checklist, dialect, f"similar:{slug}").get(question.id)
        if found is None or question.problem_with(found.value, self.desk.more(question)):
            say(f"  {dialect.name} has no answer that fits here.")
            return False
        say(f"  taken from {dialect.name}: {found.value}")
        return self._keep(question, confirmed(found))

    def _settle_clashes(self) -> None:
        """Tell each contradiction as soon as it is there, and ask which answer is wrong."""
        while new := [clash for clash in self.desk.standing.clashes if clash not in self.kept]:
            clash = new[0]
            screen.clash(clash, self.desk.preflight)
            said = read(f"  Which is wrong? 1 to {len(clash.questions)}, or s to correct it later: ")
            if said.isdigit() and 1 <= int(said) <= len(clash.questions):
                self._correct(clash.questions[int(said) - 1])
            elif said.lower() in ("s", "skip"):
                say("  It stays, and the preflight is not complete with it.")
                self.kept.add(clash)

    def _correct(self, identifier: str) -> None:
        """Ask one question anew; what was answered is no longer offered."""
        question = self.desk.checklist.question(identifier)
        if question is None:
            return
        more = self.desk.more(question)
        screen.question(question, self.desk.name, None, more, self.desk.ways(question))
        self.asked += 1
        while True:
            said = read("> ")
            if said == "?":
                screen.explanation(question, self.desk.name, self.desk.ways(question))
                continue
            typed = read_typed(question, said, more)
            if not typed.problem:
                self._record({identifier: Answer(typed.value, "user", confirmed=True)})
                return
            say(f"  {typed.problem}")
