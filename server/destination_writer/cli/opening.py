"""The connector that `ask` and `chat` are about."""

from destination_writer.agent.home import Home, home_at
from destination_writer.cli.usage import give_up
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.toolchain.workspace import UnusablePath


def open_home(path: str | None) -> Home:
    """The connector in `path`; without a path the one in this folder, or none. Ends the command for a path that was
    given and holds none."""
    try:
        return home_at(path or ".")
    except UnusablePath as error:
        if path is not None:
            give_up(str(error))
        return Home(None, why_none=f"{error}.")
    except KnowledgeError as error:
        give_up(str(error))
