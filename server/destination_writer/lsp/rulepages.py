"""Where a rule's page lies, for the link that an editor makes of a diagnostic's code."""

from functools import cache

from destination_writer.lsp.uris import uri_of
from destination_writer.toolchain.bundled import bundled


@cache
def rule_page(code: str) -> str | None:
    """The URI of the page in the package; None for a code that has none."""
    try:
        page = bundled("knowledge") / "rules" / f"{code}.md"
    except FileNotFoundError:
        return None
    return uri_of(page) if page.is_file() else None
