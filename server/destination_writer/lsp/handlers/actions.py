"""Code actions: write a stub, a component's stubs, a phase's."""

import logging
from collections.abc import Sequence
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams

from destination_writer.generate.enabling import phases_waiting_at
from destination_writer.lsp.convert import SOURCE, UnreachableText
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.implementing import members_at
from destination_writer.lsp.learning import remember_actions
from destination_writer.lsp.mending import remedies_at
from destination_writer.lsp.offers import (
    COMPONENT,
    GENERATE_PHASE,
    PHASE,
    QUICKFIX,
    REWRITE,
    STUB,
    TESTS,
    BadOrder,
    Offer,
    no_change_text,
    offers_for,
    phase_offers,
    tests_order,
    touched_stubs,
)
from destination_writer.lsp.preflightactions import MAKE as PREFLIGHT
from destination_writer.lsp.preflightfeatures import preflight_actions, preflight_edit
from destination_writer.lsp.preflightpath import is_preflight
from destination_writer.lsp.ruleactions import rule_actions
from destination_writer.lsp.session import WARNING, Session
from destination_writer.lsp.settings import AfterFix, When
from destination_writer.lsp.talkactions import talk_actions
from destination_writer.lsp.tuning import is_advice, ways_to_write
from destination_writer.lsp.upgrading import UPGRADE, is_properties, unreachable_text, upgrade_at
from destination_writer.lsp.uris import path_of
from destination_writer.lsp.views import View, view_of
from destination_writer.lsp.workshop import choices_of, edit_for
from destination_writer.text.changes import NoChange
from destination_writer.text.findings import Finding

log = logging.getLogger(__name__)

EXPLAIN = "explain"
"""Key of an order that only has its reason shown."""

KINDS = (QUICKFIX, REWRITE, GENERATE_PHASE)


def register(server: FeatureServer) -> None:
    options = lsp.CodeActionOptions(code_action_kinds=list(KINDS), resolve_provider=True)

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, options)
    async def code_action(ls: FeatureServer, params: lsp.CodeActionParams) -> list[dict[str, Any]] | None:
        only = params.context.only
        if not any(wanted(kind, only) for kind in KINDS):
            return None
        if is_preflight(path_of(params.text_document.uri)):
            return await preflight_actions(ls.session, params) if wanted(QUICKFIX, only) else None
        about = [*rule_actions(ls.session, params), *talk_actions(ls.session, params)] if wanted(QUICKFIX, only) else []
        if is_properties(params.text_document.uri):
            upgrades = await _upgrade(ls.session, params) if wanted(REWRITE, only) else None
            return [*(upgrades or []), *about] or None
        view = await view_of(ls.session, params.text_document.uri, kotlin_only=False)
        if view is None:
            return about or None
        mended = await _mended(view, params) if wanted(QUICKFIX, only) else []
        if view.document.buffer is None:
            return [*mended, *about] or None
        mended += await _remembered(view, params) if wanted(REWRITE, only) else []
        mended += await _waiting(view, params) if wanted(REWRITE, only) else []
        if wanted(REWRITE, only):
            mended += await _tuned(view, params)
            mended += await _implemented(view, params)
        if not view.calls():
            return [*mended, *about] or None
        offers = [offer for offer in await _offers(view, params) if wanted(offer.kind, only)]
        actions = [await _action(ls.session, offer, params.context.diagnostics) for offer in offers]
        return [*mended, *(action for action in actions if action is not None), *about]

    @server.feature(lsp.CODE_ACTION_RESOLVE)
    async def resolve(ls: FeatureServer, action: lsp.CodeAction) -> dict[str, Any]:
        value = ls.protocol.plain(action)
        order = value.get("data")
        if not isinstance(order, dict):
            raise JsonRpcInvalidParams("the action carries no order")
        if order.get("make") == PREFLIGHT:
            edit: Any = await preflight_edit(ls.session, order)
        else:
            edit = order.get(EXPLAIN) or await _edit(ls.session, order)
        if isinstance(edit, str):
            ls.session.wire.notify("window/showMessage", {"type": WARNING, "message": edit})
            return value
        return value | {"edit": edit}


