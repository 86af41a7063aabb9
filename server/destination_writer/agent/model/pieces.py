"""Pieces of an answer as JSON and back, for what keeps them: the log of requests, recorded conversations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import cast

from destination_writer.agent.blocks import Block, Json, Text, ToolCall, Verbatim
from destination_writer.agent.model.protocol import Answered, Began, CallBegan, Piece, StillThere, TextPiece
from destination_writer.agent.values import Usage


def piece_json(piece: Piece) -> Json:
    if isinstance(piece, Began):
        return {"kind": "began", "usage": asdict(piece.usage)}
    if isinstance(piece, TextPiece):
        return {"kind": "text", "text": piece.text}
    if isinstance(piece, CallBegan):
        return {"kind": "call", "name": piece.name}
    if isinstance(piece, StillThere):
        return {"kind": "still-there"}
    return {
        "kind": "answered",
        "blocks": [_block_json(block) for block in piece.blocks],
        "stop": piece.stop,
        "usage": asdict(piece.usage),
        "details": dict(piece.details),
    }


def piece_from(value: Mapping[str, object]) -> Piece:
    """Raises KeyError and TypeError for what `piece_json` did not write."""
    kind = value["kind"]
    if kind == "began":
        return Began(_usage(value["usage"]))
    if kind == "text":
        return TextPiece(str(value["text"]))
    if kind == "call":
        return CallBegan(str(value["name"]))
    if kind == "still-there":
        return StillThere()
    blocks = tuple(_block_from(block) for block in cast(list[Json], value["blocks"]))
    details = {name: str(text) for name, text in cast(Json, value["details"]).items()}
    return Answered(blocks, str(value["stop"]), _usage(value["usage"]), details)


def _usage(value: object) -> Usage:
    return Usage(**cast(dict[str, int], value))


def _block_json(block: Block) -> Json:
    if isinstance(block, Text):
        return {"text": block.text}
    if isinstance(block, ToolCall):
        return {"call": block.id, "name": block.name, "input": dict(block.input), "problem": block.problem}
    if isinstance(block, Verbatim):
        return {"verbatim": dict(block.data)}
    raise TypeError("an answer holds no output of a tool")


def _block_from(value: Json) -> Block:
    if "text" in value:
        return Text(str(value["text"]))
    if "verbatim" in value:
        return Verbatim(cast(Json, value["verbatim"]))
    given = cast(Json, value["input"])
    return ToolCall(str(value["call"]), str(value["name"]), given, str(value["problem"]))
