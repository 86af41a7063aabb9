"""What a conversation has used, what that cost, and whether it may go on."""

from __future__ import annotations

from destination_writer.agent.settings import AgentSettings
from destination_writer.agent.values import Usage
from destination_writer.knowledge.models import MILLION, ModelBook


class Purse:
    """Counts an answer (`turn`) and the conversation. `cost` is None as soon as one model's price is not known."""

    def __init__(self, settings: AgentSettings, book: ModelBook | None) -> None:
        self.settings, self._book = settings, book
        self.turn, self.total = Usage(), Usage()
        self.turn_cost: float | None = 0.0
        self.total_cost: float | None = 0.0

    def new_conversation(self) -> None:
        self.new_turn()
        self.total, self.total_cost = Usage(), 0.0

    def new_turn(self) -> None:
        self.turn, self.turn_cost = Usage(), 0.0

    def spend(self, model: str, usage: Usage) -> None:
        self.turn, self.total = self.turn + usage, self.total + usage
        cost = self.cost(model, usage)
        self.turn_cost = None if cost is None or self.turn_cost is None else self.turn_cost + cost
        self.total_cost = None if cost is None or self.total_cost is None else self.total_cost + cost

    def cost(self, model: str, usage: Usage) -> float | None:
        """Dollars of one request, or None where the price is not known."""
        own = (self.settings.prices or {}).get(model)
        if own is not None:
            read = usage.input + usage.cache_written + usage.cache_read
            return (read * own[0] + usage.output * own[1]) / MILLION + usage.searches * self._searching
        facts = self._book.facts(model) if self._book else None
        if facts is None:
            return None
        prompt = usage.input + usage.cache_written + usage.cache_read
        price = facts.long.price if facts.long and prompt > facts.long.above else facts.price
        tokens = price.of(usage.input, usage.output, usage.cache_written, usage.cache_read)
        return tokens + usage.searches * self._searching

    @property
    def _searching(self) -> float:
        """Dollars of one search by the API's own tool."""
        return self._book.web_search if self._book else 0.0

    def reached(self) -> str:
        """Which budget is used up, and what to do, in words; empty while there is room."""
        limits = self.settings
        if limits.conversation_cost and self.total_cost is not None and self.total_cost >= limits.conversation_cost:
            return (
                f"This conversation has cost ${self.total_cost:.2f}; its budget is ${limits.conversation_cost:.2f}"
                " (destinationWriter.agent.conversationCost). Begin a new one, or raise the budget."
            )
        if limits.turn_cost and self.turn_cost is not None and self.turn_cost >= limits.turn_cost:
            return (
                f"This answer has cost ${self.turn_cost:.2f}; its budget is ${limits.turn_cost:.2f}"
                " (destinationWriter.agent.turnCost). Say how to go on: that begins a new answer."
            )
        if limits.conversation_tokens and self.total.total >= limits.conversation_tokens:
            return (
                f"This conversation has used {self.total.total:,} tokens; its budget is"
                f" {limits.conversation_tokens:,} (destinationWriter.agent.conversationTokens). Begin a new one, or"
                " raise the budget."
            )
        if limits.turn_tokens and self.turn.total >= limits.turn_tokens:
            return (
                f"This answer has used {self.turn.total:,} tokens; its budget is {limits.turn_tokens:,}"
                " (destinationWriter.agent.turnTokens). Say how to go on: that begins a new answer."
            )
        return ""

    def room(self, model: str) -> int:
        """Tokens that may be read and written together: what is set, or less where the model reads less."""
        facts = self._book.facts(model) if self._book else None
        if facts is None:
            return self.settings.context_tokens
        return max(4_000, min(self.settings.context_tokens, facts.context - self.settings.max_tokens))

    def longest_answer(self, model: str) -> int:
        facts = self._book.facts(model) if self._book else None
        return min(self.settings.max_tokens, facts.max_output) if facts else self.settings.max_tokens