def wanted(kind: str, only: Sequence[lsp.CodeActionKind | str] | None) -> bool:
    """Kinds are a hierarchy: a client that asks for `source` also wants `source.generatePhase`."""
    if not only:
        return True
    asked = [item.value if isinstance(item, lsp.CodeActionKind) else str(item) for item in only]
    return any(part == "" or kind == part or kind.startswith(f"{part}.") for part in asked)


async def _offers(view: View, params: lsp.CodeActionParams) -> list[Offer]:
    connector = await view.connector()
    source = connector.source(view.path)
    if source is None:
        return []
    range_ = view.range(params.range)
    touched = touched_stubs(view.document.document, source.stubs, range_)
    uri, choices = view.document.uri, choices_of(view.session, view.home)

    def find() -> list[Offer]:
        if touched:
            return list(offers_for(connector, view.knowledge, uri, source.stubs, touched, choices))
        if not params.context.only:
            return []
        return list(phase_offers(connector, view.knowledge, uri, source.stubs, choices))

    return await view.session.work.run(find)


async def _upgrade(session: Session, params: lsp.CodeActionParams) -> list[dict[str, Any]] | None:
    """On the `cdkVersion` line: the connector, carried over to the newest version that is known."""
    uri, lines = params.text_document.uri, params.range
    found = await upgrade_at(session, uri, lines.start.line, lines.end.line)
    action = await _action(session, Offer(REWRITE, *found), params.context.diagnostics) if found else None
    return [action] if action else None


async def _waiting(view: View, params: lsp.CodeActionParams) -> list[dict[str, Any]]:
    """Tests under the cursor that are disabled until a phase: all of that phase are enabled as one."""
    if view.home is None or "Disabled" not in view.document.text:
        return []
    source = (await view.connector()).source(view.path)
    if source is None:
        return []
    range_, document = view.range(params.range), view.document.document
    phases = phases_waiting_at(source, document.offset(range_.start), document.offset(range_.end))
    offers = [Offer(REWRITE, f"Enable the tests of phase {n}", tests_order(view.document.uri, n)) for n in phases]
    actions = [await _action(view.session, offer, params.context.diagnostics) for offer in offers]
    return [action for action in actions if action is not None]


async def _action(session: Session, offer: Offer, diagnostics: Any) -> dict[str, Any] | None:
    action: dict[str, Any] = {"title": offer.title, "kind": offer.kind}
    if offer.stub is not None:
        mended = [_plain(item) for item in diagnostics if _speaks_of(item, offer)]
        action |= {"diagnostics": mended} if mended else {}
    if offer.disabled:
        return _refusal(session, action, offer.disabled)
    if not session.abilities.takes_action_literals:
        return {"title": offer.title, **_command(offer)}
    if (offer.asks or _wants_a_word(session, offer)) and session.abilities.applies_edits:
        return action | {"command": {"title": offer.title, **_command(offer)}}
    if offer.preferred:
        action["isPreferred"] = True
    if session.abilities.resolves_edits:
        return action | {"data": offer.order}
    edit = await _edit(session, offer.order)
    return _refusal(session, action, edit) if isinstance(edit, str) else action | {"edit": edit}


async def _mended(view: View, params: lsp.CodeActionParams) -> list[dict[str, Any]]:
    """Remedies for the failures under the cursor; each asks afterwards whether what failed shall run again."""
    session = view.session
    if not session.abilities.takes_action_literals:
        return []
    found: list[dict[str, Any]] = []
    for offer in await remedies_at(view, view.range(params.range)):
        of = [_plain(item) for item in params.context.diagnostics if _is_of(item, offer.finding)]
        action: dict[str, Any] = {"title": offer.title, "kind": QUICKFIX}
        action |= {"diagnostics": of} if of else {}
        action |= {"isPreferred": True} if offer.preferred else {}
        if offer.again and session.settings.runs.afterFix is not AfterFix.NEVER:
            command = "destinationWriter.afterFix"
            action["command"] = {"title": "Run again", "command": command, "arguments": [offer.again]}
        if session.abilities.resolves_edits:
            found.append(action | {"data": offer.order})
            continue
        edit = await _edit(session, offer.order)
        if not isinstance(edit, str):
            found.append(action | {"edit": edit})
    return found


