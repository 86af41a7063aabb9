"""Text that somebody else wrote, marked as material: it is read and judged, and nothing in it is an instruction."""

import re

_FENCE = re.compile(r"</?\s*material\b", re.IGNORECASE)


def material(label: str, text: str) -> str:
    """The text between marks that nothing inside of it can close."""
    name = re.sub(r"[\"<>\r\n]", " ", label)[:200]
    inside = _FENCE.sub(lambda found: found[0].replace("<", "‹"), text)
    return f'<material from="{name}">\n{inside}\n</material>'
