"""A project's path as a settings file states it, where the build itself cannot be asked.

`include` and `projectDir` are read in their Groovy and Kotlin forms. Paths that code computes are not; then the
project's path follows its folder, as Gradle does where nothing else is said.
"""

import posixpath
import re

_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)
_QUOTED = re.compile(r"""(["'])((?:\\.|(?!\1).)*)\1""")
_INCLUDE = re.compile(r"""^[ \t]*include[ \t]*\(?((?:\s*["'][^"'\n]*["']\s*,?)+)\s*\)?""", re.MULTILINE)
_MOVED = re.compile(
    r"""(?:project|findProject)\s*\(\s*["'](?P<path>[^"']+)["']\s*\)\s*(?:!!|\?)?\s*\.\s*projectDir\s*=\s*
        (?:new\s+)?(?:java\.io\.)?[fF]ile\s*\((?P<arguments>[^)]*)\)""",
    re.VERBOSE,
)


def project_path(settings: str, folder: str) -> str:
    """The path (`:a:b`) of the project in `folder`, which is relative to the settings file, with `/`."""
    text = _COMMENT.sub("", settings)
    wanted = posixpath.normpath(folder)
    if wanted == ".":
        return ":"
    moved = {_absolute(m["path"]): _folder(m["arguments"]) for m in _MOVED.finditer(text)}
    for path, place in moved.items():
        if place is not None and posixpath.normpath(place) == wanted:
            return path
    included = [_absolute(q[1]) for m in _INCLUDE.finditer(text) for q in _QUOTED.findall(m[1])]
    for path in included:
        if path not in moved and path.strip(":").replace(":", "/") == wanted:
            return path
    return ":" + wanted.replace("/", ":")


def _absolute(path: str) -> str:
    """Slashes serve as well as colons."""
    return ":" + path.strip(":").replace("/", ":")


def _folder(arguments: str) -> str | None:
    """`file("x")`, `new File(rootDir, "x")`, `File("$rootDir/x")`; None for what only the build can know."""
    quoted = [match[1] for match in _QUOTED.findall(arguments)]
    if len(quoted) != 1:
        return None
    place = re.sub(r"^\$\{?(?:rootDir|rootProject\.projectDir|settingsDir)\}?/", "", quoted[0])
    return None if "$" in place else place