async def _tuned(view: View, params: lsp.CodeActionParams) -> list[dict[str, Any]]:
    """Other ways of writing records, for the advice under the cursor; each says what it costs and gains."""
    session = view.session
    advice = [_plain(item) for item in params.context.diagnostics if item.source == SOURCE and is_advice(item.code)]
    if not advice or not session.abilities.takes_action_literals:
        return []
    found: list[dict[str, Any]] = []
    for title, order in await ways_to_write(view):
        action: dict[str, Any] = {"title": title, "kind": REWRITE, "diagnostics": advice}
        if session.abilities.resolves_edits:
            found.append(action | {"data": order})
            continue
        edit = await _edit(session, order)
        if not isinstance(edit, str):
            found.append(action | {"edit": edit})
    return found


async def _implemented(view: View, params: lsp.CodeActionParams) -> list[dict[str, Any]]:
    """The members that the class around the cursor lacks."""
    session = view.session
    if not session.abilities.takes_action_literals:
        return []
    found: list[dict[str, Any]] = []
    for title, order in await members_at(view, view.range(params.range)):
        action: dict[str, Any] = {"title": title, "kind": REWRITE}
        if session.abilities.resolves_edits:
            found.append(action | {"data": order})
            continue
        edit = await _edit(session, order)
        if not isinstance(edit, str):
            found.append(action | {"edit": edit})
    return found


async def _remembered(view: View, params: lsp.CodeActionParams) -> list[dict[str, Any]]:
    """What the person may want to keep of the function whose name is under the cursor."""
    abilities = view.session.abilities
    if not (abilities.takes_action_literals and abilities.applies_edits and abilities.creates_files):
        return []
    found = await remember_actions(view, view.range(params.range).start.line)
    return [
        {
            "title": title,
            "kind": REWRITE,
            "command": {"title": title, "command": f"destinationWriter.{command}", "arguments": [argument]},
        }
        for title, command, argument in found
    ]


def _is_of(item: lsp.Diagnostic, finding: Finding) -> bool:
    line = finding.location.range.start.line
    return item.source == SOURCE and item.code == finding.code and item.range.start.line == line


def _wants_a_word(session: Session, offer: Offer) -> bool:
    """Whether an offer of several stubs is a command that asks first, in place of an edit with a preview to tick."""
    always = session.settings.generation.confirm is When.ALWAYS
    return offer.kind in (REWRITE, GENERATE_PHASE) and session.abilities.confirms_changes and not always


def _refusal(session: Session, action: dict[str, Any], reason: str) -> dict[str, Any] | None:
    """An action that says why nothing can be written: greyed out, or one that shows the reason when it is chosen."""
    if session.abilities.shows_disabled_actions:
        return action | {"disabled": {"reason": reason}}
    title = f"{action['title']}: not possible, see why"
    if session.abilities.takes_action_literals and session.abilities.resolves_edits:
        return action | {"title": title, "data": {EXPLAIN: reason}}
    return {"title": title, "command": "destinationWriter.explain", "arguments": [{"reason": reason}]}


def _command(offer: Offer) -> dict[str, Any]:
    name = _COMMANDS[offer.order["make"]]
    return {"command": f"destinationWriter.{name}", "arguments": [offer.order]}


_COMMANDS = {
    STUB: "implementStub",
    COMPONENT: "implementComponent",
    PHASE: "implementPhase",
    TESTS: "enableTests",
    UPGRADE: "upgrade",
}


async def _edit(session: Session, order: dict[str, Any]) -> dict[str, Any] | str:
    """The edit of an order, or why there is none."""
    try:
        made = await edit_for(session, order)
    except UnreachableText as error:
        return unreachable_text(order, error)
    except BadOrder as error:
        return str(error)
    return no_change_text(made) if isinstance(made, NoChange) else made[1]


def _speaks_of(item: lsp.Diagnostic, offer: Offer) -> bool:
    stub = offer.stub
    return stub is not None and item.source == SOURCE and item.range.start.line == stub.call.range.start.line


def _plain(item: lsp.Diagnostic) -> dict[str, Any]:
    from lsprotocol import converters

    return converters.get_converter().unstructure(item)
