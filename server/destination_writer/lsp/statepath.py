"""Which documents are state files. Apart from the rest of it, so that a start need not read YAML."""

from pathlib import Path

STATE = ".destination-writer/state.yaml"
"""`connector.state.STATE_PATH`, which a start does not import."""


def is_state(path: Path | None) -> bool:
    """Whether a file is a connector's state file, by its place."""
    return path is not None and path.as_posix().endswith("/" + STATE)
