"""Runs a server for as long as somebody holds this program's standard input open: `keeper.py SIGNAL ACCOUNT COMMAND…`.

When the input ends, because it was closed or because whoever held it died, the server is sent SIGNAL, and killed when
it has not ended soon after. So no server outlives the process that wanted it. ACCOUNT is `user:group` in numbers for
the server to run as, or `-` for this program's own.
"""

import os
import signal
import subprocess
import sys
import threading

GRACE = 10.0
"""Seconds between the signal and the kill."""


def main() -> None:
    number, account, command = signal.Signals[sys.argv[1]], sys.argv[2], sys.argv[3:]
    user, group = (None, None) if account == "-" else map(int, account.split(":"))
    for ignored in (signal.SIGINT, signal.SIGTERM):  # the end of the input is the sign
        signal.signal(ignored, signal.SIG_IGN)
    others: list[int] | None = None if user is None else []
    server = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        preexec_fn=_usual_signals,
        user=user,
        group=group,
        extra_groups=others,
    )
    threading.Thread(target=_end_with_input, args=(server, number), daemon=True).start()
    sys.exit(server.wait() & 0xFF)


def _usual_signals() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _end_with_input(server: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    while os.read(0, 4096):
        """Nothing is said on this input; only its end counts."""
    server.send_signal(number)
    try:
        server.wait(timeout=GRACE)
    except subprocess.TimeoutExpired:
        server.kill()


if __name__ == "__main__":
    main()
