"""Jinja, set up so that Kotlin can be written with it: `[[ value ]]`, `[% block %]`, `[# comment #]`.

Templates may come from the workspace, which may be somebody else's: they are rendered in Jinja's sandbox, where neither
Python's inside nor the file system can be reached.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from destination_writer.generate.errors import CannotGenerate
from destination_writer.text.files import Files, UnreadableFile

if TYPE_CHECKING:
    from jinja2 import Environment

_REMEDY = (
    "Correct that line; a template of the workspace lies below .destination-writer/templates, and without it the "
    "one that comes with the package is taken"
)


@lru_cache(maxsize=8)
def _environment(files: Files) -> "Environment":
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    def load(path: str) -> tuple[str, str, Callable[[], bool]] | None:
        if not files.exists(path):
            return None
        text = files.read(path)
        return text, path, lambda: files.exists(path) and files.read(path) == text

    return SandboxedEnvironment(
        loader=FunctionLoader(load),
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
    """The text that a template makes of the values.

    Raises CannotGenerate, with file and line, when a template, or one that it includes, is wrong.
    """
    from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

    try:
        return _environment(files).get_template(path).render(values)
    except TemplateSyntaxError as error:
        raise _broken(error.name or path, error.lineno, str(error.message)) from None
    except TemplateNotFound as error:
        raise _broken(*_place(files, path, error), f"there is no template {error.name}") from None
    except UnreadableFile as error:
        raise _broken(path, None, str(error)) from None
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RuntimeError) as error:
        raise _broken(*_place(files, path, error), str(error) or type(error).__name__) from None


def syntax_problem(files: Files, path: str) -> str:
    """Why a template cannot be read as one, with its line; empty when it can."""
    from jinja2 import TemplateSyntaxError

    try:
        _environment(files).parse(files.read(path))
    except TemplateSyntaxError as error:
        return f"{path}:{error.lineno}: {error.message}"
    return ""


def _broken(path: str, line: int | None, reason: str) -> CannotGenerate:
    return CannotGenerate(f"the template {path}{f', line {line}' if line else ''}: {reason}. {_REMEDY}")


def _place(files: Files, path: str, error: BaseException) -> tuple[str, int | None]:
    """The template, and its line, that an error was raised in: Jinja gives its frames the template's name and lines."""
    place: tuple[str, int | None] = (path, None)
    frame = error.__traceback__
    while frame is not None:
        name = frame.tb_frame.f_code.co_filename
        if name.endswith(".j2") and files.exists(name):
            place = (name, frame.tb_lineno)
        frame = frame.tb_next
    return place
