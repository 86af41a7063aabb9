"""A connector module, read through a `Files` object into values."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from destination_writer.connector.discover import find_connectors
from destination_writer.connector.model import Connector, Defect, DefectKind, SourceFile
from destination_writer.connector.preflight import PREFLIGHT_PATH
from destination_writer.connector.properties import read_property
from destination_writer.connector.sources import inherit_roles, read_source
from destination_writer.connector.state import STATE_PATH
from destination_writer.connector.statetext import REMEDY, ReadState, read_state
from destination_writer.knowledge.cdkversions import CdkVersion, UnknownCdkVersion, era_of
from destination_writer.text.files import Files, UnreadableFile

__all__ = ["SourceCache", "find_connectors", "load_connector", "reload_files"]

PROPERTIES = "gradle.properties"
KEPT_TEXTS = (
    PROPERTIES,
    "build.gradle.kts",
    "build.gradle",
    "metadata.yaml",
    "src/main/resources/application-connector.yml",
    "src/test-integration/resources/application-component.yml",
    STATE_PATH,
    PREFLIGHT_PATH,
)

_OTHER_NAMES = {"postgresql": "postgres"}

_PACKAGE = re.compile(r"io\.airbyte\.integrations\.destination\.[A-Za-z_]\w*")
_RESOURCE = re.compile(r"(?:^|/)src/[^/]+/resources/")
_SETTINGS = re.compile(r"src/[^/]+/resources/(?:application|bootstrap)[\w.-]*\.ya?ml")
"""Resources with properties, whichever environment they are for."""
_REPOSITORY = re.compile(r"^\s*dockerRepository:\s*[\"']?(?:[\w.-]+/)*([\w-]+)", re.MULTILINE)


class SourceCache:
    """Remembers what was read of each file, so that a load after a change reads only changed files again."""

    def __init__(self) -> None:
        self._sources: dict[str, SourceFile] = {}

    def source(self, path: str, text: str) -> SourceFile:
        known = self._sources.get(path)
        if known is None or known.text != text:
            known = self._sources[path] = read_source(path, text)
        return known


def load_connector(
    files: Files, root: str = "", *, name: str | None = None, cache: SourceCache | None = None
) -> Connector:
    """The connector below `root`. What cannot be read is in `defects`; nothing is raised.

    `name` is the folder's name where `root` does not tell it (`""`).
    """
    paths = [path.removeprefix(f"{root}/") for path in files.list() if not root or path.startswith(f"{root}/")]
    cache = cache or SourceCache()
    defects: list[Defect] = []
    sources: list[SourceFile] = []
    for path in (p for p in paths if p.endswith(".kt")):
        text = _read(files, root, path, defects)
        if text is not None:
            sources.append(cache.source(path, text))
    kept = {path: _read(files, root, path, defects) for path in paths if _is_kept(path)}
    texts = {path: text for path, text in kept.items() if text is not None}
    return _assemble(root, name, sources, filter(_RESOURCE.search, paths), texts, defects)


def reload_files(connector: Connector, files: Files, paths: Iterable[str]) -> Connector:
    """The connector after these files (relative to its root) changed, appeared or went; no other file is read."""
    changed = set(paths)
    defects = [d for d in connector.defects if d.path not in changed and _is_unread(d, connector.texts)]
    sources = [s for s in connector.sources if s.path not in changed]
    texts = {path: text for path, text in connector.texts.items() if path not in changed}
    for path in sorted(changed):
        text = _read(files, connector.root, path, defects)
        if text is not None and path.endswith(".kt"):
            sources.append(read_source(path, text))
        elif text is not None and _is_kept(path):
            texts[path] = text
    sources.sort(key=lambda s: s.path)
    kept = {path for path in connector.resources if path not in changed}
    new = {path for path in changed if _RESOURCE.search(path) and files.exists(_full(connector.root, path))}
    return _assemble(connector.root, connector.name, sources, kept | new, texts, defects)


def _assemble(
    root: str,
    name: str | None,
    sources: list[SourceFile],
    resources: Iterable[str],
    texts: dict[str, str],
    defects: list[Defect],
) -> Connector:
    state = read_state(texts.get(STATE_PATH, ""))
    is_unread = any(defect.path == PROPERTIES for defect in defects)
    version, version_defect = (None, None) if is_unread else _cdk_version(texts)
    package = base_package(s.declared.package for s in sources if not s.is_test)
    name = root.rpartition("/")[2] or name or _repository(texts) or "connector"
    found = [*defects, *([version_defect] if version_defect else []), *_state_defects(state)]
    database = state.state.database or _database(name, texts, package) or ""
    return Connector(
        root=root,
        name=name,
        database=_slug(database),
        cdk_version=version,
        package=package,
        sources=inherit_roles(sources),
        resources=tuple(sorted(resources)),
        defects=tuple(found),
        state=state.state,
        texts=texts,
    )


def _is_kept(path: str) -> bool:
    return path in KEPT_TEXTS or _SETTINGS.fullmatch(path) is not None


def _is_unread(defect: Defect, texts: Mapping[str, str]) -> bool:
    """True for a defect of reading; others are found anew from the texts."""
    return defect.kind == DefectKind.UNREADABLE or (defect.kind == DefectKind.STATE and defect.path not in texts)


def _read(files: Files, root: str, path: str, defects: list[Defect]) -> str | None:
    try:
        return files.read(_full(root, path))
    except FileNotFoundError:
        return None
    except UnreadableFile as error:
        defects.append(_unreadable(path, str(error)))
        return None
    except OSError as error:
        reason = f"cannot be opened ({error.strerror or type(error).__name__})"
        defects.append(Defect(DefectKind.UNREADABLE, path, None, reason, "give yourself the permission to read it"))
        return None


def _full(root: str, path: str) -> str:
    return f"{root}/{path}" if root else path


def _unreadable(path: str, sentence: str) -> Defect:
    """`UnreadableFile` says file, place and remedy in one sentence; the parts are kept apart here."""
    match = re.fullmatch(r"(?s)(.*?)(?::(\d+))? (.*); (.*)", sentence)
    line, reason, remedy = (match[2], match[3], match[4]) if match else (None, sentence, "mend or remove it")
    kind = DefectKind.STATE if path == STATE_PATH else DefectKind.UNREADABLE
    return Defect(kind, path, int(line) if line else None, reason, remedy)


def _cdk_version(texts: dict[str, str]) -> tuple[str | None, Defect | None]:
    found = read_property(texts.get(PROPERTIES, ""), "cdkVersion")
    if found is None or not found.value:
        there = f"{PROPERTIES} has no cdkVersion" if PROPERTIES in texts else f"there is no {PROPERTIES}"
        remedy = f"add the line `cdkVersion=1.0.13`, or the version that you build against, to {PROPERTIES}"
        line = found.line if found else None
        return None, Defect(DefectKind.CDK_VERSION_MISSING, PROPERTIES, line, there, remedy)
    try:
        era = era_of(found.value)
    except UnknownCdkVersion as error:
        reason, _, remedy = str(error).partition(". ")
        remedy = remedy[:1].lower() + remedy[1:]
        return found.value, Defect(DefectKind.CDK_VERSION_UNKNOWN, PROPERTIES, found.line, reason, remedy)
    if _is_released(CdkVersion.parse(found.value)):
        return found.value, None
    reason = f"no release {found.value} of the CDK is known here; the contract of era {era} is used"
    remedy = "compare it with the CDK's changelog, and look for a newer release of this tool when it is there"
    return found.value, Defect(DefectKind.CDK_VERSION_UNRELEASED, PROPERTIES, found.line, reason, remedy)


def _is_released(version: CdkVersion) -> bool:
    """True up to the newest line of releases that the facts know (1.0), save for the gap between 0.1.108 and 0.2.0."""
    return version.is_local or not ((0, 1, 108) < version.numbers < (0, 2, 0) or version.numbers >= (1, 1, 0))


def _state_defects(read: ReadState) -> tuple[Defect, ...]:
    if read.problem is None:
        return ()
    return (Defect(DefectKind.STATE, STATE_PATH, read.problem.line, read.problem.reason, REMEDY),)


def base_package(packages: Iterable[str]) -> str:
    """The package that the connector lives in: `io.airbyte.integrations.destination.<one name>` where the files are
    below one, else the longest common beginning."""
    names = [package for package in packages if package]
    known = Counter(match[0] for package in names if (match := _PACKAGE.match(package)))
    if known:
        return known.most_common(1)[0][0]
    common: list[str] = []
    for parts in zip(*(package.split(".") for package in names), strict=False):
        if len(set(parts)) > 1:
            break
        common.append(parts[0])
    return ".".join(common)


def _repository(texts: dict[str, str]) -> str | None:
    match = _REPOSITORY.search(texts.get("metadata.yaml", ""))
    return match[1] if match else None


def _slug(database: str) -> str | None:
    """As dialects are named, when a person wrote the database's own name."""
    lowered = database.strip().lower()
    return _OTHER_NAMES.get(lowered, lowered) or None


def _database(name: str, texts: dict[str, str], package: str) -> str | None:
    for candidate in (name, _repository(texts) or ""):
        if candidate.startswith("destination-"):
            return candidate.removeprefix("destination-").lower()
    return package.rpartition(".")[2].lower() if _PACKAGE.fullmatch(package) else None
