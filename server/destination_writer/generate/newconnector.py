"""A whole connector: every file that it lacks, and every stub up to a phase written."""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from destination_writer.connector.model import Connector, Stub
from destination_writer.connector.state import STATE_PATH
from destination_writer.connector.statetext import edit_state, set_keys
from destination_writer.generate.catalogue import FileEntry
from destination_writer.generate.draft import Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.filewords import facts_of
from destination_writer.generate.making import Made, make
from destination_writer.generate.newfiles import BASE
from destination_writer.generate.rendering import render
from destination_writer.generate.request import Request
from destination_writer.generate.userfields import expected_spec
from destination_writer.generate.wholefiles import NewFiles
from destination_writer.knowledge.dialects import Dialect, StrategyKind
from destination_writer.text.changes import FileChange, FileCreation

LAST_PHASE = 11
BASE_IMAGE = (
    "docker.io/airbyte/java-connector-base:2.0.3"
    "@sha256:119b8506bca069bbc8357a275936c7e2b0994e6947b81f1bf8d6ce9e16db7d47"
)
"""What a connector's image is made from, where no neighbour says it."""


@dataclass(frozen=True)
class Naming:
    """`name` is what stands behind `destination-` in folder and image, `prefix` what class names begin with."""

    name: str
    package: str
    prefix: str


@dataclass
class Whole:
    """What was written. `texts` are the files that are no Kotlin, `told` is what else their templates can name, `left`
    are the stubs that no template fits."""

    draft: Draft
    naming: Naming
    told: Mapping[str, object] = field(default_factory=dict[str, object])
    texts: dict[str, str] = field(default_factory=dict[str, str])
    made: list[Made] = field(default_factory=list[Made])
    left: list[tuple[Stub, CannotGenerate]] = field(default_factory=list[tuple[Stub, CannotGenerate]])

    def files(self) -> tuple[FileChange, ...]:
        """Every file that differs from the connector that it began with; paths as the workspace sees them."""
        place = self.draft.connector.workspace_path
        texts = (FileCreation(place(path), text) for path, text in self.texts.items())
        return tuple(sorted((*self.draft.files(), *texts), key=lambda file: file.path))


