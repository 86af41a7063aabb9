"""How a database's errors are told apart, and which of them are worth another try."""

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from destination_writer.knowledge.dialect_facts import Proof, Words
from destination_writer.knowledge.loading import Strict


class ErrorClass(StrEnum):
    """Which CDK exception a database error becomes."""

    CONFIG = "config"
    TRANSIENT = "transient"
    SYSTEM = "system"


class ErrorCode(Strict):
    """A database error, told by its SQLSTATE, by the vendor's own code, or by its text; at least one of them is given.

    `state` is a whole SQLSTATE (`42P01`) or a class of them (`08`); the longest that fits wins.
    """

    state: Annotated[str, Field(pattern=r"^([0-9A-Z]{2}([0-9A-Z]{3})?)?$")] = ""
    vendor: str = ""
    """The number of `SQLException.getErrorCode()`, or the name that the database's own API gives."""
    message: str = ""
    """A regular expression that the message matches, for databases whose errors carry no code."""
    name: Words
    meaning: Words
    error: ErrorClass
    category: Words
    """A category of the failure rules (`sql-syntax`, `permission`, ...)."""
    fix: Words
    missing: Literal["table", "namespace", "column"] | None = None
    """What does not exist, where the code says so: the only states that may be read as an absence."""

    @model_validator(mode="after")
    def _told(self) -> "ErrorCode":
        if not (self.state or self.vendor or self.message):
            raise PydanticCustomError("errors", "{name} needs a state, a vendor code or a message", {"name": self.name})
        return self

    @property
    def told_by(self) -> str:
        """What tells the error: the vendor's code before the SQLSTATE, which several errors may share."""
        return self.vendor or self.state or self.message


class Errors(Strict):
    codes: tuple[ErrorCode, ...] = Field(min_length=1)
    rules: tuple[str, ...] = ()
    proof: Proof

    @model_validator(mode="after")
    def _once(self) -> "Errors":
        states = [code.told_by for code in self.codes]
        twice = sorted({state for state in states if states.count(state) > 1})
        if twice:
            raise PydanticCustomError("errors", "{twice} stands there more than once", {"twice": ", ".join(twice)})
        return self

    def find(self, state: str, vendor: str = "") -> ErrorCode | None:
        """The entry for an error: the vendor's code's, else its SQLSTATE's, else that of the SQLSTATE's class."""
        own = next((code for code in self.codes if code.vendor == vendor), None) if vendor else None
        return own or self._by_state.get(state) or self._by_state.get(state[:2])

    @cached_property
    def _by_state(self) -> dict[str, ErrorCode]:
        """The first entry of each SQLSTATE."""
        return {code.state: code for code in reversed(self.codes) if code.state}


class Retries(Strict):
    """Which states are worth another try of the whole transaction, how often, and the first pause in milliseconds."""

    states: tuple[str, ...]
    attempts: int = Field(ge=1)
    first_pause_ms: int = Field(ge=0)
    rules: tuple[str, ...] = ()
    proof: Proof
