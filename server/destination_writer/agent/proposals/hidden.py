"""What a proposal must not bring in unseen: characters that nobody sees, and stand-ins in place of secrets."""

from collections import Counter
from collections.abc import Iterator, Mapping

from destination_writer.agent.redaction import holds_stand_in
from destination_writer.text.visible import visible

BOM = "\ufeff"


def hidden_faults(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each file that gains such a character (a person would read another text than the compiler), or a
    stand-in (it would be written in the secret's place)."""
    for path in sorted(after):
        old, new = before.get(path, ""), after[path].removeprefix(BOM)
        gained = Counter(_unseen(new)) - Counter(_unseen(old.removeprefix(BOM)))
        if gained:
            signs = ", ".join(f"U+{ord(sign):04X}" for sign in sorted(gained))
            yield f"{path}: the new text has characters that nobody sees ({signs}); write them as escapes or leave them"
        if holds_stand_in(new) and not holds_stand_in(old):
            yield (
                f"{path}: `[secret …]` stands for a secret that was kept from you, and would be written in its place; "
                "leave that part of the file as it is, or read the value from the configuration"
            )


def _unseen(text: str) -> Iterator[str]:
    plain = text.replace("\r\n", "\n")
    return (sign for sign in plain if not sign.isprintable() and sign not in "\n\t" and visible(sign) != sign)
