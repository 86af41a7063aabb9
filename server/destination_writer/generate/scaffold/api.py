"""Phase 0 as one Change: the whole module, phase 0 complete, every later method a stub, every later test waiting."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from destination_writer.connector.model import Connector
from destination_writer.connector.state import STATE_PATH
from destination_writer.connector.statetext import InvalidState, edit_state, set_keys
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.edits import edits_between
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.latertests import later_tests
from destination_writer.generate.newconnector import (
    BASE_IMAGE,
    LAST_PHASE,
    Naming,
    Whole,
    empty_connector,
    fill,
    text_file,
    write_files,
)
from destination_writer.generate.request import Request, make_request
from destination_writer.generate.scaffold.surroundings import Surroundings, base_image, newest_pin, with_include
from destination_writer.generate.scaffold.wish import Wish, naming_for
from destination_writer.generate.testvalues import database_of_tests
from destination_writer.generate.userfields import usual_settings
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, FileChange, FileCreation, FileEdit, NoChange, fingerprint

NEWEST_CDK = "1.0.13"
"""The newest release that the facts know (2026-05-18): what is pinned where no neighbour says it."""
ACCOUNT_FILE = "secrets/config.json"


@dataclass(frozen=True, slots=True)
class Scaffold:
    """The Change, and what a person is told of it. `root` is the connector's folder below that of the Change."""

    change: Change
    root: str
    naming: Naming
    database: str
    cdk: str
    cdk_because: str
    tests_use: str
    purposes: Mapping[str, str]
    """What each file is for, by its path in the Change."""


def scaffold(
    knowledge: Knowledge, templates: Templates, wish: Wish, around: Surroundings, present: Connector | None = None
) -> Scaffold | NoChange:
    """The scaffold of a connector at `around.root`.

    `present` is one that has some of it, and only what it lacks is written: its `texts` and `resources` name the files
    that are there. Paths in the Change are those of the tree that `around` describes.
    """
    try:
        dialect = knowledge.dialect(wish.database)
        naming = naming_for(wish, dialect)
        cdk, because = _version(wish, around, present)
        connector = _beginning(naming, dialect, cdk, around, present)
        request = make_request(connector, knowledge, templates, dialect=dialect.slug, cdk=cdk)
        request = replace(request, later=later_tests(knowledge.phases, cdk), local_tests=wish.test_database == "local")
        whole = write_files(request, connector, naming, range(LAST_PHASE + 1), _told(request, naming, around))
        fill(request, whole, 0, {})
        texts = _texts(request, whole, around)
        state = _state(request, connector, cdk)
    except KnowledgeError as error:
        return NoChange(str(error), (f"a dialect for {wish.database}",))
    except CannotGenerate as error:
        return error.told()
    except InvalidState as error:
        return NoChange(str(error), ("a state file that can be read",))
    files = (*(f for f in whole.files() if f.path != connector.workspace_path(STATE_PATH)), *texts, *state)
    files = (*files, *_included(around))
    if not files:
        return NoChange(f"{around.root or naming.name} has every file of a connector: there is nothing left to do")
    return Scaffold(
        change=_change(dialect, naming, tuple(sorted(files, key=lambda file: file.path)), whole),
        root=around.root,
        naming=naming,
        database=dialect.name,
        cdk=cdk,
        cdk_because=because,
        tests_use=_tests_use(request),
        purposes=_purposes(request, whole, around, connector),
    )


def _version(wish: Wish, around: Surroundings, present: Connector | None) -> tuple[str, str]:
    if wish.cdk:
        return wish.cdk, "as asked"
    if present is not None and present.cdk_version:
        return present.cdk_version, "as gradle.properties has it"
    pinned = newest_pin(around)
    if pinned is not None:
        return str(pinned.cdk), f"the newest that a neighbour pins ({pinned.name})"
    return NEWEST_CDK, "the newest that is known; no neighbour pins one"


def _beginning(
    naming: Naming, dialect: Dialect, cdk: str, around: Surroundings, present: Connector | None
) -> Connector:
    """What is there: a connector, a folder with files that are none of its sources, or nothing."""
    name = around.root.rpartition("/")[2] or f"destination-{naming.name}"
    if present is not None and present.sources:
        return replace(present, root=around.root, name=name)
    empty = replace(empty_connector(naming, dialect, cdk), root=around.root, name=name)
    if present is None:
        return empty
    return replace(empty, texts=present.texts, resources=present.resources, state=present.state)


def _told(request: Request, naming: Naming, around: Surroundings) -> dict[str, object]:
    types = [{"name": name.value, "ddl": fact.ddl} for name, fact in request.dialect.type_map.types.items()]
    return {
        "base_image": base_image(around) or BASE_IMAGE,
        "prefix": naming.prefix,
        "project": around.project or f"airbyte-integrations:connectors:destination-{naming.name}",
        "config_template": config_template(request.dialect),
        "types": types,
    }


