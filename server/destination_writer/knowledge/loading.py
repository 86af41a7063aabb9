"""From YAML text to typed knowledge. Loading fails loudly, with file, line, key and reason."""

from functools import lru_cache
from typing import TypeVar, cast

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from yaml.constructor import SafeConstructor

from destination_writer.text.files import Files, UnreadableFile

Model = TypeVar("Model", bound=BaseModel)

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

NO_VALUE = (ValueError, LookupError, AttributeError, TypeError, OverflowError)
"""What PyYAML raises for a word that looks like a date, a number or a truth value and is none: `2026-13-45`."""


class KnowledgeError(Exception):
    """A knowledge file that cannot be used. The message names file, line, key and reason."""

    def __init__(self, path: str, line: int | None, key: str, reason: str) -> None:
        self.path, self.line, self.key, self.reason = path, line, key, reason
        place = f"{path}:{line}" if line else path
        super().__init__(f"{place}: {key}: {reason}" if key else f"{place}: {reason}")


class Strict(BaseModel):
    """Base of all knowledge models: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def load_yaml(files: Files, path: str) -> object:
    """The plain value of one YAML file. Raises KnowledgeError when it is missing, unreadable or not YAML."""
    return _construct(path, read_text(files, path))


def load_model(files: Files, path: str, model: type[Model]) -> Model:
    """One YAML file as `model`. Raises KnowledgeError naming the first key that does not fit, with its line."""
    return cast(Model, _loaded(path, read_text(files, path), model))


@lru_cache(maxsize=512)
def _loaded(path: str, text: str, model: type[BaseModel]) -> BaseModel:
    """Kept by content: a server opens the same knowledge for every folder, and its models never change."""
    return validate(path, text, _construct(path, text), model)


def validate(path: str, text: str, value: object, model: type[Model]) -> Model:
    """Check a value that came from `text`; lines in the error are those of `text`."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        keys = [str(part) for part in first["loc"]]
        count = error.error_count()
        more = f" ({count - 1} more problems in this file)" if count > 1 else ""
        reason = first["msg"].removeprefix("Value error, ") + more
        raise KnowledgeError(path, line_of(text, keys), ".".join(keys), reason) from None


def line_of(text: str, keys: list[str]) -> int | None:
    """The one-based line of the deepest part of a key path that the YAML text has."""
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError:
        return None
    line = None
    for key in keys:
        child = _child(node, key)
        if child is None:
            break
        line, node = child
    return line


def _child(node: yaml.Node | None, key: str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key:
                return name.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and key.isdigit() and int(key) < len(node.value):
        item = node.value[int(key)]
        return item.start_mark.line + 1, item
    return None


def read_text(files: Files, path: str) -> str:
    """The text of one file. Raises KnowledgeError when it is missing or cannot be read as text."""
    try:
        return files.read(path)
    except FileNotFoundError:
        raise KnowledgeError(path, None, "", "there is no such knowledge file") from None
    except UnreadableFile as error:
        raise KnowledgeError(path, None, "", str(error)) from None


def _construct(path: str, text: str) -> object:
    try:
        return yaml.load(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise KnowledgeError(path, line, "", getattr(error, "problem", None) or str(error)) from None
    except NO_VALUE as error:
        line = _line_without_value(text)
        why = f" ({error})" if isinstance(error, ValueError) else ""
        raise KnowledgeError(path, line, "", f"a value is none of its kind{why}; put a text in quotes") from None


def _line_without_value(text: str) -> int | None:
    """The line, from 1, of the first word that looks like a value of YAML's own and is none."""
    nodes = [cast("yaml.Node", yaml.compose(text, Loader=_LOADER))]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.ScalarNode):
            try:
                _loaded_scalar(node)
            except NO_VALUE:
                return node.start_mark.line + 1
        elif isinstance(node, yaml.MappingNode):
            pairs = cast("list[tuple[yaml.Node, yaml.Node]]", node.value)
            nodes += [part for pair in reversed(pairs) for part in reversed(pair)]
        elif isinstance(node, yaml.SequenceNode):
            nodes += reversed(cast("list[yaml.Node]", node.value))
    return None


def _loaded_scalar(node: yaml.ScalarNode) -> object:
    return cast(object, SafeConstructor().construct_object(node))  # pyright: ignore[reportUnknownMemberType] - untyped
