"""Suites that came with a release on the way: they are written when the phase that they belong to is reached."""

from destination_writer.connector.roles import SUITE_ROLES, Role, simple_name
from destination_writer.generate.catalogue import FileEntry
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.making import Made, make
from destination_writer.generate.members import with_function
from destination_writer.generate.newfiles import label_of
from destination_writer.generate.upgrade.work import Work
from destination_writer.generate.wholefiles import NewFiles
from destination_writer.knowledge.cdkversions import ERA_STARTS, Era
from destination_writer.knowledge.contracts_model import Limited

TEST_CATALOG = "DefaultComponentTestCatalog"
CATALOG = "ConfiguredAirbyteCatalog"
_LAST_PHASE = 11


def add_suites(work: Work) -> None:
    """Write the suites that the earlier CDK did not have, and the catalog that suites with a writer ask for."""
    if work.after is None:
        return
    reached = _reached(work)
    entries = [e for e in work.after.templates.index.files if _is_new(work, e) and e.phase <= reached]
    made: list[Made] = []
    files = NewFiles(work.after, work.draft, made)
    for entry in entries:
        before, notes = work.draft.connector, list(work.draft.notes)
        if files.is_there(entry):
            continue
        try:
            start = len(files.added)
            files.write(entry)
            _fill(work, files.added[start:])
        except CannotGenerate:
            work.draft.connector, work.draft.notes = before, notes
            continue
        version = _came_with(work, entry.type)
        for path in files.added[start:]:
            work.note(path, f"the {label_of(entry)} is new: it holds the CDK's own {entry.type}", version)
    _give_catalog(work)


def _reached(work: Work) -> int:
    """The last phase before the first open stub; -1 for a connector without a writer."""
    if not work.connector.components(Role.WRITER):
        return -1
    return min((s.phase - 1 for s in work.connector.stubs if s.phase is not None), default=_LAST_PHASE)


def _is_new(work: Work, entry: FileEntry) -> bool:
    assert work.after is not None
    is_suite = entry.role in SUITE_ROLES and bool(entry.type)
    fits = entry.fits(work.after.era.value, work.after.dialect.is_sql)
    return (
        is_suite and fits and work.diff.before.type(entry.type) is None and work.diff.after.type(entry.type) is not None
    )


def _fill(work: Work, paths: list[str]) -> None:
    assert work.after is not None
    while stubs := [s for path in paths for s in work.source(path).stubs]:
        make(work.after, work.draft, stubs[0])


def _came_with(work: Work, name: str) -> str:
    found = work.diff.after.type(name)
    entry: Limited | None = found.entry if found else None
    if entry is None or entry.since is None:
        return str(work.diff.after.version)
    return ".".join(map(str, ERA_STARTS[Era(entry.since)])) if entry.since in Era.__members__ else entry.since


def _give_catalog(work: Work) -> None:
    """A writer's beans need a catalog, which component tests have only when a test bean gives one."""
    if work.diff.after.type(TEST_CATALOG) is None or not work.draft.connector.components(Role.WIRING_SUITE):
        return
    given = [
        f for s in work.draft.connector.sources if s.is_test for c in s.declared.all_classes() for f in c.functions
    ]
    if any(simple_name(f.return_type or "") == CATALOG for f in given):
        return
    factory = next(iter(work.draft.connector.components(Role.TEST_CONFIG_FACTORY)), None)
    if factory is None:
        return
    path, name = factory.path, factory.declaration.name
    full = work.templates.index.libraries
    catalog, made = work.name(path, full[CATALOG]), work.cdk(path, TEST_CATALOG)
    primary, singleton = work.name(path, full["Primary"]), work.name(path, full["Singleton"])
    owner = work.owner(path, name)
    assert owner is not None
    member = f"@{primary}\n@{singleton}\nfun catalog(): {catalog} = {made}.make()"
    work.write(path, with_function(work.text(path), owner, member))
    work.note(path, f"{name} gives the catalog of the component tests", "0.1.83")
