"""What the SDK raises, as our own problems. Status codes and types are those of the API's page on errors."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from math import isfinite

import anthropic
import httpx2

from destination_writer.agent.problems import Code, ModelProblem

_BY_TYPE = {
    "authentication_error": Code.WRONG_KEY,
    "billing_error": Code.NO_CREDIT,
    "permission_error": Code.NO_PERMISSION,
    "not_found_error": Code.UNKNOWN_MODEL,
    "request_too_large": Code.TOO_LONG,
    "rate_limit_error": Code.RATE_LIMIT,
    "timeout_error": Code.SERVER_ERROR,
    "api_error": Code.SERVER_ERROR,
    "overloaded_error": Code.OVERLOADED,
    "conflict_error": Code.SERVER_ERROR,
}
_BY_STATUS = {
    401: Code.WRONG_KEY,
    402: Code.NO_CREDIT,
    403: Code.NO_PERMISSION,
    404: Code.WRONG_ADDRESS,
    405: Code.WRONG_ADDRESS,
    408: Code.SERVER_ERROR,
    409: Code.SERVER_ERROR,
    413: Code.TOO_LONG,
    429: Code.RATE_LIMIT,
    529: Code.OVERLOADED,
}
_UNPAID = ("credit balance", "spend limit", "usage limit", "billing")
_UNPAID_CODES = ("spend_limit", "on_hold", "billing")
_TOO_LONG = ("prompt is too long", "too many total text bytes", "exceed context limit", "exceeds the maximum")


def problem_of(error: Exception) -> ModelProblem:
    """Whatever came out of the SDK while a request was made or its stream was read."""
    if isinstance(error, anthropic.APIStatusError):
        return _of_status(error)
    if isinstance(error, (anthropic.APITimeoutError, httpx2.TimeoutException)):
        return ModelProblem.of(Code.TIMEOUT)
    if isinstance(error, anthropic.APIConnectionError):
        return ModelProblem.of(Code.CONNECTION, _cause(error))
    if isinstance(error, httpx2.DecodingError):
        return ModelProblem.of(Code.BAD_STREAM, str(error))
    if isinstance(error, (httpx2.RemoteProtocolError, httpx2.ReadError)):
        return ModelProblem.of(Code.CUT_STREAM, str(error))
    if isinstance(error, (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError, ssl.SSLError)):
        return ModelProblem.of(Code.CONNECTION, str(error))
    if isinstance(error, UnicodeDecodeError):
        return ModelProblem.of(Code.BAD_STREAM, "the stream is not UTF-8")
    return ModelProblem.of(Code.INTERNAL, f"{type(error).__name__}: {error}")


def _of_status(error: anthropic.APIStatusError) -> ModelProblem:
    if error.status_code == 407:
        return ModelProblem(Code.NETWORK_SETTING, "HTTP 407: the proxy wants a name and a password")
    if error.status_code in (401, 403) and "html" in error.response.headers.get("content-type", ""):
        problem = ModelProblem.of(Code.BAD_STREAM, f"HTTP {error.status_code}: {error.response.text}")
        problem.again = False
        return problem
    kind = str(error.type or "")
    message = error.api_message or str(error)
    problem = problem_of_error(error.status_code, kind, message, error.error_code or "")
    problem.after = _seconds(error.response.headers)
    if problem.code is Code.RATE_LIMIT and problem.after is None and "spend" in message.lower():
        problem = ModelProblem.of(Code.NO_CREDIT, message)
    wish = error.response.headers.get("x-should-retry")
    if wish == "false":
        problem.again = False
    return problem


def problem_of_error(status: int | None, kind: str, message: str, code: str = "") -> ModelProblem:
    """By the error's code, its words where those alone tell, its type and its status."""
    words = message.lower()
    if any(part in code for part in _UNPAID_CODES) or (status == 400 and any(part in words for part in _UNPAID)):
        return ModelProblem.of(Code.NO_CREDIT, message)
    if status == 400 and any(part in words for part in _TOO_LONG):
        return ModelProblem.of(Code.TOO_LONG, message)
    if kind in _BY_TYPE:
        return ModelProblem.of(_BY_TYPE[kind], message)
    if status is not None and 300 <= status < 400:
        return ModelProblem.of(Code.WRONG_ADDRESS, f"HTTP {status}: it sends elsewhere")
    if status in _BY_STATUS:
        return ModelProblem.of(_BY_STATUS[status], f"HTTP {status}: {message}")
    if status is None or status >= 500:
        return ModelProblem.of(Code.SERVER_ERROR, message if status is None else f"HTTP {status}: {message}")
    return ModelProblem.of(Code.BAD_REQUEST, message)


def _seconds(headers: Mapping[str, str]) -> float | None:
    """The wait that the API asks for. A date in place of seconds is not used by this API."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers[name]) * unit
        except (KeyError, ValueError):
            continue
        if isfinite(seconds) and seconds >= 0:
            return seconds
    return None


def _cause(error: BaseException) -> str:
    """The innermost reason, which names the host or the certificate; the SDK's own words say `Connection error`."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error)
