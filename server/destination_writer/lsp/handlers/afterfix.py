"""After a fix was accepted: the test that failed runs again, then its phase's checkpoint, if the person wants it."""

import logging
from typing import Any

from destination_writer.knowledge.phases import plain_test_name
from destination_writer.lsp import protocol
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.handlers.commands import show
from destination_writer.lsp.handlers.running import (
    CannotRun,
    ask_to_remember,
    find_home,
    run_checkpoint,
    run_tests,
    tests_headline,
    told,
)
from destination_writer.lsp.homes import Home
from destination_writer.lsp.mending import unsaved
from destination_writer.lsp.session import ERROR, INFO, WARNING, Session
from destination_writer.lsp.settings import AfterFix
from destination_writer.lsp.wire import ClientError

log = logging.getLogger(__name__)

RUN, NOT_NOW = "Run", "Not now"


def register(server: FeatureServer) -> None:
    @server.command("destinationWriter.afterFix")
    async def after_fix(ls: FeatureServer, order: dict[str, Any]) -> protocol.RunResult | None:
        """Nothing runs without the person's word: here, or once for all in the settings."""
        session = ls.session
        if session.settings.runs.afterFix is AfterFix.NEVER:
            return None
        try:
            home = await find_home(session, order)
        except CannotRun as error:
            show(session, str(error), ERROR)
            return None
        session.ledger.catch_up(home)
        result = await _run_again(session, home, order)
        await ask_to_remember(session, order, result)
        return result


async def _run_again(session: Session, home: Home, order: dict[str, Any]) -> protocol.RunResult | None:
    suite, test = str(order.get("suite", "")), str(order.get("test", ""))
    if not suite:
        return await _checkpoint(session, home, order, None, "The fix is in place.")
    name = test or suite.rpartition(".")[2]
    waiting = await unsaved(session, home)
    first = f" Save {', '.join(waiting)} first: a run reads what is saved." if waiting else ""
    if not await _wants(session, f"Run `{name}` again?{first}") or not await _is_saved(session, home, f"`{name}`"):
        return None
    result = await told(session, lambda: run_tests(session, order), tests_headline)
    if result is None or not result["passed"]:
        return result
    phase = await _phase_of(session, home, suite, test)
    return await _checkpoint(session, home, order, phase, f"`{name}` passes now.") or result


async def _checkpoint(
    session: Session, home: Home, order: dict[str, Any], phase: int | None, why: str
) -> protocol.RunResult | None:
    what = f"the checkpoint of phase {phase}" if phase is not None else "the checkpoint of the current phase"
    if not await _wants(session, f"{why} Run {what}, with the regressions?"):
        return None
    if not await _is_saved(session, home, what):
        return None
    wanted = {"uri": order["uri"]} | ({"phase": phase} if phase is not None else {})
    return await told(session, lambda: run_checkpoint(session, wanted))


async def _wants(session: Session, question: str) -> bool:
    if session.settings.runs.afterFix is AfterFix.ALWAYS:
        return True
    asked = {"type": INFO, "message": question, "actions": [{"title": RUN}, {"title": NOT_NOW}]}
    try:
        answer = await session.wire.ask("window/showMessageRequest", asked)
    except ClientError as error:
        log.info("nothing is run, for the client does not ask: %s", error)
        return False
    return isinstance(answer, dict) and answer.get("title") == RUN


async def _is_saved(session: Session, home: Home, what: str) -> bool:
    """A run reads the disk. Somebody who forgot to save is reminded once."""
    waiting = await unsaved(session, home)
    if waiting and session.settings.runs.afterFix is AfterFix.ASK:
        if not await _wants(session, f"{_not_saved(waiting)} Save, then run {what}."):
            return False
        waiting = await unsaved(session, home)
    if waiting:
        show(session, f"{_not_saved(waiting)} Nothing was run. Save, then run {what}.", WARNING)
    return not waiting


def _not_saved(files: list[str]) -> str:
    return f"{', '.join(files)} {'is' if len(files) == 1 else 'are'} not saved, and a run reads the disk."


async def _phase_of(session: Session, home: Home, suite: str, test: str) -> int | None:
    """The first phase whose checkpoint asks for the test; None when none does."""
    connector, knowledge = await home.connector(), await session.library.knowledge(home.folder)
    simple = suite.rpartition(".")[2]
    roles = {c.role.value for s in connector.sources for c in s.components if c.declaration.name == simple}
    name = plain_test_name(test) or test
    for phase in knowledge.phases:
        if any(t.name == name and t.suite in roles for t in phase.tests_for(connector.cdk_version)):
            return phase.number
    return None
