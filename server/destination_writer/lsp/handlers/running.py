"""Commands that run tests. The command is the user's word: nothing here runs by itself."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from destination_writer.checkpoints.phasenumber import BadPhase, phase_number
from destination_writer.checkpoints.plan import test_classes
from destination_writer.checkpoints.runner import WantedTest
from destination_writer.checkpoints.runners import RUNNERS
from destination_writer.checkpoints.walkstate import goes_on_locally, remember
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.lsp import protocol
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.handlers.commands import show
from destination_writer.lsp.handlers.learning import offer_to_remember
from destination_writer.lsp.handlers.walking import begin_phase
from destination_writer.lsp.homes import Home
from destination_writer.lsp.runs import NeverBegan
from destination_writer.lsp.session import ERROR, INFO, WARNING, Session
from destination_writer.lsp.whichhome import CannotRun, find_home
from destination_writer.lsp.wire import ClientError
from destination_writer.toolchain.workspace import UnusablePath

log = logging.getLogger(__name__)

ALL_COMPLETE = (
    "All phases are complete: your connector passes all tests. What comes next (faster writing, documentation, the "
    "pull request) is in the checklists."
)


def register(server: FeatureServer) -> None:
    @server.command("destinationWriter.runCheckpoint")
    async def run_phase(ls: FeatureServer, order: dict[str, Any]) -> protocol.RunResult | None:
        result = await told(ls.session, lambda: run_checkpoint(ls.session, order))
        if result is not None and result["goes_on"] is not None:
            home = await find_home(ls.session, order)
            ls.session.work.start(offer_next(ls.session, home, result), "asking whether the next phase begins")
        await ask_to_remember(ls.session, order, result)
        return result

    @server.command("destinationWriter.runTest")
    async def run_test(ls: FeatureServer, order: dict[str, Any]) -> protocol.RunResult | None:
        result = await told(ls.session, lambda: run_tests(ls.session, order), tests_headline)
        await ask_to_remember(ls.session, order, result)
        return result

    @server.command("destinationWriter.cancelRun")
    async def cancel_run(ls: FeatureServer, order: dict[str, Any]) -> dict[str, int]:
        try:
            home = await find_home(ls.session, order)
        except CannotRun as error:
            show(ls.session, str(error), ERROR)
            return {"cancelled": 0}
        return {"cancelled": ls.session.runs.cancel(home, _name(order))}


async def run_checkpoint(session: Session, order: dict[str, Any]) -> protocol.RunResult:
    """Run a phase's checkpoint. Raises CannotRun, BadPhase, NeverBegan and what the run raises."""
    home = await find_home(session, order)
    phase = await _phase(session, home, order.get("phase"))
    return await session.runs.checkpoint(home, phase, _runner(order), _name(order))


async def run_tests(session: Session, order: dict[str, Any]) -> protocol.RunResult:
    """Run single tests. Raises CannotRun, NeverBegan and what the run raises."""
    home = await find_home(session, order)
    wanted = await _wanted(home, order)
    return await session.runs.tests(home, wanted, _runner(order), _name(order))


def headline(result: protocol.RunResult) -> str:
    """What a notification says of a checkpoint's run."""
    if result["problem"] and result["ended"] != "finished":
        return f"{result['problem']} This is a blocker."
    if result["ended"] == "cancelled":
        return "The run was cancelled; what it did not run counts as missing."
    if result["component"]:
        return _component_words(result)
    if result["passed"] and not result["done"]:
        return "The tests passed. The phase is complete only after its whole checkpoint: run that."
    if result["done"]:
        following = result["next_phase"]
        ready = f" Ready for Phase {following}." if following is not None else f" {ALL_COMPLETE}"
        return f"Phase {result['phase']} complete! All tests passing.{ready}"
    count = len(result["blockers"]) or 1
    first = next((line for line in result["blockers"]), "a test failed. This is a blocker.")
    return f"BLOCKER: Phase {result['phase']} is not done ({count} reason{'s' if count > 1 else ''}). {first}"


def _component_words(result: protocol.RunResult) -> str:
    owed = sum(test["state"] != "passed" for test in (*result["tests"], *result["regressions"]))
    tests = f"{owed} test{'' if owed == 1 else 's'}" if owed else "its steps"
    return (
        f"Component checkpoint of Phase {result['phase']} passed by the local runner. BLOCKER: the phase is not "
        f"complete, for the real build still owes {tests}. You can work on, and run it with Gradle before a release."
    )


