"""Code of an older CDK under a newer pin: what moved in between is carried over, as an upgrade does it."""

from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.remedies.case import Case, Mending
from destination_writer.generate.upgrade.api import upgrade
from destination_writer.generate.upgrade.origin import written_for
from destination_writer.text.changes import NoChange, apply_change


def make(case: Case) -> Mending:
    """Raises CannotGenerate when nothing in the code is of an older version than the pinned one."""
    connector, pinned = case.connector, str(case.contract().version)
    before = written_for(connector, case.knowledge, pinned)
    if before is None:
        raise CannotGenerate(f"the code imports nothing that only a CDK older than {pinned} has")
    made = upgrade(connector, case.knowledge, case.templates, pinned, from_version=before)
    if isinstance(made, NoChange):
        raise CannotGenerate(made.reason, made.missing)
    root = f"{connector.root}/" if connector.root else ""
    present = {root + source.path: source.text for source in connector.sources}
    present |= {root + path: text for path, text in connector.texts.items()}
    new = {path.removeprefix(root): text for path, text in apply_change(made.change, present).items()}
    created = {path.removeprefix(root) for path in made.change.created}
    return Mending(
        title=f"Carry the code over to CDK {pinned}",
        why=f"The code is written for a CDK up to {before}, and cdkVersion is {pinned}. {made.change.purpose}",
        texts={path: text for path, text in new.items() if path not in created},
        created={path: text for path, text in new.items() if path in created},
        deleted=tuple(path.removeprefix(root) for path in made.change.deleted),
        alternative=f"pin cdkVersion={before} in gradle.properties, which the code is written for.",
        notes=made.change.notes,
        restructures=True,
    )
