"""Build files: the version itself, the toolkits and options of the Gradle plugin."""

import re

from destination_writer.connector.decisions import comment
from destination_writer.connector.load import PROPERTIES
from destination_writer.connector.properties import read_property
from destination_writer.connector.state import STATE_PATH
from destination_writer.connector.statetext import edit_state, set_keys
from destination_writer.generate.lines import line_start, newline_of
from destination_writer.generate.upgrade.work import Moved, Work
from destination_writer.knowledge.cdkhistory import Toolkit, is_crossed
from destination_writer.kotlin.tokens import blank_comments

BUILD = ("build.gradle.kts", "build.gradle")
_LIST = re.compile(r"\btoolkits\s*=\s*(?:listOf\s*\(|\[)([^)\]]*)[)\]]")


def mend_build(work: Work) -> None:
    """Toolkits that are renamed or not needed, options that may be unknown, and `cdkVersion`."""
    for path in BUILD:
        text = work.connector.texts.get(path)
        if text is not None:
            work.texts[path] = _options(work, _toolkits(work, path, text))
    _version(work)


def _crossed(work: Work, version: str) -> bool:
    return is_crossed(version, work.diff.before.version, work.diff.after.version)


def _toolkits(work: Work, path: str, text: str) -> str:
    for toolkit in work.history.toolkits:
        if _crossed(work, toolkit.from_):
            text = _without_toolkit(work, path, text, toolkit)
    return text


def _without_toolkit(work: Work, path: str, text: str, toolkit: Toolkit) -> str:
    found = _LIST.search(blank_comments(text))
    if found is None:
        return text
    items = [(m.start(), m.end(), m[2]) for m in re.finditer(r"""(["'])([^"']*)\1""", found[1])]
    chosen = next(((a, b) for a, b, name in items if name.partition(":")[0] == toolkit.name), None)
    if chosen is None:
        return text
    if toolkit.decide:
        return _marked(text, found.start(), toolkit.decide, toolkit.from_)
    if toolkit.to:
        at = found.start(1) + chosen[0] + 1
        work.moved.append(Moved(path, toolkit.from_, f"the toolkit {toolkit.name} is called {toolkit.to}"))
        return text[:at] + toolkit.to + text[at + len(toolkit.name) :]
    work.moved.append(Moved(path, toolkit.from_, f"the toolkit {toolkit.name} is not needed: {toolkit.why}"))
    if len(items) == 1:
        return _without_line(text, found.start(), found.end())
    start, end = found.start(1) + chosen[0], found.start(1) + chosen[1]
    rest = re.compile(r"\s*,\s*").match(text, end)
    if rest:
        return text[:start] + text[rest.end() :]
    return text[: text.rindex(",", 0, start)] + text[end:]


def _without_line(text: str, start: int, end: int) -> str:
    first, newline = line_start(text, start), newline_of(text)
    stop = text.find(newline, end)
    stop = len(text) if stop < 0 else stop + len(newline)
    alone = not text[first:start].strip() and not text[end:stop].strip(" \t\r\n;,")
    return text[:first] + text[stop:] if alone else text[:start] + text[end:]


def _options(work: Work, text: str) -> str:
    for option in work.history.options:
        found = re.search(rf"\b{re.escape(option.name)}\b", blank_comments(text))
        if found and _crossed(work, option.from_):
            text = _marked(text, found.start(), option.decide, option.from_)
    return text


def _marked(text: str, offset: int, what: str, version: str) -> str:
    start, newline = line_start(text, offset), newline_of(text)
    indent = text[start : start + len(text[start:]) - len(text[start:].lstrip(" \t"))]
    return text[:start] + "".join(f"{line}{newline}" for line in comment(what, version, indent)) + text[start:]


def _version(work: Work) -> None:
    before, after = str(work.diff.before.version), str(work.diff.after.version)
    text = work.connector.texts.get(PROPERTIES, "")
    found = read_property(text, "cdkVersion")
    if found is not None:
        lines = text.splitlines(keepends=True)
        line = lines[found.line - 1]
        end = found.column + len(found.value)
        lines[found.line - 1] = line[: found.column] + after + line[end:]
        work.texts[PROPERTIES] = "".join(lines)
        if found.value != after:
            work.moved.append(Moved(PROPERTIES, after, f"cdkVersion was {found.value}"))
    state = work.connector.texts.get(STATE_PATH)
    if state is not None and work.connector.state.cdk_version is not None and before != after:
        work.texts[STATE_PATH] = edit_state(state, set_keys({"cdk_version": after}))