def naming_of(dialect: Dialect, name: str | None, package: str | None, prefix: str | None) -> Naming:
    """What a new connector is called. Raises CannotGenerate for a name that folder, package or class cannot have."""
    plain = (name or dialect.slug).strip().removeprefix("destination-")
    if not re.fullmatch(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", plain):
        raise CannotGenerate(
            f"{name!r} is no name for a connector; write lower-case words with hyphens, as in my-{dialect.slug}",
            ("a name such as my-" + dialect.slug,),
        )
    package = package or f"{BASE}.{plain.replace('-', '_')}"
    if not re.fullmatch(r"[a-z]\w*(?:\.[a-z]\w*)*", package):
        raise CannotGenerate(f"{package!r} is no package name; write it as in {BASE}.acme", ("a package name",))
    own = "".join(word[:1].upper() + word[1:] for word in plain.split("-"))
    prefix = prefix or (own if name and plain != dialect.slug else dialect.class_prefix)
    if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", prefix):
        raise CannotGenerate(f"{prefix!r} cannot begin a class name; write it as in Acme", ("a prefix such as Acme",))
    return Naming(plain, package, prefix)


def empty_connector(naming: Naming, dialect: Dialect, cdk: str) -> Connector:
    """A connector without files."""
    return Connector("", f"destination-{naming.name}", dialect.slug, cdk, naming.package)


def write_files(
    request: Request,
    connector: Connector,
    naming: Naming,
    phases: Iterable[int],
    told: Mapping[str, object] | None = None,
) -> Whole:
    """The files of these phases that the connector lacks, their stubs open, and those that they cannot be without.

    A state file that names the database is among them where the connector's own name does not tell it.
    """
    whole = Whole(Draft(connector), naming, told or {})
    is_new = not connector.sources
    files = NewFiles(request, whole.draft, whole.made, naming.prefix if is_new else "")
    for entry in _entries(request, set(phases)):
        if not files.is_there(entry):
            files.write(entry)
    present = {*connector.texts, *connector.resources}
    for text in request.templates.index.texts:
        if text.phase in set(phases) and text.path not in present:
            whole.texts[text.path] = text_file(request, text.template, whole)
    if whole.draft.connector.database != request.dialect.slug and STATE_PATH not in present:
        whole.texts[STATE_PATH] = edit_state("", set_keys({"database": request.dialect.slug}))
    return whole


def fill(request: Request, whole: Whole, until_phase: int, chosen: Mapping[StrategyKind, str]) -> None:
    """Write every stub of a phase up to that one; what a stub lacks, another may bring."""
    decided = {**request.decided, **{kind.value: slug for kind, slug in chosen.items()}}
    request = replace(request, decided=decided)
    while True:
        before = len(whole.made)
        whole.left = _pass(request, whole, until_phase, chosen)
        if not whole.left or len(whole.made) == before:
            return


def demand_strategies(request: Request, chosen: Mapping[StrategyKind, str]) -> None:
    """Raises CannotGenerate for a way that the database cannot go or that no template writes."""
    for kind, slug in chosen.items():
        entry = next(e for e in request.templates.index.members if e.strategies == kind)
        replace(request, strategy=slug).check_strategy(entry)


def _entries(request: Request, phases: set[int]) -> list[FileEntry]:
    """The files of the phases, in the order of their steps; the first, the entry point, lies in the base package."""
    era, is_sql, contract = request.era.value, request.dialect.is_sql, request.contract
    fitting = [e for e in request.templates.index.files if e.phase in phases and e.fits(era, is_sql)]
    wanted = [e for e in fitting if not e.type or contract.type(e.type) is not None]
    return sorted(wanted, key=lambda entry: (entry.phase, int(entry.step.rpartition(".")[2])))


def _pass(
    request: Request, whole: Whole, until_phase: int, chosen: Mapping[StrategyKind, str]
) -> list[tuple[Stub, CannotGenerate]]:
    left: list[tuple[Stub, CannotGenerate]] = []
    draft = whole.draft
    while (stub := _next(request, draft.connector, until_phase, len(left))) is not None:
        before, notes = draft.connector, list(draft.notes)
        try:
            whole.made.append(make(_with_strategy(request, stub, chosen), draft, stub))
        except CannotGenerate as error:
            draft.connector, draft.notes = before, notes
            left.append((stub, error))
    return left


def _next(request: Request, connector: Connector, until_phase: int, skipped: int) -> Stub | None:
    """By phases, in a phase by the steps of the files, so that helpers are added to the file that comes first; tests
    come last, since they can call what the connector has and it cannot call what they have.

    Stubs that could not be written stay in front, in their order; the one behind them is next.
    """
    ranks = {entry.role: rank for rank, entry in enumerate(_entries(request, set(range(LAST_PHASE + 1))))}
    due = [stub for stub in connector.stubs if stub.phase is not None and stub.phase <= until_phase]
    tests = {source.path for source in connector.sources if source.is_test}
    due.sort(key=lambda stub: (stub.phase or 0, stub.path in tests, ranks.get(stub.role, len(ranks))))
    return due[skipped] if skipped < len(due) else None


def _with_strategy(request: Request, stub: Stub, chosen: Mapping[StrategyKind, str]) -> Request:
    entry = request.templates.member(stub.role, stub.call.function)
    kind = (entry.strategies or entry.passes_on) if entry else None
    return replace(request, strategy=chosen.get(kind)) if kind else request


def text_file(request: Request, template: str, whole: Whole) -> str:
    """A file of the connector that is no Kotlin. Raises CannotGenerate where no template makes it."""
    path = request.templates.find(f"files/{template}", request.folders, ".j2")
    if path is None:
        need = f"templates/{request.dialect.slug}/files/{template}.j2"
        raise CannotGenerate(f"no template makes {template} for {request.dialect.name}", (need,))
    naming, dialect = whole.naming, request.dialect
    connection = dialect.connection
    documentation = f"https://docs.airbyte.com/integrations/destinations/{naming.name}"
    tests = [a for a in connection.artifacts if a.scope == "testImplementation"]
    container = None if request.local_tests else connection.test_container
    values: dict[str, object] = {
        **facts_of(dialect, local_tests=request.local_tests),
        "dialect": dialect,
        "era": request.era.value,
        "cdk": str(request.contract.version),
        "name": naming.name,
        "package": naming.package,
        "main_class": f"{naming.package}.{naming.prefix}DestinationKt",
        "definition_id": str(uuid.uuid5(uuid.NAMESPACE_URL, documentation)),
        "documentation": documentation,
        "expected_spec": expected_spec(dialect, documentation),
        "artifacts": [a for a in connection.artifacts if a.scope != "testImplementation"],
        "test_artifacts": [*tests, *([container.artifact] if container else [])],
        "base_image": BASE_IMAGE,
        **whole.told,
    }
    text = render(request.templates.files, path, values)
    return text.removesuffix("\n") if path.endswith(".json.j2") else text
