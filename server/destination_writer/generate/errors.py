"""The one way in which the pieces of generation give up; the public functions turn it into a `NoChange`."""

from collections.abc import Iterable


class CannotGenerate(Exception):
    """Nothing right can be written here. `reason` is a sentence for the user, `missing` names what would be needed."""

    def __init__(self, reason: str, missing: Iterable[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.missing = tuple(missing)
