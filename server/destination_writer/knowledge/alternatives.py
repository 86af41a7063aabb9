"""What else leads on where a failure's fix is blocked: `alternatives.yaml`."""

from destination_writer.knowledge.failures import Category
from destination_writer.knowledge.loading import KnowledgeError, Strict, load_model
from destination_writer.text.files import Files, OverlayFiles

PATH = "alternatives.yaml"


class AlternativesFile(Strict):
    """A sentence for each category of failure."""

    about: str
    alternatives: dict[Category, str]


def load_alternatives(files: Files) -> dict[Category, str]:
    """Raises KnowledgeError for a file that does not fit, or that leaves a category out; a workspace's own may say
    something of some categories alone."""
    found = load_model(files, PATH, AlternativesFile).alternatives
    if isinstance(files, OverlayFiles) and files.lower.exists(PATH):
        found = load_alternatives(files.lower) | found
    missing = [category.value for category in Category if category not in found]
    if missing:
        raise KnowledgeError(PATH, None, "alternatives", f"there is nothing for {', '.join(missing)}")
    return found
