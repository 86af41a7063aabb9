"""Properties: which keys the YAML resources give, in which environment, and what `@Value` reads."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import yaml

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FILE = re.compile(r"src/([^/]+)/resources/(?:application|bootstrap)(?:-([\w.-]+?))?\.ya?ml")
_PLACEHOLDER = re.compile(r"\$\{\s*([\w.\-\[\]]+)\s*(:[^}]*)?\}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a YAML file: `name` with dots, kebab-case; `line` counts from 1, `value` as it is written."""

    name: str
    line: int
    value: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is no YAML, in the parser's words; `line` counts from 1."""

    line: int
    words: str


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """One `application*.yml`. `environment` is what its name says, empty for all. `is_read` is False for no YAML."""

    path: str
    source_set: str
    environment: str
    keys: tuple[Key, ...]
    is_read: bool = True
    fault: Fault | None = None

    def key(self, name: str) -> Key | None:
        return next((key for key in self.keys if key.name == name), None)


def settings_files(texts: Mapping[str, str]) -> tuple[SettingsFile, ...]:
    """Every properties file among a connector's kept texts."""
    found = ((path, _FILE.fullmatch(path), text) for path, text in texts.items())
    return tuple(_file(path, match[1], match[2] or "", text) for path, match, text in found if match)


def _file(path: str, source_set: str, environment: str, text: str) -> SettingsFile:
    keys = _keys(text)
    if isinstance(keys, Fault):
        return SettingsFile(path, source_set, environment, (), is_read=False, fault=keys)
    return SettingsFile(path, source_set, environment, keys)


@lru_cache(maxsize=64)
def _keys(text: str) -> tuple[Key, ...] | Fault:
    try:
        documents = list(yaml.compose_all(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        return Fault(error.problem_mark.line + 1 if error.problem_mark else 1, error.problem or "")
    except yaml.YAMLError:
        return Fault(1, "")
    return tuple(key for node in documents for key in _flat(node, ""))


def _flat(node: yaml.Node | None, prefix: str) -> Iterator[Key]:
    if not isinstance(node, yaml.MappingNode):
        return
    for name, value in node.value:
        if not isinstance(name, yaml.ScalarNode):
            continue
        full = f"{prefix}{normal(str(name.value))}"
        if isinstance(value, yaml.MappingNode):
            yield from _flat(value, f"{full}.")
        else:
            text = str(value.value) if isinstance(value, yaml.ScalarNode) else "[]"
            yield Key(full, name.start_mark.line + 1, text)


def normal(key: str) -> str:
    """The one spelling of the many that Micronaut takes: `dataChannel`, `data_channel` are `data-channel`."""
    return _HUMP.sub("-", key).replace("_", "-").lower()


def placeholders(text: str) -> Iterator[tuple[str, bool]]:
    """The keys that the text of `@Value` reads, and whether each has a default."""
    for found in _PLACEHOLDER.finditer(text):
        yield normal(found[1]), found[2] is not None


def operations_of(files: tuple[SettingsFile, ...]) -> dict[str, str | None]:
    """The operation that each environment's test resources choose."""
    found: dict[str, str | None] = {}
    for file in files:
        key = file.key("airbyte.connector.operation")
        if key is not None and "$" not in key.value:
            found[file.environment] = key.value
    return found
