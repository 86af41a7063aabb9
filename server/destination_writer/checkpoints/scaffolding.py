"""A new connector on the disk: where it goes, what stands in the way, and the Change that creates it."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from destination_writer.checkpoints.applying import write_and_record
from destination_writer.checkpoints.changelog import Maker
from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.connector.preflight import PREFLIGHT_PATH, read_preflight
from destination_writer.connector.state import STATE_PATH
from destination_writer.connector.statetext import read_state
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.scaffold.api import ACCOUNT_FILE, Scaffold, scaffold
from destination_writer.generate.scaffold.databases import near, slug_of
from destination_writer.generate.scaffold.surroundings import (
    CONNECTORS,
    Lack,
    Surroundings,
    lacks,
    read_surroundings,
)
from destination_writer.generate.scaffold.wish import TestDatabase, Wish
from destination_writer.knowledge.boundaries import declined
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, FileCreation, NoChange
from destination_writer.text.files import Files, OverlayFiles, UnreadableFile
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.monorepo import BuildFiles, tree_around
from destination_writer.toolchain.workspace import OVERRIDES, workspace_templates

ALLOWED = frozenset({".destination-writer", ".git", ".idea", ".vscode", ".DS_Store", "Thumbs.db", "desktop.ini"})
"""What a folder may hold and still counts as empty: what editors, the system and the preflight put there."""
SHOWN = 10


class CannotScaffold(Exception):
    """Why no connector can be created here. The message names place, reason and remedy."""

    def __init__(self, reason: str, missing: Iterable[str] = ()) -> None:
        super().__init__(reason)
        self.missing = tuple(missing)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for. `database` is what they call it, None for what the folder's state or preflight says.
    `into`: the folder may hold files, and only what is missing is created."""

    database: str | None = None
    name: str | None = None
    package: str | None = None
    prefix: str | None = None
    cdk: str | None = None
    test_database: TestDatabase | None = None
    into: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """`folder` is that which the Change's paths are relative to, `connector` the new one's, `ground` the deepest one of
    its path that was there before."""

    folder: Path
    connector: Path
    ground: Path
    made: Scaffold
    lacks: tuple[Lack, ...]
    notes: tuple[str, ...]
    next_steps: tuple[str, ...]

    @property
    def change(self) -> Change:
        return self.made.change


def plan_scaffold(path: str | Path, asked: Asked) -> Planned:
    """What a scaffold in a folder, which need not exist, would write. Nothing is written.

    A checkout of the monorepo, or its folder of connectors, stands for a new folder in it. Raises CannotScaffold.
    """
    folder = _folder(Path(path))
    knowledge = _knowledge(folder)
    slug = _database(folder, asked, knowledge)
    folder = _in_monorepo(folder, asked.name or slug)
    if not asked.into:
        _demand_empty(folder)
    root, place = tree_around(folder)
    around = read_surroundings(_build_files(root, place), place)
    wish = Wish(slug, _name(folder, asked), asked.package, asked.prefix, asked.cdk, asked.test_database)
    templates = Templates(workspace_templates(*dict.fromkeys((root, folder))))
    base = root if around.is_monorepo else folder
    around = around if around.is_monorepo else replace(around, root="", docs="")
    made = scaffold(knowledge, templates, wish, around, _present(folder))
    if isinstance(made, NoChange):
        raise CannotScaffold(made.reason, made.missing)
    made, kept = _without_present(made, base)
    ground = folder if folder.exists() else next(above for above in folder.parents if above.exists())
    return Planned(base, folder, ground, made, lacks(around), kept, _next_steps(folder, made, around))


def write_scaffold(planned: Planned) -> tuple[tuple[str, ...], str]:
    """Write it, all or nothing, and note it in the connector's log.

    Returns the paths, relative to `planned.folder`, and why the log could not be kept (empty when it was).
    Raises StaleChange, CannotWrite.
    """
    return write_and_record(planned.folder, planned.change, maker=Maker.SCAFFOLD, phase=0, root=planned.made.root)


def take_away(planned: Planned) -> int:
    """Remove what an editor left of a scaffold that it could not create to its end: files that are empty or hold just
    what the Change says, and the folders that are then empty. Returns how many files went."""
    gone = 0
    for file in planned.change.files:
        target = planned.folder / file.path
        if isinstance(file, FileCreation) and _is_left_over(target, file.text):
            target.unlink()
            gone += 1
            _remove_empty(target.parent, planned.ground)
    return gone


def _is_left_over(target: Path, text: str) -> bool:
    try:
        return not target.is_symlink() and target.read_bytes() in (b"", text.encode("utf-8"))
    except OSError:
        return False


