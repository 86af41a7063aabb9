"""Code lenses: stubs, components, who is given which bean, tests to run; a checklist has its own."""

from typing import Any

from lsprotocol import types as lsp

from destination_writer.connector.model import Component, Connector, Stub
from destination_writer.connector.roles import owes_member
from destination_writer.generate.api import can_implement
from destination_writer.lsp.framework import FeatureServer
from destination_writer.lsp.handlers.runlenses import run_lenses
from destination_writer.lsp.offers import component_order, stub_order, templates
from destination_writer.lsp.positions import to_wire
from destination_writer.lsp.preflightlenses import preflight_lenses
from destination_writer.lsp.preflightpath import is_preflight
from destination_writer.lsp.uris import path_of
from destination_writer.lsp.views import View, view_of
from destination_writer.lsp.wiringlenses import wiring_lenses
from destination_writer.text.document import Document
from destination_writer.text.places import Range


def register(server: FeatureServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_CODE_LENS, lsp.CodeLensOptions(resolve_provider=False))
    async def code_lens(ls: FeatureServer, params: lsp.CodeLensParams) -> list[dict[str, Any]] | None:
        if not ls.session.settings.codeLens.enable:
            return None
        if is_preflight(path_of(params.text_document.uri)):
            return await preflight_lenses(ls.session, params.text_document.uri)
        view = await view_of(ls.session, params.text_document.uri)
        if view is None:
            return None
        connector = await view.connector()
        found = await ls.session.work.run(_lenses, view, connector)
        return [*found, *await wiring_lenses(view), *await run_lenses(view)]


def _lenses(view: View, connector: Connector) -> list[dict[str, Any]]:
    source = connector.source(view.path)
    if source is None:
        return []
    document = Document(source.text)
    encoding = view.session.abilities.encoding
    found: list[dict[str, Any]] = []
    for component in source.components:
        command = _component_command(view, component, source.stubs)
        if command:
            place = document.range_of(component.declaration.name_span)
            found.append({"range": to_wire(document, place, encoding), "command": command})
    for stub in source.stubs:
        place = Range(stub.call.range.start, stub.call.range.end)
        found.append({"range": to_wire(document, place, encoding), "command": _stub_command(view, stub, source.stubs)})
    return found


def _stub_command(view: View, stub: Stub, stubs: tuple[Stub, ...]) -> dict[str, Any]:
    phase = "Open" if stub.phase is None else f"Phase {stub.phase}"
    if not can_implement(templates(), stub):
        name = stub.call.function or "this stub"
        reason = f"No template writes {name}. Write it by hand; its hover says what it owes."
        return _command(f"{phase} · write by hand", "destinationWriter.explain", {"reason": reason})
    order = stub_order(view.document.uri, stub, stubs)
    return _command(f"{phase} · implement", "destinationWriter.implementStub", order)


def _component_command(view: View, component: Component, stubs: tuple[Stub, ...]) -> dict[str, Any] | None:
    """`3 of 7 done`: of the members that the component owes."""
    mine = {stub.call.function for stub in stubs if stub.call.class_name == component.declaration.name}
    owed = {
        function.name
        for function in component.declaration.functions
        if owes_member(component.role, function.name) or function.name in mine
    }
    if not owed:
        return None
    done = len(owed) - len(owed & mine)
    title = f"{done} of {len(owed)} done"
    if not mine:
        return {"title": title, "command": ""}
    order = component_order(view.document.uri, component.declaration.name)
    return _command(f"{title} · implement the rest", "destinationWriter.implementComponent", order)


def _command(title: str, command: str, argument: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "command": command, "arguments": [argument]}
