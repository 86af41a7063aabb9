"""The figures as one HTML page that needs nothing else: no script, no network, no file beside it."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields, is_dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from destination_writer.checkpoints.figures import words
from destination_writer.checkpoints.figures.charts import pass_rates, timeline
from destination_writer.checkpoints.figures.model import Figures
from destination_writer.checkpoints.figures.told import mended_by, short
from destination_writer.text.redaction import redacted

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATE = "report.html.j2"


def render_page(figures: Figures, names: Iterable[str] = ()) -> str:
    """`names` are those of this machine and its user: where one stands in a test's name or a title, it is left out."""
    shown = without_private(figures, names)
    return _template().render(
        figures=shown,
        timeline=timeline(shown),
        rates=pass_rates(shown),
        most_active=max((phase.active for phase in shown.phases), default=0.0),
        most_errors=max((error.count for error in shown.errors), default=0),
        mended_by=mended_by,
        short=short,
        **{name: getattr(words, name) for name in ("span", "percent", "share", "moment", "counted")}
        | {"told_rates": words.rates, "states": words.STATES, "dash": words.NONE},
    )


def as_json(figures: Figures, names: Iterable[str] = ()) -> dict[str, object]:
    """The same values for scripts, in seconds and shares of 1."""
    shown = without_private(figures, names)
    return asdict(shown) | {"by_hand": shown.by_hand, "is_empty": shown.is_empty}


def without_private(figures: Figures, names: Iterable[str] = ()) -> Figures:
    """Every text in the figures without paths, addresses, people and secrets: test names may hold anything."""
    return cast(Figures, _cleaned(figures, tuple(names)))


@lru_cache(maxsize=4096)
def _clean(text: str, names: tuple[str, ...]) -> str:
    return redacted(text, names)


def _cleaned(value: Any, names: tuple[str, ...]) -> Any:
    if type(value) is str:  # the words of an enumeration are ours
        return _clean(value, names)
    if isinstance(value, tuple):
        return tuple(_cleaned(item, names) for item in cast(tuple[Any, ...], value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **dict(_fields(value, names)))
    return value


def _fields(value: Any, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for field in fields(value):
        yield field.name, _cleaned(getattr(value, field.name), names)


@lru_cache(maxsize=1)
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("destination_writer.checkpoints.figures", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE)
