"""Ends a run's processes when the program that started them is gone, however it went.

Started as `python -m destination_writer.toolchain.gradle.watcher`, in a session of its own. It reads lines from its
standard input: `token T`, `root PID`, `done`. The end of the input without `done` means that the starter died.
"""

import sys

from destination_writer.toolchain.gradle.processes import end_all


def main() -> None:
    token, root = "", None
    for line in sys.stdin:
        word, _, value = line.strip().partition(" ")
        if word == "done":
            return
        if word == "token":
            token = value
        elif word == "root":
            root = int(value)
    if token:
        end_all(token, root, grace=0.5)


if __name__ == "__main__":
    main()
