"""Types that lie in another package: imports, star imports, names written in full."""

import re

from destination_writer.generate.imports import with_import
from destination_writer.generate.upgrade.code import code_of, is_used, mentions
from destination_writer.generate.upgrade.work import Work
from destination_writer.knowledge.contractdiff import MovedType
from destination_writer.kotlin.declarations import Import
from destination_writer.kotlin.parse import parse_file

CDK = "io.airbyte.cdk."


def move_imports(work: Work) -> None:
    """Every import and every full name of a type that moved."""
    for path in work.paths:
        text = work.text(path)
        if CDK not in text:
            continue
        for imported in parse_file(text).imports:
            _move(work, path, imported.path)
        _move_in_full(work, path)


def note_imports(work: Work) -> None:
    """Say of each file what it imports from where, now that the imports are settled."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for path, full_name, version in dict.fromkeys(work.imported):
        present = {i.path for i in work.source(path).declared.imports}
        if full_name in present:
            package, _, name = full_name.rpartition(".")
            found.setdefault((path, package, version), []).append(name)
    for (path, package, version), names in found.items():
        verb = "is" if len(names) == 1 else "are"
        work.note(path, f"{', '.join(sorted(names))} {verb} imported from {package}", version)


def drop_gone_imports(work: Work) -> None:
    """Imports of what the later version lacks, where nothing uses the name; else the use is marked."""
    for path in work.paths:
        for imported in parse_file(work.text(path)).imports:
            name = imported.path.rpartition(".")[2]
            gone = next((g for g in work.diff.gone if imported.path in (g.before.fqn, f"{g.before.package}.*")), None)
            if gone is None:
                continue
            if name == "*":
                if not _packages_of(work, imported.path):
                    _remove(work, path, imported.path)
            elif not is_used(work.text(path), imported.name):
                _remove(work, path, imported.path)
            else:
                _ask_about(work, path, imported, gone.name, gone.version)


def _ask_about(work: Work, path: str, imported: Import, name: str, version: str) -> None:
    known = work.history.replacement(name)
    instead = f"; {known.by} does its work" if known and known.by else ""
    request = known.decide if known and known.decide else "write this anew"
    places = mentions(work.text(path), imported.name) or [imported.span.start]
    work.decide(path, places[0], f"{name} is gone{instead}: {request}", version)


def _packages_of(work: Work, star: str) -> bool:
    package = star.removesuffix(".*")
    return any(item.package == package for item in work.diff.after.types)


def _remove(work: Work, path: str, imported: str) -> None:
    found = next((i for i in parse_file(work.text(path)).imports if i.path == imported), None)
    if found is not None:
        work.without_import(path, found)


def _move(work: Work, path: str, imported: str) -> None:
    if imported.endswith(".*"):
        _expand(work, path, imported)
        return
    moved = work.diff.moved_from(imported)
    if moved is None:
        return
    new = moved.after + imported.removeprefix(moved.before)
    text = work.text(path)
    present = next(i for i in parse_file(text).imports if i.path == imported)
    as_alias = f" as {present.alias}" if present.alias is not None else ""
    if as_alias or _keeps_its_place(text, imported, new):
        start, end = present.span.start, present.span.end
        work.write(path, f"{text[:start]}import {new}{as_alias}{text[end:]}")
    else:
        work.without_import(path, present)
        _add(work, path, new)
    work.imported.append((path, new, moved.version))


def _keeps_its_place(text: str, old: str, new: str) -> bool:
    """Whether the new path stands in the imports' order where the old one stood."""
    paths = [i.path for i in parse_file(text).imports]
    renamed = [new if path == old else path for path in paths]
    return new not in paths and (paths != sorted(paths) or renamed == sorted(renamed))


def _expand(work: Work, path: str, star: str) -> None:
    """A star import reaches nothing that moved out of its package: those types are imported by name."""
    package = star.removesuffix(".*")
    moved = [m for m in work.diff.moved if m.before.rpartition(".")[0] == package]
    for item in moved:
        if is_used(work.text(path), item.name):
            _add(work, path, item.after)
            work.imported.append((path, item.after, item.version))
    if moved and not _packages_of(work, star):
        gone = [g for g in work.diff.gone if g.before.package == package and is_used(work.text(path), g.name)]
        for item in gone:  # kept by name, so that what uses them is found
            _add(work, path, item.before.fqn)
        _remove(work, path, star)


def _add(work: Work, path: str, full_name: str) -> None:
    text = work.text(path)
    declared = parse_file(text)
    if all(i.path != full_name for i in declared.imports):
        work.write(path, with_import(text, declared, full_name))


def _move_in_full(work: Work, path: str) -> None:
    for item in work.diff.moved:
        text = work.text(path)
        if item.before not in text:
            continue
        found = [m.start() for m in re.finditer(rf"(?<![\w.]){re.escape(item.before)}(?!\w)", code_of(text))]
        for at in reversed(found):
            text = text[:at] + item.after + text[at + len(item.before) :]
        if found:
            work.write(path, text)
            _said(work, path, item)


def _said(work: Work, path: str, item: MovedType) -> None:
    work.note(path, f"{item.name} is {item.after} now", item.version)
