"""What the models of the Messages API read, write and cost: `models.yaml`."""

from datetime import date

from pydantic import Field

from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.text.files import Files

PATH = "models.yaml"
MILLION = 1_000_000


class Price(Strict):
    """US dollars for a million tokens."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    cache_write: float = Field(ge=0)
    """For the cache that holds five minutes."""
    cache_read: float = Field(ge=0)

    def of(self, read: int, written: int, cached: int, from_cache: int) -> float:
        """Dollars for so many tokens: read without the cache, written as the answer, put into the cache, from it"""
        dear = read * self.input + written * self.output + cached * self.cache_write + from_cache * self.cache_read
        return dear / MILLION


class LongPrice(Strict):
    """What every token of a request costs whose prompt, with what the cache gave, is longer than `above` tokens."""

    above: int = Field(gt=0)
    price: Price


class ModelFacts(Strict):
    """`context` tokens are what the model reads and writes together, `max_output` what it writes at most."""

    context: int = Field(gt=0)
    max_output: int = Field(gt=0)
    price: Price
    long: LongPrice | None = None


class ModelBook(Strict):
    """The models that are known, by the name that a request gives."""

    about: str
    as_of: date
    source: str
    web_search: float = Field(ge=0)
    """US dollars for one search by the API's own tool, beside the tokens that its results take."""
    models: dict[str, ModelFacts]

    def facts(self, name: str) -> ModelFacts | None:
        """Of a model, or of the one of which this name is a dated release (`claude-haiku-4-5-20251001`)."""
        if name in self.models:
            return self.models[name]
        base, _, ending = name.rpartition("-")
        return self.models.get(base) if len(ending) == 8 and ending.isdigit() else None


def load_models(files: Files) -> ModelBook:
    """Raises KnowledgeError with file, line and key."""
    return load_model(files, PATH, ModelBook)
