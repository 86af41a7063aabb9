"""What each key of `.destination-writer/state.yaml` means: `state-keys.yaml`. Its values are `connector/state.py`."""

from enum import StrEnum

from pydantic import Field

from destination_writer.knowledge.dialect_facts import Words
from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.text.files import Files

PATH = "state-keys.yaml"
ANY = "*"


class Values(StrEnum):
    """Where the legal values of a key come from."""

    FREE = "free"
    CHARACTERISTICS = "characteristics"
    CHECKPOINTS = "checkpoints"
    CHECKS = "checks"
    DATABASES = "databases"
    FOLDERS = "folders"
    FUNCTIONS = "functions"
    IMAGES = "images"
    IMPLEMENTED = "implemented"
    PHASES = "phases"
    REASONS = "reasons"
    SETTINGS = "settings"
    SKIPPABLE = "skippable"
    STRATEGIES = "strategies"
    TESTS = "tests"
    VERSIONS = "versions"


class Choice(Strict):
    """A value that a key takes, as it is written."""

    value: Words
    means: Words


class StateKey(Strict):
    """One key. `path` are the keys from the top; `*` stands for any key of a map and any item of a list."""

    path: tuple[Words, ...] = Field(min_length=1)
    means: Words
    written: Words
    """Who writes it."""
    read: Words
    """Who reads it."""
    is_list: bool = False
    """Its value may be a list; of the keys below, `*` stands for its items."""
    values: Values = Values.FREE
    choices: tuple[Choice, ...] = ()
    """The legal values, where they are these and no others."""

    def fits(self, path: tuple[str, ...]) -> bool:
        return len(path) == len(self.path) and all(
            own in (ANY, name) for own, name in zip(self.path, path, strict=True)
        )


class Reasons(Strict):
    """Why people leave out a phase."""

    phase: int = Field(ge=0, le=11)
    reasons: tuple[Words, ...] = Field(min_length=1)


class StateKeys(Strict):
    """The whole of `state-keys.yaml`."""

    about: str = ""
    keys: tuple[StateKey, ...] = Field(min_length=1)
    reasons: tuple[Reasons, ...] = ()

    def of(self, path: tuple[str, ...]) -> StateKey | None:
        """What is known of a key; one that is named wins over `*`."""
        fitting = [key for key in self.keys if key.fits(path)]
        return max(fitting, key=lambda key: sum(name != ANY for name in key.path), default=None)

    def below(self, path: tuple[str, ...]) -> tuple[StateKey, ...]:
        """The keys with a name of their own that a map at a path may hold."""
        return tuple(key for key in self.keys if key.path[-1] != ANY and _fits_above(key, path))

    def reasons_for(self, phase: int) -> tuple[str, ...]:
        return next((known.reasons for known in self.reasons if known.phase == phase), ())


def _fits_above(key: StateKey, path: tuple[str, ...]) -> bool:
    above = key.path[:-1]
    return len(above) == len(path) and all(own in (ANY, name) for own, name in zip(above, path, strict=True))


def load_state_keys(files: Files) -> StateKeys:
    """Raises KnowledgeError."""
    return load_model(files, PATH, StateKeys)
