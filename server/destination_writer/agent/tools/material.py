"""Foreign text in what tools give back: fenced as the prompts fence it, and bounded by the tool itself."""

from destination_writer.agent.prompting.material import material as fenced

LIMIT = 60_000
"""Characters. Tools cut earlier, at a line's end and with a word on how to get the rest."""


def material(label: str, text: str) -> str:
    """`text` in a fence that nothing inside of it can close; `label` says where it is from."""
    return fenced(label, text, LIMIT)
