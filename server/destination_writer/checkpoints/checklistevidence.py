"""What can be seen of the items of a checklist: each look says whether it is so, and what it saw. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from destination_writer.analysis.rules import advise, analyse
from destination_writer.checkpoints.skipsection import page_of, told_in
from destination_writer.checkpoints.status import ConnectorStatus, PhaseState
from destination_writer.checkpoints.syncmodes import EXPECTED
from destination_writer.connector.model import Connector
from destination_writer.connector.roles import Role
from destination_writer.knowledge.cdkversions import CdkVersion, UnknownCdkVersion
from destination_writer.knowledge.store import Knowledge
from destination_writer.kotlin.tokens import mask_literals
from destination_writer.text.files import Files, UnreadableFile
from destination_writer.text.findings import Severity
from destination_writer.text.redaction import Private, traces

Seen = tuple[bool, str]
LISTED = 3

_TODO = re.compile(r"\bTODO\s*\(")
_EXECUTES = re.compile(r"\.(?:executeUpdate|execute|executeQuery|prepareStatement)\s*\(")
_LOGS = re.compile(r"\b(?:log|logger)\b\s*\.\s*(?:info|debug)|\bandLog\s*\(")
_TEXTS = (
    ".kt",
    ".kts",
    ".java",
    ".yml",
    ".yaml",
    ".json",
    ".properties",
    ".md",
    ".sql",
    ".env",
    ".sh",
    ".gradle",
    ".pem",
)
_TEST_VALUES = re.compile(r"(?:^|/)src/test[\w-]*/|/testFixtures/")
_SCALAR = r"^\s*{key}:\s*[\"']?([^\"'\s#]+)"


@dataclass(frozen=True)
class Glance:
    """`files` are the workspace's, `around` those of the repository that it lies in, None without one."""

    connector: Connector
    knowledge: Knowledge
    files: Files
    status: ConnectorStatus
    around: Files | None = None

    @property
    def root(self) -> str:
        return f"{self.connector.root}/" if self.connector.root else ""

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Of the connector's files, as the workspace names them."""
        return tuple(path for path in self.files.list() if path.startswith(self.root))

    @cached_property
    def metadata(self) -> Mapping[str, str]:
        """Scalars of metadata.yaml by key, as far as they stand on a line of their own."""
        text = self.connector.texts.get("metadata.yaml", "")
        keys = ("definitionId", "dockerRepository", "dockerImageTag", "documentationUrl", "name", "icon")
        found = {key: re.search(_SCALAR.format(key=key), text, re.MULTILINE) for key in keys}
        return {key: match[1] for key, match in found.items() if match}

    def read(self, path: str) -> str:
        """Empty for what is not there or cannot be read."""
        try:
            return self.files.read(path)
        except (FileNotFoundError, UnreadableFile):
            return ""

    @cached_property
    def page(self) -> tuple[str, str]:
        """The page for users and its text: in the workspace, else in the repository around; empty without one."""
        path = page_of(self.files, self.connector.root, self.connector.name)
        own = "docs/integrations/destinations/" + self.connector.name.removeprefix("destination-") + ".md"
        if self.files.exists(path) and not path.endswith("README.md"):
            return path, self.read(path)
        if self.around is not None and self.around.exists(own):
            try:
                return own, self.around.read(own)
            except (FileNotFoundError, UnreadableFile):
                return "", ""
        return "", ""


def _phases(glance: Glance) -> Seen:
    open_ones = [p for p in glance.status.phases if p.state not in (PhaseState.DONE, PhaseState.SKIPPED)]
    if open_ones:
        which = "1 phase is" if len(open_ones) == 1 else f"{len(open_ones)} phases are"
        return False, f"{which} not complete, the first is {open_ones[0].number}. This is a blocker."
    skipped = [str(p.number) for p in glance.status.phases if p.state is PhaseState.SKIPPED]
    return True, f"All are complete{'; left out: ' + ', '.join(skipped) if skipped else ''}."


def _todo(glance: Glance) -> Seen:
    places = [
        f"{source.path}:{source.text.count(chr(10), 0, call.start()) + 1}"
        for source in glance.connector.sources
        for call in _TODO.finditer(mask_literals(source.text))
    ]
    return (False, _listed(places)) if places else (True, f"{len(glance.connector.sources)} Kotlin files have none.")


def _no_advice(glance: Glance) -> Seen:
    found = advise(glance.connector, glance.knowledge)
    places = [f"{f.location.path}:{f.location.range.start.line + 1} ({f.code})" for f in found]
    return (False, _listed(places)) if places else (True, "No rule has advice on how records are written.")


def _no_errors(glance: Glance) -> Seen:
    found = [f for f in analyse(glance.connector, glance.knowledge) if f.severity is Severity.ERROR]
    places = [f"{f.location.path}:{f.location.range.start.line + 1} ({f.code})" for f in found]
    return (False, _listed(places)) if places else (True, "No rule finds one.")


def _sql_logged(glance: Glance) -> Seen:
    roles = (Role.CLIENT, Role.SQL_GENERATOR)
    paths = {c.path for role in roles for c in glance.connector.components(role)}
    sources = [s for s in glance.connector.sources if s.path in paths and not s.is_test]
    running = [s for s in sources if _EXECUTES.search(mask_literals(s.text))]
    if not running:
        is_open = any(stub.role in roles for stub in glance.connector.stubs)
        return (False, "the client is not written yet") if is_open else (True, "No class runs SQL text.")
    silent = [s.path for s in running if not _LOGS.search(s.text)]
    generators = [s for s in sources if _LOGS.search(s.text)]
    return (False, f"nothing logs in {_listed(silent)}") if silent and not generators else (True, "SQL is logged.")


