"""`check --fix`: what was mended, told; with --diff the changes alone."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import click

from destination_writer.analysis.selection import Selection
from destination_writer.checkpoints.applying import write_and_record
from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.fixes import Fixes, fix
from destination_writer.cli.baselinefile import BaselineFile
from destination_writer.cli.findingtext import place_of
from destination_writer.cli.targets import Target
from destination_writer.cli.usage import give_up, tell
from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.text.changes import StaleChange
from destination_writer.text.findings import Finding
from destination_writer.text.udiff import unified
from destination_writer.toolchain.applying import CannotWrite
from destination_writer.toolchain.workspace import workspace_templates


def fix_targets(
    targets: Sequence[Target], selection: Selection, baseline: BaselineFile | None, *, shows_only: bool
) -> None:
    """Mend each connector: all of its changes are written, or none."""
    for target in targets:
        fixes = _fixes(target, selection, baseline)
        for one in fixes.fixed:
            verb = "would fix" if shows_only else "fixed"
            tell(f"{verb} {place_of(target.told(one.finding))} {one.finding.code}: {one.title}")
        for finding, reason in fixes.refused:
            tell(f"left {place_of(target.told(finding))} {finding.code} as it is: {reason}")
        if fixes.change is None:
            continue
        if shows_only:
            _show(target, fixes)
            continue
        try:
            _, problem = write_and_record(
                target.workspace.disk.folder, fixes.change, maker=Maker.REMEDY, root=target.root
            )
        except (StaleChange, CannotWrite) as error:
            give_up(str(error))
        if problem:
            tell(problem)


def _fixes(target: Target, selection: Selection, baseline: BaselineFile | None) -> Fixes:
    workspace = target.workspace

    def wanted(found: Iterable[Finding], connector: Connector) -> list[Finding]:
        chosen = [finding for finding in found if finding in selection]
        if baseline is None:
            return chosen
        told = [target.told(finding) for finding in chosen]
        new, _, _ = baseline.divide(told, [(target, connector)])
        fresh = {id(finding) for finding in new}
        return [finding for finding, as_told in zip(chosen, told, strict=True) if id(as_told) in fresh]

    return fix(
        workspace.files,
        target.root,
        workspace.disk.name if not target.root else None,
        workspace.knowledge(target.root),
        Templates(workspace_templates(workspace.disk.folder)),
        wanted,
        workspace.connector(target.root).cdk,
    )


def _show(target: Target, fixes: Fixes) -> None:
    assert fixes.change is not None
    files = tuple(replace(file, path=target.path(file.path)) for file in fixes.change.files)
    texts = {target.path(path): text for path, text in fixes.before.items()}
    click.echo(unified(replace(fixes.change, files=files), texts), nl=False)