def config_template(dialect: Dialect) -> str:
    """What `secrets/config.json` must hold, as JSON: a usable value where there is one, else what to put there."""
    told: dict[str, object] = {}
    for setting in dialect.connection.settings or usual_settings(dialect):
        value: object = setting.default
        if value is None and setting.name == "host":
            value = "localhost"
        if value is None and setting.kind == "boolean":
            value = False
        if value is None:
            value = f"<{setting.title}>" if setting.required else ""
        told[setting.json_name] = value
    return json.dumps(told, ensure_ascii=False, indent=2)


def _texts(request: Request, whole: Whole, around: Surroundings) -> tuple[FileCreation, ...]:
    """Files that only a new connector gets."""
    connector = whole.draft.connector
    present = {connector.workspace_path(path) for path in (*connector.texts, *connector.resources)}
    found: list[FileCreation] = []
    for entry in request.templates.index.scaffold:
        path = _place(entry.path, entry.folder, whole.naming, around, connector)
        if path not in present:
            found.append(FileCreation(path, text_file(request, entry.template, whole)))
    return tuple(found)


def _place(path: str, folder: str, naming: Naming, around: Surroundings, connector: Connector) -> str:
    named = path.replace("{name}", naming.name)
    if folder == "docs":
        return f"{around.docs}/{named}" if around.docs else connector.workspace_path(f"docs/{named}")
    return connector.workspace_path(named)


def _state(request: Request, connector: Connector, cdk: str) -> tuple[FileCreation | FileEdit, ...]:
    """What was decided, added to the state file where there is one."""
    before = connector.texts.get(STATE_PATH)
    keys = {
        "database": request.dialect.slug,
        "current_phase": 0 if connector.state.current_phase is None else connector.state.current_phase,
        "cdk_version": cdk,
        "connector_path": connector.root or ".",
        "test_configuration": _test_configuration(request),
    }
    after = edit_state(before or "", set_keys(keys))
    path = connector.workspace_path(STATE_PATH)
    if before is None:
        return (FileCreation(path, after),)
    return () if after == before else (FileEdit(path, fingerprint(before), edits_between(before, after)),)


def _test_configuration(request: Request) -> dict[str, object]:
    kind = database_of_tests(request.dialect, is_local=request.local_tests).kind
    container = request.dialect.connection.test_container
    if kind == "container" and container is not None:
        return {"database": "testcontainers", "image": container.image}
    if kind == "values":
        return {"database": "embedded"}
    return {"database": "local" if request.local_tests and container else "account", "settings": ACCOUNT_FILE}


def _tests_use(request: Request) -> str:
    """What the tests connect to, in a sentence."""
    name = request.dialect.name
    kind = database_of_tests(request.dialect, is_local=request.local_tests).kind
    container = request.dialect.connection.test_container
    if kind == "container" and container is not None:
        return f"The tests start {container.image} with Testcontainers, which needs Docker."
    if kind == "values":
        return f"The tests need no server: {name} runs in their own process."
    why = "" if request.local_tests and container else f" {name} has no container image that could stand in for it."
    return f"The tests log in with the settings in {ACCOUNT_FILE}.{why}"


def _included(around: Surroundings) -> tuple[FileEdit, ...]:
    """A line in the settings file, where it does not find the connector by itself."""
    if not around.is_monorepo or around.settings is None or around.inclusion not in ("lists", "scans-groovy"):
        return ()
    path, before = around.settings
    after = with_include(before, around.root.rpartition("/")[2])
    return () if after == before else (FileEdit(path, fingerprint(before), edits_between(before, after)),)


def _change(dialect: Dialect, naming: Naming, files: tuple[FileChange, ...], whole: Whole) -> Change:
    notes = dict.fromkeys((*(note for made in whole.made for note in made.notes), *whole.draft.notes))
    return Change(
        title=f"Create destination-{naming.name} for {dialect.name}",
        files=files,
        purpose="Phase 0 complete; every later method is an open stub, every later test waits for its phase.",
        notes=tuple(notes),
        provenance=dialect.proof_label,
        needs_confirmation=True,
    )


def _purposes(request: Request, whole: Whole, around: Surroundings, connector: Connector) -> dict[str, str]:
    index, place = request.templates.index, connector.workspace_path
    found = {place(text.path): text.purpose for text in index.texts}
    found |= {_place(e.path, e.folder, whole.naming, around, connector): e.purpose for e in index.scaffold}
    found[place(STATE_PATH)] = "What was decided: database, CDK version, tests' database."
    if around.settings is not None:
        found[around.settings[0]] = "One line more, so that the build finds the connector."
    for entry in index.files:
        ending = f"/{whole.naming.prefix}{entry.class_name}.kt", f"/{entry.class_name}.kt"
        for source in whole.draft.connector.sources:
            if source.path.endswith(ending):
                found.setdefault(place(source.path), entry.purpose)
    return found