def _no_secrets(glance: Glance) -> Seen:
    places: list[str] = []
    for path in glance.paths:
        if not path.endswith(_TEXTS) or "/secrets/" in f"/{path}" or _TEST_VALUES.search(path):
            continue
        found = (trace for trace in traces(glance.read(path)) if trace.kind is Private.SECRET)
        places += [f"{path}:{trace.line}" for trace in found]
    return (False, _listed(places)) if places else (True, "None was found outside of tests and secrets/.")


def _ignores(glance: Glance) -> Iterator[str]:
    for path in (f"{glance.root}.gitignore", ".gitignore"):
        yield from glance.read(path).splitlines()
    if glance.around is not None and glance.around.exists(".gitignore"):
        try:
            yield from glance.around.read(".gitignore").splitlines()
        except (FileNotFoundError, UnreadableFile):
            return


def _is_ignored(glance: Glance, *names: str) -> bool:
    return any(line.strip().strip("/") in names or line.strip().lstrip("/*") in names for line in _ignores(glance))


def _secrets_ignored(glance: Glance) -> Seen:
    is_so = _is_ignored(glance, "secrets", "**/secrets", "secrets/*")
    return is_so, ".gitignore names it." if is_so else "no .gitignore names secrets/"


def _results_ignored(glance: Glance) -> Seen:
    whole = _is_ignored(glance, ".destination-writer")
    parts = [name for name in ("results", "history") if not _is_ignored(glance, f".destination-writer/{name}", name)]
    if whole or not parts:
        return True, ".gitignore names them."
    return False, f"no .gitignore names .destination-writer/{' and '.join(parts)}"


def _cdk(glance: Glance) -> Seen:
    version = glance.connector.cdk_version
    try:
        if version and not CdkVersion.parse(version).is_local:
            return True, f"cdkVersion={version}"
    except UnknownCdkVersion:
        pass
    return False, f"gradle.properties has {f'cdkVersion={version}' if version else 'no cdkVersion'}"


def _page(glance: Glance) -> Seen:
    path, text = glance.page
    if not path:
        return False, "no page was found below docs/"
    return len(text.strip().splitlines()) > 3, path


def _metadata(glance: Glance) -> Seen:
    wanted = ("definitionId", "dockerRepository", "dockerImageTag", "documentationUrl", "name")
    missing = [key for key in wanted if key not in glance.metadata]
    return (False, f"metadata.yaml lacks {', '.join(missing)}") if missing else (True, "metadata.yaml names them.")


def _icon(glance: Glance) -> Seen:
    name = glance.metadata.get("icon", "icon.svg")
    is_so = glance.files.exists(f"{glance.root}{name}") or glance.files.exists(f"{glance.root}icon.svg")
    return is_so, name if is_so else f"there is no {name} beside metadata.yaml"


def _changelog(glance: Glance) -> Seen:
    version = glance.metadata.get("dockerImageTag", "")
    path, text = glance.page
    if not version or not path:
        return False, "there is no page" if version else "metadata.yaml has no dockerImageTag"
    is_so = re.search(rf"^\s*\|\s*{re.escape(version)}\s*\|", text, re.MULTILINE) is not None
    return is_so, f"{path} has a row for {version}" if is_so else f"{path} has no row for {version}"


def _limitations(glance: Glance) -> Seen:
    skipped = [p.number for p in glance.status.phases if p.state is PhaseState.SKIPPED]
    told = {one.phase for one in told_in(glance.files, glance.connector.root, glance.connector.name)}
    missing = [str(number) for number in skipped if number not in told]
    if missing:
        return False, f"phase {', '.join(missing)} is left out, and no page says so"
    return True, "Every phase that was left out is told." if skipped else "No phase was left out."


def _expected_specs(glance: Glance) -> Seen:
    texts = {path: glance.read(path).strip() for path in glance.paths if EXPECTED.search(path)}
    for kind in ("oss", "cloud"):
        mine = [path for path in texts if path.endswith(f"expected-spec-{kind}.json")]
        if not mine or texts[mine[0]] in ("", "{}"):
            return False, f"expected-spec-{kind}.json is {'empty' if mine else 'missing'}"
    return True, "Both are there."


def _listed(places: list[str]) -> str:
    more = f" and {len(places) - LISTED} more" if len(places) > LISTED else ""
    return ", ".join(places[:LISTED]) + more


EVIDENCE: Mapping[str, Callable[[Glance], Seen]] = {
    "phases_complete": _phases,
    "no_todo": _todo,
    "no_advice": _no_advice,
    "no_errors": _no_errors,
    "sql_logged": _sql_logged,
    "no_secrets": _no_secrets,
    "secrets_ignored": _secrets_ignored,
    "results_ignored": _results_ignored,
    "cdk_pinned": _cdk,
    "docs_page": _page,
    "metadata_complete": _metadata,
    "icon": _icon,
    "changelog_row": _changelog,
    "limitations_told": _limitations,
    "expected_specs": _expected_specs,
}
"""By the name that an item of a checklist uses."""
