"""Jinja, set up so that Kotlin can be written with it: `[[ value ]]`, `[% block %]`, `[# comment #]`."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from destination_writer.generate.errors import CannotGenerate
from destination_writer.text.files import Files

if TYPE_CHECKING:
    from jinja2 import Environment


@lru_cache(maxsize=4)
def _environment(files: Files) -> "Environment":
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(files.read),
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
    )


def render(files: Files, path: str, values: Mapping[str, object]) -> str:
    """The text that a template makes of the values. Raises CannotGenerate when it asks for one that is not there."""
    from jinja2 import UndefinedError

    try:
        return _environment(files).get_template(path).render(values)
    except UndefinedError as error:
        raise CannotGenerate(f"the template {path} cannot be filled here: {error.message}") from None
