"""What can go wrong between here and the model, each with a stable code and words for a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    NO_KEY = "no-key"
    WRONG_KEY = "wrong-key"
    NO_CREDIT = "no-credit"
    NO_PERMISSION = "no-permission"
    UNKNOWN_MODEL = "unknown-model"
    WRONG_ADDRESS = "wrong-address"
    TOO_LONG = "too-long"
    BAD_REQUEST = "bad-request"
    RATE_LIMIT = "rate-limit"
    OVERLOADED = "overloaded"
    SERVER_ERROR = "server-error"
    CONNECTION = "connection"
    NETWORK_SETTING = "network-setting"
    TIMEOUT = "timeout"
    CUT_STREAM = "cut-stream"
    BAD_STREAM = "bad-stream"
    EMPTY = "empty-answer"
    NO_SDK = "no-sdk"
    KNOWLEDGE = "knowledge"
    INTERNAL = "internal"


WORDS = {
    Code.NO_KEY: "There is no API key. Set ANTHROPIC_API_KEY, or enter the key in the editor. Everything but free"
    " conversation works without one.",
    Code.WRONG_KEY: "The API does not accept the key. Check ANTHROPIC_API_KEY, or the key entered in the editor: it"
    " may be mistyped, revoked or expired.",
    Code.NO_CREDIT: "The account behind the key cannot pay for the request: its credit is used up, or a spending limit"
    " is reached. See the billing page of the API's console.",
    Code.NO_PERMISSION: "The key may not do this. See which models and features the workspace of the key allows.",
    Code.UNKNOWN_MODEL: "The API knows no model of this name, or the key has no access to it. Set"
    " destinationWriter.agent.model or DESTINATION_WRITER_MODEL to another one.",
    Code.WRONG_ADDRESS: "There is no Messages API at this address. Check destinationWriter.agent.baseUrl and"
    " ANTHROPIC_BASE_URL.",
    Code.TOO_LONG: "The conversation is longer than the model reads. Begin a new one, or ask about less at once.",
    Code.BAD_REQUEST: "The API does not accept the request.",
    Code.RATE_LIMIT: "The API limits how much this key may ask for in a time, and the limit is reached.",
    Code.OVERLOADED: "The API is overloaded.",
    Code.SERVER_ERROR: "The API failed on its side.",
    Code.CONNECTION: "The API cannot be reached. Check the network, the proxy (HTTPS_PROXY) and"
    " destinationWriter.agent.baseUrl.",
    Code.NETWORK_SETTING: "The network settings of this machine cannot be used. Check HTTPS_PROXY, HTTP_PROXY,"
    " ALL_PROXY, SSL_CERT_FILE and destinationWriter.agent.baseUrl.",
    Code.TIMEOUT: "The API sent nothing for too long (destinationWriter.agent.timeout).",
    Code.CUT_STREAM: "The connection broke in the middle of the answer.",
    Code.BAD_STREAM: "What came back is no answer of the Messages API. A proxy or gateway between here and the API may"
    " have replaced it.",
    Code.EMPTY: "The model ended its answer without a word, twice. Ask again, in other words or about less at once.",
    Code.NO_SDK: "The Python package anthropic cannot be loaded. Install destination-writer again, with all it needs.",
    Code.KNOWLEDGE: "A file of the knowledge cannot be used. Mend it, or take it out of .destination-writer/knowledge.",
    Code.INTERNAL: "The conversation failed inside destination-writer. This is a bug; the connector is untouched.",
}

PASSING = frozenset(
    {
        Code.RATE_LIMIT,
        Code.OVERLOADED,
        Code.SERVER_ERROR,
        Code.CONNECTION,
        Code.TIMEOUT,
        Code.CUT_STREAM,
        Code.BAD_STREAM,
    }
)
"""What may be over when the same request is sent again."""


@dataclass
class ModelProblem(Exception):
    """A request that did not give an answer.

    `detail` is what the other side said, `after` the seconds it wants to be left alone, `again` whether sending the
    same once more makes sense.
    """

    code: Code
    detail: str = ""
    after: float | None = None
    again: bool = False

    def __str__(self) -> str:
        return f"{WORDS[self.code]} ({self.detail})" if self.detail else WORDS[self.code]

    @classmethod
    def of(cls, code: Code, detail: str = "", after: float | None = None) -> ModelProblem:
        return cls(code, _plain(detail), after, code in PASSING)


def _plain(detail: str) -> str:
    """What the other side said, as one short line: without the tags of a page and without control characters."""
    begin = re.sub(r"(?is)<(script|style)\b.*?</\1>|<[^<>]{0,300}>", " ", detail[:20_000])
    words = re.sub(r"[^\S ]|[\x00-\x1f\x7f-\x9f]", " ", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", begin))
    line = " ".join(words.split())
    return line if len(line) <= 300 else f"{line[:297]}..."
