"""Every category of failure has something else that leads on."""

import pytest

from destination_writer.knowledge.alternatives import load_alternatives
from destination_writer.knowledge.failures import Category
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles


def test_the_bundled_file_has_a_sentence_for_each_category() -> None:
    found = load_alternatives(DiskFiles(bundled("knowledge")))
    assert set(found) == set(Category)
    assert all(text.endswith(".") and text[0].isupper() for text in found.values())


@pytest.mark.parametrize("text", ["about: x\nalternatives: {timeout: A.}\n", "about: x\nalternatives: {nothing: A.}\n"])
def test_a_file_that_leaves_one_out_or_knows_another_is_refused(text: str) -> None:
    with pytest.raises(KnowledgeError, match=r"alternatives\.yaml"):
        load_alternatives(MemoryFiles({"alternatives.yaml": text}))
