"""The prompt from its parts: what never changes first, then the phase, then the facts, so that the API can keep it.

The templates are `knowledge/prompts/*.md.j2`. Pure.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from destination_writer.agent.prompting.facts import Facts
from destination_writer.agent.tone import load_tone
from destination_writer.agent.values import SystemPrompt
from destination_writer.knowledge.dialect_connection import Connection
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError, read_text
from destination_writer.knowledge.phases import Phase
from destination_writer.knowledge.prompts import PhasePrompt, Watch, load_prompts
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import Files

if TYPE_CHECKING:
    from jinja2 import Template

SYSTEM, PHASE, FACTS = ("prompts/system.md.j2", "prompts/phase.md.j2", "prompts/facts.md.j2")
OWN = {"jdbc": "JDBC", "sql": "SQL"}
"""What a database has besides the capabilities of its dialect."""
TROUBLES, TESTS = 6, 20
"""Known failures and names of tests that a phase's part lists; `search_knowledge` has the rest."""


class Prompter:
    """Makes the prompt of each turn of one conversation.

    Nothing of `fixed` may change while a conversation lasts, or the API's cache is lost: it holds what is said of the
    phase that was at work in the beginning. The part of a later phase travels with the facts.
    """

    def __init__(self, knowledge: Knowledge, facts: Callable[[], Facts]) -> None:
        self._knowledge, self._facts = knowledge, facts
        self._first: Facts | None = None

    def __call__(self) -> SystemPrompt:
        """Raises KnowledgeError as `compose` does."""
        now = self._facts()
        if self._first is None:
            self._first = now
        return compose(self._knowledge, now, self._first)


def compose(knowledge: Knowledge, facts: Facts, first: Facts | None = None) -> SystemPrompt:
    """`fixed` depends on phase, era and database of `first` alone, the facts that the conversation began with (by
    default the same); `facts` depends on the moment.

    Raises KnowledgeError, with file and line, when a template or a list is wrong.
    """
    begun = first or facts
    files = knowledge.files
    system = _render(files, SYSTEM, {"tone": load_tone(files)})
    phase = _phase_part(knowledge, begun)
    later = _phase_part(knowledge, facts)
    live = _render(files, FACTS, {"facts": facts})
    return SystemPrompt(
        fixed=f"{system}\n\n{phase}" if phase else system,
        facts=f"{later}\n\n{live}" if later and later != phase else live,
    )


def _phase_part(knowledge: Knowledge, facts: Facts) -> str:
    if facts.phase is None:
        return ""
    return _render(knowledge.files, PHASE, _of_phase(knowledge, facts, facts.phase))


def _of_phase(knowledge: Knowledge, facts: Facts, number: int) -> Mapping[str, object]:
    phase, prompt, dialect = knowledge.phase(number), load_prompts(knowledge.files)[number], facts.dialect
    eras = (facts.era,) if facts.era else ("A", "B", "C")
    components = [c.name for c in phase.components if any(era in c.eras for era in eras)]
    return {
        "phase": phase,
        "prompt": prompt,
        "era": facts.era,
        "components": list(dict.fromkeys(components)),
        "tests": list(_tests(phase, facts.version)),
        "command": _command(phase, facts),
        "records": [(record.slug, _named(record.command, facts)) for record in phase.records],
        "generate": prompt.generate,
        "decide": list(_holding(prompt.decide, facts)),
        "ways": list(_ways(prompt, dialect)),
        "watch": list(_holding(prompt.watch, facts)),
        "quoted": list(_quoted(prompt, dialect)),
        "troubles": [t for t in phase.troubleshooting if any(era in t.eras for era in eras)][:TROUBLES],
        "guides": [knowledge.guide(slug) for slug in phase.guides],
    }


def _command(phase: Phase, facts: Facts) -> str:
    return _named(phase.commands[0].run, facts).replace("*{suite}.", "*.").replace("*{suite}", "*Test")


def _named(text: str, facts: Facts) -> str:
    return text.replace("{connector}", facts.connector or "destination-x")


def _tests(phase: Phase, version: str | None) -> Iterator[str]:
    names = list(dict.fromkeys(test.name for test in phase.tests_for(version)))
    yield from names[:TESTS]
    if len(names) > TESTS:
        yield f"and {len(names) - TESTS} more of the same suites"


def _holding(entries: Iterable[str | Watch], facts: Facts) -> Iterator[str]:
    """Those that hold here. Where era or database are not known, each says for which it is."""
    for entry in entries:
        watch = Watch(text=entry) if isinstance(entry, str) else entry
        if not watch.holds(facts.era, _can(facts.dialect) if facts.dialect else None):
            continue
        limits = [f"era {' and '.join(watch.eras)}"] if facts.era is None and len(watch.eras) < 3 else []
        if facts.dialect is None:
            limits += [f"with {_spoken(name)}" for name in watch.has]
            limits += [f"without {_spoken(name)}" for name in watch.lacks]
        yield f"({', '.join(limits)}) {watch.text}" if limits else watch.text


def _spoken(capability: str) -> str:
    return OWN.get(capability, capability.replace("_", " "))


def _can(dialect: Dialect) -> Callable[[str], bool]:
    own = {"jdbc": dialect.connection.client == "jdbc", "sql": dialect.is_sql}
    return lambda capability: own[capability] if capability in own else dialect.can(capability)


def _quoted(prompt: PhasePrompt, dialect: Dialect | None) -> Iterator[str]:
    """The dialect's own sentences on what this phase is about, each group with how it is known."""
    if dialect is None:
        return
    groups = {"quoting": dialect.quoting, "namespaces": dialect.namespaces, "identifiers": dialect.identifiers}
    for name in prompt.facts:
        if name == "connection":
            yield _connection(dialect.connection)
        else:
            yield f"{name.capitalize()} ({groups[name].proof.label}): {' '.join(groups[name].rules)}"


def _connection(known: Connection) -> str:
    drivers = ", ".join(artifact.coordinate for artifact in known.artifacts)
    container = f" Tests: {known.test_container.image}." if known.test_container else ""
    rights = f" Rights: {known.rights}" if known.rights else ""
    address = f"address `{known.url}`, alive by `{known.validation}`"
    return f"Connection ({known.proof.label}): {known.client} by {drivers}; {address}.{container}{rights}"


def _ways(prompt: PhasePrompt, dialect: Dialect | None) -> Iterator[str]:
    if prompt.ways is None or dialect is None:
        return
    ways = dialect.strategies_of(prompt.ways)
    for number, way in enumerate(ways):
        first = " (first choice)" if number == 0 and len(ways) > 1 else ""
        yield f"`{way.slug}`{first}: {way.title}. {way.trade_off} Known from: {way.proof.label}."


def _render(files: Files, path: str, values: Mapping[str, object]) -> str:
    from jinja2 import TemplateError

    try:
        return _template(read_text(files, path)).render(values)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        raise KnowledgeError(path, line, "", f"the template cannot be used: {error.message or error}") from None


@lru_cache(maxsize=16)
def _template(text: str) -> "Template":
    """By content, in Jinja's sandbox: a workspace may bring a template of its own."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False
    )
    made.globals = {}
    return made.from_string(text)
