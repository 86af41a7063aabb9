"""Settings that the CDK reads at start: the file with them, or the keys that it lacks."""

import re

from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.lines import newline_of
from destination_writer.generate.remedies.case import Case, Mending
from destination_writer.generate.rendering import render

CONNECTOR_FILE = "src/main/resources/application-connector.yml"
COMPONENT_FILE = "src/test-integration/resources/application-component.yml"
_KEY = re.compile(r"^(?P<indent> *)(?P<key>[\w-]+):(?P<value>[ \t]*\S.*)?$")
Entry = tuple[tuple[str, ...], str]
"""The keys from the outside in, and the value as written; empty for a section."""


def make(case: Case) -> Mending:
    """Raises CannotGenerate when both files have what the CDK reads."""
    property_ = case.arguments.get("property", "") or _of_parameter(case.arguments.get("parameter", ""))
    for path in (CONNECTOR_FILE, COMPONENT_FILE):
        wanted = _template(case, path)
        if property_ and property_ not in {".".join(keys) for keys, _ in entries(wanted)}:
            continue
        if path not in case.connector.resources:
            return _mending(path, f"{path} is missing", {}, {path: wanted})
        present = case.connector.texts.get(path)
        merged = merged_settings(present, wanted) if present is not None else None
        if present is not None and merged is not None and merged != present:
            return _mending(path, f"{path} lacks {_lacking(present, wanted)}", {path: merged}, {})
    raise CannotGenerate(
        f"no setting of the CDK is missing in {CONNECTOR_FILE} or {COMPONENT_FILE}", (property_ or "the property",)
    )


def _mending(path: str, lack: str, texts: dict[str, str], created: dict[str, str]) -> Mending:
    return Mending(
        title=f"{'Create' if created else 'Complete'} {path}",
        why=f"{lack}; the CDK reads these settings when it starts, and has no defaults for them.",
        texts=texts,
        created=created,
        alternative="give the same properties as environment variables of the test task.",
    )


def _template(case: Case, path: str) -> str:
    request = case.request()
    entry = next((text for text in case.templates.index.texts if text.path == path), None)
    template = case.templates.find(f"files/{entry.template}", request.folders, ".j2") if entry else None
    if template is None:
        raise CannotGenerate(f"no template makes {path}", (f"a template for {path}",))
    return render(case.templates.files, template, {"dialect": request.dialect, "era": request.era.value})


def _of_parameter(name: str) -> str:
    base = "airbyte.destination.core."
    return {
        "dataChannelMedium": base + "data-channel.medium",
        "dataChannelFormat": base + "data-channel.format",
        "namespaceMappingConfigPath": base + "mappers.namespace-mapping-config-path",
        "fileTransferEnabled": base + "file-transfer.enabled",
    }.get(name, "")


def entries(text: str) -> list[Entry]:
    """Every key of a YAML file of nested maps, in order; lists and comments are passed over."""
    found: list[Entry] = []
    open_keys: list[tuple[int, str]] = []
    for line in text.splitlines():
        match = _KEY.match(line)
        if match is None:
            continue
        depth = len(match["indent"])
        while open_keys and open_keys[-1][0] >= depth:
            open_keys.pop()
        open_keys.append((depth, match["key"]))
        found.append((tuple(key for _, key in open_keys), (match["value"] or "").strip()))
    return found


def _lacking(present: str, wanted: str) -> str:
    there = {keys for keys, _ in entries(present)}
    return ", ".join(".".join(keys) for keys, value in entries(wanted) if value and keys not in there)


def merged_settings(present: str, wanted: str) -> str:
    """The file with every key of `wanted` that it lacks, each below the section that it has already."""
    lines, newline = present.splitlines(), newline_of(present)
    for keys, value in entries(wanted):
        there = [found for found, _ in entries(newline.join(lines))]
        if keys in there:
            continue
        at, depth = _end_of_section(lines, keys[:-1])
        lines.insert(at, f"{' ' * depth}{keys[-1]}:{f' {value}' if value else ''}")
    return newline.join(lines) + newline


def _end_of_section(lines: list[str], section: tuple[str, ...]) -> tuple[int, int]:
    """The line behind the last one of a section, and how deep its keys are indented."""
    if not section:
        return len(lines), 0
    open_keys: list[tuple[int, str]] = []
    end, depth, child = len(lines), 0, None
    inside = False
    for number, line in enumerate(lines):
        match = _KEY.match(line)
        if match is None:
            if inside and line.strip():
                end = number + 1
            continue
        indent = len(match["indent"])
        if inside and indent <= depth:
            break
        while open_keys and open_keys[-1][0] >= indent:
            open_keys.pop()
        open_keys.append((indent, match["key"]))
        if inside:
            child = indent if child is None else child
            end = number + 1
        elif tuple(key for _, key in open_keys) == section:
            inside, depth, end = True, indent, number + 1
    return end, child if child is not None else depth + 2
