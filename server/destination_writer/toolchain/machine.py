"""Names by which this machine and its user could be recognised in a text."""

import getpass
import socket


def private_names() -> tuple[str, ...]:
    """The machine's name, with and without its domain, and the account's."""
    host = socket.gethostname()
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = ""  # an account without a name, as in some containers
    return tuple(dict.fromkeys(name for name in (host, host.partition(".")[0], user) if name))
