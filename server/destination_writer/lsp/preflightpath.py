"""Which documents are preflight checklists. Apart from the rest of it, so that a start need not read YAML."""

from pathlib import Path

PREFLIGHT = ".destination-writer/preflight.yaml"
"""`connector.preflight.PREFLIGHT_PATH`, which a start does not import."""


def is_preflight(path: Path | None) -> bool:
    """Whether a file is a preflight checklist, by its place."""
    return path is not None and path.as_posix().endswith("/" + PREFLIGHT)
