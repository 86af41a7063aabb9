"""What lies around a new connector: the repository's settings, its neighbours, its documentation."""

import re
from dataclasses import dataclass
from typing import Literal

from destination_writer.connector.properties import read_property
from destination_writer.knowledge.cdkversions import LOCAL, CdkVersion, UnknownCdkVersion, era_of
from destination_writer.text.files import Files, UnreadableFile

CONNECTORS = "airbyte-integrations/connectors"
"""Where the monorepo has its connectors, from its root."""
DOCS = "docs/integrations/destinations"
SETTINGS = ("settings.gradle", "settings.gradle.kts")
BUILD_FILES = ("build.gradle.kts", "build.gradle")
_CONVENTION = "airbyte-bulk-connector"

Inclusion = Literal["scans", "scans-groovy", "lists", "none"]
"""How the settings file finds connectors: by looking into the folder (`scans-groovy`: for `build.gradle` alone), by a
line for each, or not at all."""

_SCAN = re.compile(r"\b(?:eachDir\w*|listFiles|listDirectoryEntries|fileTree|walk\w*|newDirectoryStream)\b")
_KTS = re.compile(r"build\.gradle\.kts|startsWith\(\s*[\"']build\.gradle[\"']|build\.gradle\*|build\.gradle\(?\\?\.kts")
_GROOVY = re.compile(r"[\"']build\.gradle[\"']")
_LISTED = re.compile(
    r"^(?P<indent>[ \t]*)(?P<head>include\s*\(?\s*)(?P<mark>[\"'])"
    r":?airbyte-integrations:connectors:destination-[\w-]+(?P=mark)[ \t]*\)?[^\n]*$",
    re.MULTILINE,
)
_IMAGE = re.compile(r"^\s*baseImage:\s*[\"']?([^\s\"'#]+)", re.MULTILINE)
_EXTRACT = re.compile(r"""\bcore\s*=\s*["']extract["']""")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A destination beside the new one. `cdk` is the version that it pins, `base_image` what its image is made from."""

    name: str
    cdk: CdkVersion
    base_image: str | None


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that a build needs and that is not there, with what to do."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`root` is the connector's path inside the tree that was read, empty when they are the same. `settings` is the
    settings file's path and text, None without one; `neighbours` the newest CDK first."""

    root: str
    is_monorepo: bool
    settings: tuple[str, str] | None
    inclusion: Inclusion
    has_wrapper: bool
    has_convention: bool
    neighbours: tuple[Neighbour, ...]
    docs: str

    @property
    def project(self) -> str:
        """The Gradle path of the connector, without the colon in front; its folder's name where there is no tree."""
        return self.root.replace("/", ":")


def read_surroundings(files: Files, root: str) -> Surroundings:
    """What `files`, the tree around a connector at `root`, holds of interest. It may show no more than build files,
    metadata and the names of documentation pages."""
    paths = list(files.list())
    present = set(paths)
    settings = next((name for name in SETTINGS if name in present), None)
    text = _text(files, settings) if settings else None
    return Surroundings(
        root=root,
        is_monorepo=root.startswith(f"{CONNECTORS}/"),
        settings=(settings, text) if settings and text is not None else None,
        inclusion=inclusion_of(text or ""),
        has_wrapper="gradlew" in present,
        has_convention=any(_CONVENTION in path.rpartition("/")[2] for path in paths) or _resolves_plugins(text or ""),
        neighbours=_neighbours(files, paths, root),
        docs=DOCS if any(path.startswith(f"{DOCS}/") for path in paths) else "",
    )


def inclusion_of(settings: str) -> Inclusion:
    """How a settings file finds connectors."""
    if _SCAN.search(settings) and "connectors" in settings:
        return "scans-groovy" if _GROOVY.search(settings) and not _KTS.search(settings) else "scans"
    return "lists" if _LISTED.search(settings) else "none"


def with_include(settings: str, name: str) -> str:
    """The settings file with a line for one more connector, behind the last of its kind and written like it."""
    if re.search(rf"[\"']:?airbyte-integrations:connectors:{re.escape(name)}[\"']", settings):
        return settings
    newline = "\r\n" if "\r\n" in settings else "\n"
    found = list(_LISTED.finditer(settings))
    project = f":airbyte-integrations:connectors:{name}"
    if not found:
        head = settings if not settings or settings.endswith("\n") else settings + newline
        return f'{head}include(":{project[1:]}"){newline}'
    last = found[-1]
    tail = ")" if "(" in last["head"] else ""
    line = f"{last['indent']}{last['head']}{last['mark']}{project}{last['mark']}{tail}"
    end = last.end() - (1 if last[0].endswith("\r") else 0)
    return settings[:end] + newline + line + settings[end:]


def lacks(around: Surroundings) -> tuple[Lack, ...]:
    """What keeps a build from running where the connector lies."""
    found: list[Lack] = []
    move = f"check out airbytehq/airbyte and put the connector's folder into its {CONNECTORS}"
    if not around.has_wrapper:
        found.append(Lack("there is no Gradle wrapper (gradlew)", move))
    if around.settings is None:
        found.append(
            Lack(
                "there is no settings.gradle, so nothing names the repositories of Airbyte's plugins and of the CDK",
                move,
            )
        )
    if not around.has_convention:
        found.append(
            Lack(
                f"there is no convention plugin {_CONVENTION}, which build.gradle.kts applies",
                move if not around.is_monorepo else "check out the whole repository, its buildSrc included",
            )
        )
    return tuple(found)


def newest_pin(around: Surroundings) -> Neighbour | None:
    """The neighbour with the newest CDK version that has a contract here."""
    return next(iter(around.neighbours), None)


def base_image(around: Surroundings) -> str | None:
    """What the image of the neighbour with the newest CDK is made from."""
    return next((n.base_image for n in around.neighbours if n.base_image), None)


def _neighbours(files: Files, paths: list[str], root: str) -> tuple[Neighbour, ...]:
    folder = root.rpartition("/")[0]
    found: list[Neighbour] = []
    for path in paths:
        place, _, name = path.rpartition("/")
        above, _, connector = place.rpartition("/")
        if name != "gradle.properties" or above != folder or not connector.startswith("destination-") or place == root:
            continue
        version = _pinned(files, path)
        if version and not any(_EXTRACT.search(_text(files, f"{place}/{build}") or "") for build in BUILD_FILES):
            image = _IMAGE.search(_text(files, f"{place}/metadata.yaml") or "")
            found.append(Neighbour(connector, version, image[1] if image else None))
    return tuple(sorted(found, key=lambda one: (one.cdk, one.name), reverse=True))


def _pinned(files: Files, path: str) -> CdkVersion | None:
    """A released version that has a contract; `local` is a developer's own."""
    found = read_property(_text(files, path) or "", "cdkVersion")
    if found is None or not found.value or found.value == LOCAL:
        return None
    try:
        era_of(found.value)
        return CdkVersion.parse(found.value)
    except UnknownCdkVersion:
        return None


def _resolves_plugins(settings: str) -> bool:
    return "pluginManagement" in settings and ("includeBuild" in settings or "airbyte" in settings)


def _text(files: Files, path: str) -> str | None:
    try:
        return files.read(path)
    except (FileNotFoundError, UnreadableFile):
        return None
