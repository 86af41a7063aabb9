"""A worker: `main.py DRIVER OPTIONS` answers one JSON line on standard output for each on standard input.

Asked `{"id", "op", "session", …}`, it answers `{"id", "ok": …}`, or `{"id", "error": {"message", "state", "vendor",
"kind"}}` for what the database refused. It ends when its input ends. OPTIONS is one JSON object, or `-` when that is
the first line of the input.
"""

import importlib
import json
import os
import sys
import traceback
import types
from pathlib import Path
from typing import IO, Any

PACKAGE = "destination_writer.toolchain.engines.workers"


def _own_packages() -> None:
    """Make this folder importable under its full name without running the packages around it."""
    folder = Path(__file__).resolve().parent
    parts = PACKAGE.split(".")
    for depth in range(1, len(parts) + 1):
        package = types.ModuleType(".".join(parts[:depth]))
        package.__path__ = [str(folder.parents[len(parts) - depth - 1] if depth < len(parts) else folder)]
        sys.modules.setdefault(package.__name__, package)


def serve(driver: Any, requests: IO[str], answers: IO[str]) -> None:
    """Answer requests until there are no more; sessions that are still open are closed."""
    from destination_writer.toolchain.engines.workers.sessions import Sessions

    sessions = Sessions(driver)
    try:
        for line in requests:
            request = json.loads(line)
            answers.write(json.dumps({"id": request["id"], **_answer(sessions, request)}) + "\n")
            answers.flush()
    finally:
        sessions.close_all()
        sessions.carry_out()
        driver.close()


def _answer(sessions: Any, request: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"ok": sessions.handle(request)}
    except Exception as error:  # whatever a driver raises belongs to the one who asked
        told = sessions.driver.told(error)
        if told is None:
            traceback.print_exc()
            told = {"message": f"{type(error).__name__}: {error}", "kind": "worker"}
        return {"error": told}


def main() -> None:
    _own_packages()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a driver prints must not stand between the answers
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    name, options = sys.argv[1], json.loads(requests.readline() if sys.argv[2] == "-" else sys.argv[2])
    try:
        driver = importlib.import_module(f"{PACKAGE}.{name}_driver").Driver(options)
    except Exception as error:
        traceback.print_exc()
        answers.write(json.dumps({"failed": f"{type(error).__name__}: {error}"}) + "\n")
        answers.flush()
        sys.exit(1)
    answers.write(json.dumps({"ready": driver.title(), "via": driver.via()}) + "\n")
    answers.flush()
    serve(driver, requests, answers)


if __name__ == "__main__":
    main()
