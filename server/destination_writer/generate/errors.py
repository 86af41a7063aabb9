"""The one way in which the pieces of generation give up; the public functions turn it into a `NoChange`."""

from collections.abc import Iterable

from destination_writer.text.changes import NoChange


class CannotGenerate(Exception):
    """Nothing right can be written here. `reason` is a sentence for the user, `missing` names what would be needed."""

    def __init__(self, reason: str, missing: Iterable[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.missing = tuple(missing)

    def told(self) -> NoChange:
        """What the caller of a public function gets instead of a Change."""
        return NoChange(self.reason, self.missing)
