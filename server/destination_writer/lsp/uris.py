"""Between `file:` URIs and paths. One document has one key, however its editor spells the URI."""

import os
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

_DRIVE = re.compile(r"^/([A-Za-z]):")


@lru_cache(maxsize=4096)
def path_of(uri: str) -> Path | None:
    """The path of a `file:` URI, made absolute and free of `..`, links kept; None for any other scheme."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file":
        return None
    path = unquote(parts.path)
    if os.name == "nt":
        path = _DRIVE.sub(lambda drive: drive[1].upper() + ":", path)
        if parts.netloc:
            path = f"//{parts.netloc}{path}"
    if "\0" in path:
        return None
    return Path(os.path.normpath(path))


def uri_of(path: Path) -> str:
    """A `file:` URI as VS Code and Neovim write it: everything but the unreserved characters is escaped."""
    text = path.as_posix()
    if not text.startswith("/"):
        text = f"/{text}"
    return "file://" + quote(text, safe="/~!$&'()*+,;=:@-._")


def same_file(left: str, right: str) -> bool:
    """True when two URIs name one file."""
    return left == right or ((path := path_of(left)) is not None and path == path_of(right))