def tests_headline(result: protocol.RunResult) -> str:
    """What a notification says of single tests: which failed, and nothing of what else blocks the phase."""
    if result["passed"] or result["ended"] != "finished":
        return headline(result)
    failed = [finding["message"].partition("\n")[0] for finding in result["findings"]]
    first = next(iter(failed), "") or result["problem"] or "A test that was ordered has no result."
    more = f" ({len(failed) - 1} more)" if len(failed) > 1 else ""
    return f"BLOCKER: {first}{more}"


async def told(
    session: Session,
    run: Callable[[], Awaitable[protocol.RunResult]],
    words: Callable[[protocol.RunResult], str] = headline,
) -> protocol.RunResult | None:
    """What a run answers, after a person was told of it; None for one that did not begin."""
    try:
        result = await run()
    except (CannotRun, UnusablePath, KnowledgeError, LookupError, BadPhase) as error:
        show(session, str(error), ERROR)
        return None
    except NeverBegan as reason:
        show(session, str(reason), INFO)
        return None
    if words is not headline or result["goes_on"] is None:  # else it is said with the question what comes next
        show(session, words(result), INFO if result["passed"] else WARNING)
    return result


async def offer_next(session: Session, home: Home, result: protocol.RunResult) -> None:
    """Say how the checkpoint ended, and begin the next phase when the person wants it. Nobody waits for the answer."""
    following = result["goes_on"]
    begin = f"Begin Phase {following}"
    kind = INFO if result["passed"] else WARNING
    asked = {"type": kind, "message": headline(result), "actions": [{"title": begin}]}
    try:
        answer = await session.wire.ask("window/showMessageRequest", asked)
    except ClientError as error:
        log.info("the next phase is not begun, for the client does not ask: %s", error)
        return
    if not isinstance(answer, dict) or answer.get("title") != begin:
        return
    if not result["done"] and (problem := await session.work.run(remember, home.folder, goes_on_locally())):
        show(session, problem, WARNING)
    await begin_phase(session, home, following, show_it=True)


async def ask_to_remember(session: Session, order: dict[str, Any], result: protocol.RunResult | None) -> None:
    """A run may have confirmed a fix. Nobody waits for the answer."""
    if result is not None:
        home = await find_home(session, order)
        session.work.start(offer_to_remember(session, home), "asking what is to be remembered")


async def _phase(session: Session, home: Home, asked: object) -> int | None:
    if asked is None:
        return None
    knowledge = await session.library.knowledge(home.folder)
    return phase_number(str(asked), knowledge.phases)


async def _wanted(home: Home, order: dict[str, Any]) -> tuple[WantedTest, ...]:
    connector = await home.connector()
    classes = test_classes(connector)
    asked: object = order.get("tests", [order])
    if not isinstance(asked, list) or not asked:
        raise CannotRun("Name what is to be run: `suite` and `test`, or a list of them as `tests`.")
    return tuple(dict.fromkeys(_test(one, classes, connector.name) for one in asked))


def _test(asked: Any, classes: tuple[WantedTest, ...], name: str) -> WantedTest:
    """One test of an order. The class may be given without its package."""
    named = asked if isinstance(asked, dict) else {}
    suite, test = str(named.get("suite", "")), str(named.get("test", ""))
    found = next((t for t in classes if suite in (t.suite, t.suite.rpartition(".")[2])), None)
    if found is None:
        known = ", ".join(sorted({t.suite.rpartition(".")[2] for t in classes})) or "none"
        raise CannotRun(f"`{suite}` is no test class of {name}; there are: {known}.")
    return WantedTest(found.suite, test, found.source_set)


def _name(order: dict[str, Any]) -> str:
    """What the client calls the run."""
    name = order.get("run")
    return name if isinstance(name, str) else ""


def _runner(order: dict[str, Any]) -> str:
    asked = order.get("runner") or ""
    if asked and asked not in RUNNERS:
        raise CannotRun(f"`{asked}` is no runner; there are {', '.join(RUNNERS)}.")
    return str(asked)
