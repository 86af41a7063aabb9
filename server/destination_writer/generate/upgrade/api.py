"""The door to upgrades: a connector and a later CDK version -> one Change, what moved, and what a person decides."""

from dataclasses import dataclass

from destination_writer.connector.decisions import Decision, decisions_in
from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.draft import OURS, Draft
from destination_writer.generate.edits import edits_between
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.masking import mask
from destination_writer.generate.request import Request, make_request
from destination_writer.generate.upgrade.bodies import (
    Written,
    ask_about_bodies,
    write_anew,
    written_by_templates,
)
from destination_writer.generate.upgrade.buildfiles import mend_build
from destination_writer.generate.upgrade.constructors import mend_constructor_calls
from destination_writer.generate.upgrade.imports import drop_gone_imports, move_imports, note_imports
from destination_writer.generate.upgrade.mapper import write_mapper
from destination_writer.generate.upgrade.members import add_demanded, drop_call_arguments, mend_overrides
from destination_writer.generate.upgrade.suites import add_suites
from destination_writer.generate.upgrade.supertypes import free_classes
from destination_writer.generate.upgrade.tablecatalog import bridge, take_streams
from destination_writer.generate.upgrade.tidy import drop_orphans
from destination_writer.generate.upgrade.versions import demand_upgrade
from destination_writer.generate.upgrade.work import Moved, Work
from destination_writer.generate.wrapping import wrapped
from destination_writer.knowledge.cdkhistory import Step, load_cdk_history
from destination_writer.knowledge.contractdiff import difference
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, FileChange, FileCreation, FileEdit, NoChange, fingerprint


@dataclass(frozen=True)
class Upgrade:
    """What an upgrade does. `moved` is what was carried over, `decisions` what a person has to look at, both by place;
    paths are relative to the connector, lines count from 1 in the files as they become. `steps` are the releases that
    are crossed. `change` has paths of the workspace, the decisions and `moved` as notes."""

    before: str
    after: str
    change: Change
    moved: tuple[Moved, ...]
    decisions: tuple[Decision, ...]
    steps: tuple[Step, ...]


def upgrade(
    connector: Connector, knowledge: Knowledge, templates: Templates, to: str, *, from_version: str | None = None
) -> Upgrade | NoChange:
    """Carry a connector over to CDK version `to`. `from_version` stands in for the `cdkVersion` of gradle.properties.

    NoChange says why there is nothing: the version is the present one, an older one, unknown, or the present one is not
    known. Raises KnowledgeError for knowledge that cannot be used.
    """
    try:
        work = _work(connector, knowledge, templates, to, from_version)
        written = written_by_templates(work)
        _carry_over(work, written)
        _demand_sound(work)
        return _result(work)
    except CannotGenerate as error:
        return error.told()


def _work(connector: Connector, knowledge: Knowledge, templates: Templates, to: str, from_version: str | None) -> Work:
    before, after = demand_upgrade(connector, to, from_version)
    diff = difference(knowledge.contract(before), knowledge.contract(after))
    requests: list[Request | None] = []
    for version in (before, after):
        try:
            requests.append(make_request(connector, knowledge, templates, dialect=None, cdk=version))
        except CannotGenerate:
            requests.append(None)
    history = load_cdk_history(knowledge.files)
    return Work(connector, knowledge, templates, diff, history, requests[0], requests[1], Draft(connector))


def _carry_over(work: Work, written: tuple[Written, ...]) -> None:
    """In this order: what templates write anew is not mended before, and a name that only they used is not kept."""
    mend_build(work)
    mend_overrides(work)
    move_imports(work)
    free_classes(work)
    held = take_streams(work)
    write_anew(work, written)
    mend_constructor_calls(work)
    drop_call_arguments(work)
    add_demanded(work)
    write_mapper(work)
    bridge(work, held)
    add_suites(work)
    drop_gone_imports(work)
    drop_orphans(work)
    note_imports(work)
    ask_about_bodies(work, written)


def _demand_sound(work: Work) -> None:
    """Raises CannotGenerate when a file that could be read cannot be read any more."""
    for path in work.paths:
        original, text = work.connector.source(path), work.text(path)
        if original is None or original.text == text:
            continue
        if _is_balanced(original.text) and not _is_balanced(text):
            raise CannotGenerate(
                f"the code of {path} is not understood: nothing was changed", ("code that can be read",)
            )


def _is_balanced(text: str) -> bool:
    masked = mask(text)
    return all(masked.count(a) == masked.count(b) for a, b in ("{}", "()", "[]"))


def _result(work: Work) -> Upgrade:
    place = work.connector.workspace_path
    texts = {path: _laid_out(work, path) for path in work.paths}
    files: list[FileChange] = [*work.draft.deletions()]
    for path, text in sorted((texts | work.texts).items()):
        source = work.connector.source(path)
        old = source.text if source else work.connector.texts.get(path)
        if old is None:
            files.append(FileCreation(place(path), text))
        elif old != text:
            files.append(FileEdit(place(path), fingerprint(old), edits_between(old, text)))
    decisions = tuple(d for path, text in sorted((texts | work.texts).items()) for d in decisions_in(path, text))
    moved = tuple(sorted(work.moved))
    before, after = str(work.diff.before.version), str(work.diff.after.version)
    steps = work.history.between(work.diff.before.version, work.diff.after.version)
    purpose = " ".join(f"{step.version}: {step.what}" for step in steps)
    notes = (*map(str, decisions), *map(str, moved), *_unknown_database(work))
    in_order = tuple(sorted(files, key=lambda file: file.path))
    change = Change(f"Upgrade from CDK {before} to {after}", in_order, purpose, notes, needs_confirmation=True)
    return Upgrade(before, after, change, moved, decisions, steps)


def _unknown_database(work: Work) -> tuple[str, ...]:
    if work.after is not None:
        return ()
    return ("The database is not known here, so no body was written anew by a template and no suite was added.",)


def _laid_out(work: Work, path: str) -> str:
    """Lines of files that this program wrote are broken where they got too long."""
    text = work.text(path)
    original = work.connector.source(path)
    if original is not None and (original.text == text or not original.text.startswith(OURS)):
        return text
    return wrapped(text)
