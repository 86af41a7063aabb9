"""What a model may see of a disk: files of the workspace, links resolved, and nothing that holds secrets."""

import posixpath
import re
from pathlib import Path

SECRET_FOLDERS = frozenset({"secrets", ".ssh", ".aws", ".gnupg", ".azure", ".kube", ".docker"})
_SECRET_NAME = re.compile(
    r"(?i)\.env(?:\..*)?|.*\.(?:pem|key|p12|pfx|jks|keystore|kdbx)|id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.pgpass|\.npmrc"
    r"|\.pypirc|\.git-credentials|credentials(?:\.json)?|service[-_]account.*\.json|local\.properties"
)
_HIDDEN = frozenset({".git", ".gradle", ".idea", ".venv", "node_modules"})


def refusal(folder: Path, path: str) -> str:
    """Why a path of the workspace `folder` may not be seen, as a sentence; empty when it may. Whether there is a file
    of that name is another question."""
    parts = path.split("/")
    if not path or path.startswith(("/", "~")) or "\\" in path or "\0" in path or ".." in parts or ":" in parts[0]:
        return f"{path!r} is no path inside of the workspace; give it relative to the workspace, with `/`"
    if said := _private(posixpath.normpath(path)):
        return said
    try:
        target = (folder / path).resolve()
        root = folder.resolve()
    except (OSError, RuntimeError, ValueError):
        return f"{path!r} is no path that a file can have"
    if target != root and root not in target.parents:
        return f"{path} leads out of the workspace by a link; only files of the workspace can be read"
    return _private(target.relative_to(root).as_posix())


def _private(path: str) -> str:
    parts = path.split("/")
    if secret := next((part for part in parts[:-1] if part.lower() in SECRET_FOLDERS), None):
        return f"{path} lies in {secret}/, which is never read: it holds secrets"
    if parts[-1].lower() in SECRET_FOLDERS or _SECRET_NAME.fullmatch(parts[-1]):
        return f"{path} may hold secrets, so it is never read; ask the person for what you need to know of it"
    if hidden := next((part for part in parts if part in _HIDDEN), None):
        return f"{path} lies in {hidden}/, which is no part of the sources"
    return ""
