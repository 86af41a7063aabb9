"""DW305: a property is read that no YAML resource gives."""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from destination_writer.analysis.rule import ConnectorSubject, FileSubject, Rule
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.analysis.wiring import Wired, few, wired
from destination_writer.connector.roles import Role
from destination_writer.connector.wiring.contexts import Context
from destination_writer.connector.wiring.model import Point
from destination_writer.connector.wiring.settings import SettingsFile, normal, placeholders
from destination_writer.knowledge.wiring import Need, Setting
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Location, Span

_OPERATION = "airbyte.connector.operation"
_PLATFORM = "airbyte."
_CONNECTORS, _CDKS = "airbyte.destination.", "airbyte.destination.core."
"""The CDK and the platform give keys below the first that are not all known: below the second only those of the third,
which is the section of the CDK's own resource."""
_FOLLOWS_GUIDE = 2
"""A file with so many of the guide's keys is written by the guide, which wants all of them."""
_COMPONENT = "component"


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    found = subject.shared(wired)
    yield from _put_in_by_kotlin(subject)
    yield from _unreadable(found)
    if all(file.is_read for file in found.settings):
        yield from _read_by_beans(found)
        yield from _operation(found)
        yield from _guide(found)


RULE = Rule(
    "DW305",
    "missing-setting",
    Severity.ERROR,
    "A property is read that no YAML resource of the connector gives.",
    check_connector=_check,
)


_TEMPLATE = re.compile(r'@(?:\w+:)?Value\(\s*"\$\{[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+(?::[^}"]*)?\}"')
"""A key of properties where Kotlin reads an expression."""


def _put_in_by_kotlin(subject: ConnectorSubject) -> Iterator[Finding]:
    for path, file in subject.files.items():
        for match in _TEMPLATE.finditer(file.text) if "@Value" in file.text or ":Value" in file.text else ():
            at = match.start() + match[0].index("$")
            key = match[0][match[0].index("$") + 2 : -2]
            if "import io.micronaut.context.annotation.Value" in file.text:
                yield _unescaped(subject, path, file, Span(at, match.end() - 1), key)


def _unescaped(subject: ConnectorSubject, path: str, file: FileSubject, place: Span, key: str) -> Finding:
    why = "With a backslash before it the key reaches Micronaut as it is written."
    edit = (Span(place.start, place.start), "\\")
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"Kotlin reads {key} as an expression of its own. This is a blocker: the file does not compile.",
        location=subject.location(path, place),
        cause="In a string, ${…} is Kotlin's.",
        fix=f'Write `@Value("\\${{{key}}}")`.',
        evidence=(key,),
        remedies=(edit_remedy(file, "Put a backslash before $", why, [edit]),),
    )


_FILLED_IN = re.compile(r"@\w|\{\{|<%")
"""What Gradle may replace before anybody reads the file."""


def _unreadable(found: Wired) -> Iterator[Finding]:
    for file in found.settings:
        text = found.connector.texts.get(file.path, "")
        if file.fault is not None and not _FILLED_IN.search(text):
            line = text.split("\n")[min(file.fault.line - 1, text.count("\n"))]
            tab = "\t" in line[: len(line) - len(line.lstrip())]
            yield Finding(
                code=RULE.code,
                severity=RULE.severity,
                message=f"{file.path} is no YAML. This is a blocker: none of its keys is given.",
                location=found.subject.line(file.path, file.fault.line),
                cause="YAML is indented by spaces alone; here a tab stands."
                if tab
                else f"The parser: {file.fault.words}.",
                fix="Indent it by two spaces for each level." if tab else "Mend the line, or the one before it.",
                evidence=(line.strip(),),
            )


def _read_by_beans(found: Wired) -> Iterator[Finding]:
    given = {key.name for file in found.settings for key in file.keys}
    in_main = {key.name for file in found.settings if file.source_set == "main" for key in file.keys}
    known = {normal(setting.key) for setting in found.facts.settings} if found.facts else set[str]()
    for bean in found.wiring.own:
        for point in bean.points:
            for name, has_default in placeholders(point.setting or ""):
                is_given = name in (given if bean.is_test else in_main) or _is_section(name, given)
                if has_default or point.is_spared or is_given or found.wiring.passes_environments:
                    continue
                misspelled = tuple(_misspelled(found, point, name, known | given))
                if name.startswith(_PLATFORM) and (misspelled or not _is_connectors(name)):
                    yield from misspelled
                else:
                    yield _not_given(found, point, name, given)


def _is_connectors(name: str) -> bool:
    return name.startswith(_CONNECTORS) and not name.startswith(_CDKS)


def _is_section(name: str, given: set[str]) -> bool:
    return any(key.startswith((f"{name}.", f"{name}[")) for key in given)


def _misspelled(found: Wired, point: Point, name: str, known: set[str]) -> Iterator[Finding]:
    near = get_close_matches(name, known, 1, cutoff=0.9)
    if near and name not in known:
        fix = f"Write {near[0]}."
        yield _finding(found, point, f"Nothing gives the property {name}; there is {near[0]}", fix, Severity.ERROR)


def _not_given(found: Wired, point: Point, name: str, given: set[str]) -> Finding:
    where = ", ".join(f.path for f in found.settings if f.key(name)) if name in given else ""
    if where:
        text = f"The property {name} is given by {where} alone, and the connector itself does not read that"
        return _finding(found, point, text, "Give it in src/main/resources/application-connector.yml.", RULE.severity)
    near = get_close_matches(name, given, 1, cutoff=0.85)
    meant = f"; there is {near[0]}" if near else ""
    text = f"No YAML resource gives the property {name}{meant}"
    fix = (
        "Give it in src/main/resources/application-connector.yml, or write a default: "
        f'`@Value("\\${{{name}:default}}")`. An environment variable of the same name would do as well.'
    )
    return _finding(found, point, text, fix, Severity.WARNING)