def _remove_empty(folder: Path, ground: Path) -> None:
    while ground in folder.parents and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _folder(path: Path) -> Path:
    """The folder's own path. Raises CannotScaffold for what can be none."""
    try:
        if path.is_symlink():
            goal = path.resolve()
            raise CannotScaffold(
                f"{path} is a link to {goal}; give the folder itself, so that it is plain what is written"
            )
        if path.exists() and not path.is_dir():
            raise CannotScaffold(f"{path} is a file; give a folder that is empty or does not exist")
        folder = path.resolve()
        above = next(a for a in folder.parents if a.exists())
    except (OSError, RuntimeError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
        raise CannotScaffold(f"{str(path)[:120]} cannot be a folder's name ({reason}); choose another") from None
    if not above.is_dir():
        raise CannotScaffold(f"{above} is a file, so {folder} cannot be a folder in it; choose another place")
    around = next((a for a in folder.parents if (a / STATE_PATH).is_file() and (a / "src").is_dir()), None)
    if around is not None:
        raise CannotScaffold(f"{folder} lies inside the connector {around}; choose a folder beside it")
    if folder.exists() and not os.access(folder, os.R_OK | os.X_OK):
        raise CannotScaffold(f"{folder} may not be read; give yourself the right, or choose another folder")
    return folder


def _in_monorepo(folder: Path, name: str) -> Path:
    """A folder for the connector where a checkout of the monorepo was given, or its folder of connectors."""
    own = f"destination-{name.removeprefix('destination-')}"
    if (folder / CONNECTORS).is_dir():
        return folder / CONNECTORS / own
    return folder / own if folder.as_posix().endswith(f"/{CONNECTORS}") else folder


def _knowledge(folder: Path) -> Knowledge:
    """The bundled knowledge with what the folder and the tree around it add."""
    files: Files = DiskFiles(bundled("knowledge"))
    for place in dict.fromkeys((tree_around(folder)[0], folder)):
        if (place / OVERRIDES).is_dir():
            files = OverlayFiles(DiskFiles(place / OVERRIDES), files)
    return Knowledge(files)


def _database(folder: Path, asked: Asked, knowledge: Knowledge) -> str:
    """The slug. Raises CannotScaffold for a database that is unknown, or that no destination of this kind writes to."""
    name = asked.database or _decided(folder)
    if not name:
        known = ", ".join(knowledge.dialect_slugs)
        raise CannotScaffold(
            f"name the database, as in --database postgres; neither {STATE_PATH} nor {PREFLIGHT_PATH} of {folder} "
            f"says it. There are: {known}",
            ("the database",),
        )
    slug = slug_of(name, knowledge)
    if slug is not None:
        return slug
    reason = declined(knowledge.files, name)
    if reason:
        raise CannotScaffold(reason)
    alike = near(name, knowledge)
    meant = f"Did you mean {' or '.join(alike)}? " if alike else f"There are: {', '.join(knowledge.dialect_slugs)}. "
    own = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower()).strip("-") or "acmedb"
    raise CannotScaffold(
        f"there is no database {name!r} in the knowledge. {meant}For another one, answer its checklist "
        f"(destination-writer preflight {folder} --database {own}), or describe it yourself "
        f"(destination-writer dialect new {own} --path {folder} --like postgres)",
        (f"a dialect for {name}",),
    )


def _decided(folder: Path) -> str:
    """The database that the folder's state or preflight file names; empty where neither does."""
    files = DiskFiles(folder)
    try:
        state = read_state(files.read(STATE_PATH)).state if files.exists(STATE_PATH) else None
        if state is not None and state.database:
            return state.database
        return read_preflight(files.read(PREFLIGHT_PATH)).preflight.database if files.exists(PREFLIGHT_PATH) else ""
    except (UnreadableFile, FileNotFoundError) as error:
        raise CannotScaffold(f"{error}; or remove it and name the database with --database") from None


def _demand_empty(folder: Path) -> None:
    try:
        found = sorted(p.name + ("/" if p.is_dir() else "") for p in folder.iterdir()) if folder.exists() else []
    except OSError as error:
        raise CannotScaffold(f"{folder} cannot be looked into ({error.strerror}); give yourself the right") from None
    way = [name for name in found if name.rstrip("/") not in ALLOWED]
    if way:
        listed = ", ".join(way[:SHOWN]) + (f" and {len(way) - SHOWN} more" if len(way) > SHOWN else "")
        raise CannotScaffold(
            f"{folder} is not empty: {listed}. Nothing was written. Give a folder that is empty or does not exist; or, "
            "where this is a connector that was begun, --into, which adds only what is missing"
        )


def _name(folder: Path, asked: Asked) -> str | None:
    """The name that was asked for, else the one that the folder tells."""
    own = folder.name.removeprefix("destination-")
    return asked.name or (own if own and own != folder.name else None)


def _build_files(root: Path, place: str) -> BuildFiles:
    return BuildFiles(root, place.rpartition("/")[0])


def _present(folder: Path) -> Connector | None:
    """What is in the folder, every file that is no Kotlin among the resources."""
    if not folder.exists():
        return None
    files = DiskFiles(folder)
    connector = load_connector(files, "", name=folder.name)
    others = tuple(sorted({*connector.resources, *(p for p in files.list() if not p.endswith(".kt"))}))
    return replace(connector, resources=others)


def _without_present(made: Scaffold, base: Path) -> tuple[Scaffold, tuple[str, ...]]:
    """Without the files that are there already, as a documentation page may be; a sentence for each."""
    there = [f.path for f in made.change.files if isinstance(f, FileCreation) and (base / f.path).is_file()]
    files = tuple(f for f in made.change.files if f.path not in there)
    notes = tuple(f"{path} is there already and stays as it is" for path in there)
    return replace(made, change=replace(made.change, files=files)), notes


def _next_steps(folder: Path, made: Scaffold, around: Surroundings) -> tuple[str, ...]:
    shown = _shown(folder)
    steps: list[str] = []
    if around.is_monorepo and not lacks(around):
        steps.append(f"Build it, at the root of the checkout: ./gradlew :{around.project}:build -x integrationTestJava")
    if ACCOUNT_FILE in made.tests_use:
        steps.append(f"Fill in {ACCOUNT_FILE}: copy secrets/config.template.json to that name; git ignores it.")
    if not (folder / PREFLIGHT_PATH).is_file():
        steps.append(f"Check what is known of {made.database}: destination-writer preflight {shown}")
    steps.append(f"Begin with phase 0's checkpoint: destination-writer checkpoint {shown}")
    steps.append(f"Walk the phases from there: destination-writer implement {shown}")
    return tuple(steps)


def _shown(folder: Path) -> str:
    """The folder as it is typed where the command runs."""
    try:
        return folder.relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return folder.as_posix()
