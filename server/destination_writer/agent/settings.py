"""How a conversation is held: `destinationWriter.agent.*` of the editor, or the environment. Imports nothing heavy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import cast

DEFAULT_MODEL = "claude-sonnet-5-5"
"""Among the models that the SDK names (anthropic 2.12, `types/model.py`), the one of the middle."""
DEFAULT_FAST_MODEL = "claude-haiku-5-5"


@dataclass(frozen=True)
class AgentSettings:
    """Tokens are tokens of the API, times seconds, money US dollars. Zero as a budget means: no such limit."""

    model: str = DEFAULT_MODEL
    fast_model: str = DEFAULT_FAST_MODEL
    """For summaries of a conversation that grew too long."""
    max_tokens: int = 16_000
    """The longest answer to one request, thinking included."""
    base_url: str = ""
    timeout: float = 60.0
    """Without any sign of life from the API."""
    attempts: int = 4
    """For one request, the first included."""
    longest_wait: float = 60.0
    """A wish of the API to wait longer ends the answer instead."""
    tool_rounds: int = 25
    tool_timeout: float = 1_900.0
    """For one run of a tool; a checkpoint has a limit of its own below this."""
    proposal_attempts: int = 3
    tone_attempts: int = 2
    continuations: int = 2
    """How often an answer that was too long, or cut, is taken up again."""
    context_tokens: int = 150_000
    """The conversation is shortened above this, or above what the model reads."""
    output_characters: int = 30_000
    """The longest output of a tool that is handed on."""
    turn_tokens: int = 1_500_000
    conversation_tokens: int = 10_000_000
    turn_cost: float = 2.0
    conversation_cost: float = 10.0
    log_folder: str = ""
    """Where requests are logged, redacted. Empty: nowhere."""
    prices: Mapping[str, tuple[float, float]] | None = None
    """Dollars for a million tokens read and written, by model, over those of knowledge/models.yaml."""


ENVIRONMENT = {
    "DESTINATION_WRITER_MODEL": "model",
    "DESTINATION_WRITER_FAST_MODEL": "fast_model",
    "DESTINATION_WRITER_MAX_TOKENS": "max_tokens",
    "DESTINATION_WRITER_MODEL_TIMEOUT": "timeout",
    "DESTINATION_WRITER_CONVERSATION_COST": "conversation_cost",
    "DESTINATION_WRITER_TURN_COST": "turn_cost",
    "DESTINATION_WRITER_CONTEXT_TOKENS": "context_tokens",
    "DESTINATION_WRITER_MODEL_LOG": "log_folder",
    "ANTHROPIC_BASE_URL": "base_url",
}
KEY = "ANTHROPIC_API_KEY"
_LEAST = {"max_tokens": 256, "timeout": 1, "context_tokens": 8_000, "turn_cost": 0, "conversation_cost": 0}


OF_EDITOR = {
    "model": "model",
    "fastModel": "fast_model",
    "maxTokens": "max_tokens",
    "contextTokens": "context_tokens",
    "timeout": "timeout",
    "baseUrl": "base_url",
    "turnCost": "turn_cost",
    "conversationCost": "conversation_cost",
    "turnTokens": "turn_tokens",
    "conversationTokens": "conversation_tokens",
    "logFolder": "log_folder",
}
"""Names below `destinationWriter.agent`, and ours."""


def of_editor(section: Mapping[str, object]) -> tuple[AgentSettings, tuple[str, ...]]:
    """The section `destinationWriter.agent` as an editor sent it, of the right types; an empty text is no wish. A price
    that cannot be read is left out and said."""
    default = AgentSettings()
    given = {
        name: type(getattr(default, name))(value)
        for key, name in OF_EDITOR.items()
        if (value := section.get(key)) is not None and value != ""
    }
    prices, problems = _prices(section.get("prices"))
    return replace(default, **given, prices=prices or None), problems


def _prices(value: object) -> tuple[dict[str, tuple[float, float]], tuple[str, ...]]:
    prices: dict[str, tuple[float, float]] = {}
    problems: list[str] = []
    for model, text in cast(Mapping[str, str], value or {}).items():
        parts = [_read(part.strip(), float, 0)[0] for part in text.split("/")]
        if len(parts) == 2 and isinstance(parts[0], float) and isinstance(parts[1], float):
            prices[model] = (parts[0], parts[1])
        else:
            problems.append(f"the price of {model} must be two numbers such as 2/10, not {text!r}; it is not used")
    return prices, tuple(problems)


def settings_from(
    environment: Mapping[str, str], given: AgentSettings | None = None
) -> tuple[AgentSettings, tuple[str, ...]]:
    """The settings of an editor (or the defaults) with the environment over them, and a sentence for each variable that
    cannot be used. `given` wins where it is not the default."""
    settings = given or AgentSettings()
    default = AgentSettings()
    kinds = {leaf.name: type(getattr(default, leaf.name)) for leaf in fields(AgentSettings)}
    problems: list[str] = []
    for variable, name in ENVIRONMENT.items():
        text = environment.get(variable, "").strip()
        if not text or getattr(settings, name) != getattr(default, name):
            continue
        value, problem = _read(text, kinds[name], _LEAST.get(name, 0))
        if problem:
            problems.append(f"{variable} must be {problem}, not {text!r}; {getattr(default, name)!r} is used")
        else:
            settings = replace(settings, **{name: value})
    return settings, tuple(problems)


def _read(text: str, kind: type, least: float) -> tuple[object, str]:
    if kind is str:
        return text, ""
    try:
        value = int(text.replace("_", "")) if kind is int else float(text)
    except ValueError:
        value = None
    if value is None or not least <= value <= 1e9:
        return None, f"a{' whole' if kind is int else ''} number from {least:g}"
    return value, ""


def key_from(environment: Mapping[str, str], given: str = "") -> str:
    """The API key: the one that the editor hands over from its secret store, else the environment's; empty when there
    is none. Nothing else is looked at: no file, no profile."""
    return given.strip() or environment.get(KEY, "").strip()
