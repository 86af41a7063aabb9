"""Commands that run tests. The command is the user's word: nothing here runs by itself."""

from typing import Any

from destination_writer.checkpoints.phasenumber import BadPhase, phase_number
from destination_writer.checkpoints.plan import test_classes
from destination_writer.checkpoints.runner import WantedTest
from destination_writer.checkpoints.runners import RUNNERS
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.lsp import protocol
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.handlers.commands import show
from destination_writer.lsp.homes import Home
from destination_writer.lsp.session import ERROR, INFO, WARNING, Session
from destination_writer.lsp.uris import path_of
from destination_writer.toolchain.workspace import UnusablePath


class CannotRun(Exception):
    """An order that names no connector, test or runner. The message says what to give."""


def register(server: FeatureServer) -> None:
    @server.command("destinationWriter.runCheckpoint")
    async def run_checkpoint(ls: FeatureServer, order: dict[str, Any]) -> protocol.RunResult | None:
        async def run() -> protocol.RunResult:
            home = await _home(ls.session, order)
            phase = await _phase(ls.session, home, order.get("phase"))
            return await ls.session.runs.checkpoint(home, phase, _runner(order))

        return await _told(ls.session, run)

    @server.command("destinationWriter.runTest")
    async def run_test(ls: FeatureServer, order: dict[str, Any]) -> protocol.RunResult | None:
        async def run() -> protocol.RunResult:
            home = await _home(ls.session, order)
            return await ls.session.runs.tests(home, await _wanted(home, order), _runner(order))

        return await _told(ls.session, run)

    @server.command("destinationWriter.cancelRun")
    async def cancel_run(ls: FeatureServer, order: dict[str, Any]) -> dict[str, int]:
        return {"cancelled": ls.session.runs.cancel(await _home(ls.session, order))}


async def _told(session: Session, run: Any) -> protocol.RunResult | None:
    try:
        result: protocol.RunResult = await run()
    except (CannotRun, UnusablePath, KnowledgeError, LookupError, BadPhase) as error:
        show(session, str(error), ERROR)
        return None
    show(session, headline(result), INFO if result["passed"] else WARNING)
    return result


def headline(result: protocol.RunResult) -> str:
    """What a notification says of a run."""
    if result["problem"] and result["ended"] != "finished":
        return f"{result['problem']} This is a blocker."
    if result["ended"] == "cancelled":
        return "The run was cancelled; what it did not run counts as missing."
    if result["passed"] and not result["done"]:
        return "The tests passed. The phase is complete only after its whole checkpoint: run that."
    if result["done"]:
        following = result["next_phase"]
        ready = f" Ready for Phase {following}." if following is not None else " All phases are complete."
        return f"Phase {result['phase']} complete! All tests passing.{ready}"
    count = len(result["blockers"]) or 1
    first = next((line for line in result["blockers"]), "a test failed. This is a blocker.")
    return f"BLOCKER: Phase {result['phase']} is not done ({count} reason{'s' if count > 1 else ''}). {first}"


async def _home(session: Session, order: dict[str, Any]) -> Home:
    uri = order.get("uri")
    path = path_of(uri) if isinstance(uri, str) else None
    home = await session.homes.at(path) if path else None
    if home is None:
        raise CannotRun("No connector is there to be run: give `uri`, a connector's folder or a file in it.")
    return home


async def _phase(session: Session, home: Home, asked: object) -> int | None:
    if asked is None:
        return None
    knowledge = await session.library.knowledge(home.folder)
    return phase_number(str(asked), knowledge.phases)


async def _wanted(home: Home, order: dict[str, Any]) -> tuple[WantedTest, ...]:
    connector = await home.connector()
    suite, test = str(order.get("suite", "")), str(order.get("test", ""))
    found = [t for t in test_classes(connector) if suite in (t.suite, t.suite.rpartition(".")[2])]
    if not found:
        classes = ", ".join(sorted({t.suite.rpartition(".")[2] for t in test_classes(connector)})) or "none"
        raise CannotRun(f"`{suite}` is no test class of {connector.name}; there are: {classes}.")
    return (WantedTest(found[0].suite, test, found[0].source_set),)


def _runner(order: dict[str, Any]) -> str:
    asked = order.get("runner") or ""
    if asked and asked not in RUNNERS:
        raise CannotRun(f"`{asked}` is no runner; there are {', '.join(RUNNERS)}.")
    return str(asked)
