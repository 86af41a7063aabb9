"""Test reports that are almost XML: forbidden characters, bare ampersands, wrong encodings, several roots."""

import re

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[fF]{3}[eEfF])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));"
)
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")


def repaired(content: str | bytes) -> str:
    """Text with forbidden characters replaced; bytes that are not in the declared encoding become U+FFFD."""
    text = content if isinstance(content, str) else content.decode(_declared(content), "replace")
    text = text[max(text.find("<"), 0) :]
    text = re.sub(r"^<\?xml[^>]*\?>", lambda m: "\n" * m[0].count("\n"), text)
    text = _BARE_AMPERSAND.sub("&amp;", _FORBIDDEN.sub("\ufffd", text))
    return f"<testsuites>{text}</testsuites>"


def _declared(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    match = re.search(rb"""encoding=["']([\w.-]+)["']""", content[:200])
    name = match[1].decode("ascii", "replace") if match else "utf-8"
    try:
        "".encode(name)
    except LookupError:
        return "utf-8"
    return name if not name.lower().startswith("utf-16") else "utf-8"
