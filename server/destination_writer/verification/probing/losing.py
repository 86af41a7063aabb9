"""When a connection counts as lost: what is not the database's answer to a statement."""

import re

from destination_writer.toolchain.engines import EngineError

_LOST = re.compile(
    r"(?i)connection (?:was |has been |is )?(?:closed|reset|refused|lost|aborted|already closed)|broken pipe|gone away"
    r"|communications link failure|server closed the connection|terminating connection|i/o error|end of stream"
)
_STATES = ("57P01", "57P02", "57P03")


def is_lost(error: EngineError) -> bool:
    """Whether the error speaks of the connection: SQLSTATE class 08, a server that shuts down, or words of a driver."""
    state = error.state or ""
    return state[:2] == "08" or state in _STATES or _LOST.search(error.message) is not None
