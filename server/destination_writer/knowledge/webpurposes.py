"""What the web may be asked about, and where (`web.yaml`)."""

import re
from typing import Annotated

from pydantic import Field

from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.text.files import Files

PATH = "web.yaml"
Domain = Annotated[str, Field(pattern=r"^[a-z0-9-]+(?:\.[a-z0-9-]+)+$")]


class WebFile(Strict):
    """`domains` serve every database; a domain of `never` (or below one) is left out, whoever asks for it."""

    about: str
    purposes: tuple[str, ...]
    never: tuple[Domain, ...]
    domains: tuple[Domain, ...]


def load_web(files: Files) -> WebFile:
    """Raises KnowledgeError for a file that does not fit."""
    return load_model(files, PATH, WebFile)


def domains_for(files: Files, dialect: Dialect | None, own: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The sites that may be searched for a database, sorted: its manual's, the common ones and a person's own. Raises
    KnowledgeError."""
    book = load_web(files)
    manual = [_host(page.url) for page in dialect.docs.values()] if dialect else []
    asked = {name.strip().lower() for name in (*book.domains, *manual, *own)} - {""}
    return tuple(sorted(name for name in asked if not any(_is_below(name, no) for no in book.never)))


def _is_below(name: str, domain: str) -> bool:
    return name == domain or name.endswith(f".{domain}")


def _host(url: str) -> str:
    found = re.match(r"https://([\w.-]+)", url)
    return found[1] if found else ""
