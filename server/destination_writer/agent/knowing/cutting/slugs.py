"""Anchors made of titles."""

import re

_OTHER = re.compile(r"[^a-z0-9]+")


def slug(text: str) -> str:
    """`Error instantiating TableCatalog; No bean of type [...X]` becomes
    `error-instantiating-tablecatalog-no-bean-of-type-x`."""
    return _OTHER.sub("-", text.lower()).strip("-")