def _finding(found: Wired, point: Point, text: str, fix: str, severity: Severity) -> Finding:
    span = point.setting_span or point.place.span
    end = " This is a blocker." if severity is Severity.ERROR else ""
    return Finding(
        code=RULE.code,
        severity=severity,
        message=f"{text}.{end}",
        location=found.subject.location(point.place.path, span),
        cause=f"{point.name} has no default, so the container stops when it makes the bean.",
        fix=fix,
        evidence=(point.setting or "",),
    )


def _operation(found: Wired) -> Iterator[Finding]:
    """The test classes of the environment `component` want an operation: at the first of them, with the others."""
    contexts = [c for c in found.tests if _COMPONENT in c.environments and not c.is_open and c.operation is None]
    contexts = [c for c in contexts if not _is_given(found, c)]
    setting = next((s for s in found.facts.settings if s.key == _OPERATION), None) if found.facts else None
    first = next((c.test for c in contexts if c.test), None)
    if first is None or setting is None or found.is_open_until(setting.phase):
        return
    file = next((f for f in found.settings if f.path == setting.file), None)
    lack = f"does not give {_OPERATION}" if file else "is missing"
    lines = {key.name: key.line for key in file.keys} if file else {}
    near = next(iter(get_close_matches(_OPERATION, lines, 1, cutoff=0.9)), "")
    lack += f"; there is {near}" if near else ""
    others = [c.test for c in contexts if c.test and c.test is not first]
    yield Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"{setting.file} {lack}, which the tests of the environment {_COMPONENT} need. This is a blocker."
        if not near
        else f"{setting.file} {lack}; the tests of the environment {_COMPONENT} need the former. This is a blocker.",
        location=found.subject.line(setting.file, lines[near])
        if near
        else found.subject.location(first.mark.path, first.mark.span),
        cause=f"Without it {setting.without}.",
        fix=f"Write `{_OPERATION}: write` there, one key below the other.",
        evidence=(setting.file,),
        related=few(tuple(r for o in others for r in found.related(o.mark, f"{o.place.path.rpartition('/')[2]} too"))),
        remedies=(Remedy("add-setting", f"Give {_OPERATION}", {"property": _OPERATION}, preferred=True),),
    )


def _is_given(found: Wired, context: Context) -> bool:
    """By any resource that the test reads; one that is not understood counts as well."""
    sets, environments = context.source_sets, {"", *context.environments}
    files = [f for f in found.settings if f.source_set in sets and f.environment in environments]
    return any(f.key(_OPERATION) for f in files)


def _guide(found: Wired) -> Iterator[Finding]:
    """The data channel's keys in the connector's own resource, and the resource itself."""
    wanted = [s for s in (found.facts.settings if found.facts else ()) if s.need is Need.READ]
    path = next((s.file for s in wanted), "")
    file = next((f for f in found.settings if f.path == path), None)
    if not path:
        return
    if file is None:
        in_main = [f for f in found.settings if f.source_set == "main"]
        has_others = bool(found.connector.resources)
        if not in_main and has_others and path not in found.connector.resources and found.is_complete_until(0):
            yield from _no_file(found, wanted)
        return
    names = {key.name for key in file.keys}
    missing = [s for s in wanted if normal(s.key) not in names]
    if missing and len(wanted) - len(missing) >= _FOLLOWS_GUIDE:
        for setting in missing:
            yield _no_key(found, file, setting)


def _no_file(found: Wired, wanted: list[Setting]) -> Iterator[Finding]:
    entry = next(iter(found.connector.components(Role.ENTRY_POINT)), None)
    if entry is not None:
        path = wanted[0].file
        yield Finding(
            code=RULE.code,
            severity=Severity.WARNING,
            message=f"{path} is missing, in which the data channel's properties are given.",
            location=found.subject.location(entry.path, entry.declaration.name_span),
            cause=f"Without it {wanted[0].without}.",
            fix="Create it with the keys " + ", ".join(setting.key for setting in wanted) + ".",
            evidence=(path,),
            remedies=(Remedy("add-setting", f"Create {path}", {"property": wanted[0].key}, preferred=True),),
        )


def _no_key(found: Wired, file: SettingsFile, setting: Setting) -> Finding:
    name, known = normal(setting.key), {key.name: key.line for key in file.keys}
    near = next(iter(get_close_matches(name, known, 1, cutoff=0.9)), "")
    place: Location = found.subject.line(file.path, known.get(near) or _nearest_line(file, name))
    return Finding(
        code=RULE.code,
        severity=Severity.WARNING,
        message=f"{setting.key} is not given, beside the others of the data channel"
        + (f"; there is {near}." if near else "."),
        location=place,
        cause=f"Without it {setting.without}.",
        fix="Give all of them: "
        + ", ".join(s.key for s in (found.facts.settings if found.facts else ()) if s.file == file.path),
        evidence=(setting.key,),
        remedies=(Remedy("add-setting", f"Give {setting.key}", {"property": setting.key}, preferred=True),),
    )


def _nearest_line(file: SettingsFile, name: str) -> int:
    """The last key of the section that it belongs into, else of the deepest section around that."""
    section = name.rpartition(".")[0]
    while section:
        lines = [key.line for key in file.keys if key.name.startswith(f"{section}.")]
        if lines:
            return max(lines)
        section = section.rpartition(".")[0]
    return 1
