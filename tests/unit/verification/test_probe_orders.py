"""A way proves its answer whichever stands first: the checklist's own answer is tried before the others."""

import pytest

from destination_writer.knowledge.experiments import Experiment, load_experiments
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

CHOICES = [
    one
    for one in load_experiments(Knowledge(DiskFiles(bundled("knowledge"))).files)
    if len({way.answer for way in one.ways if not way.given}) > 1
]


@pytest.mark.parametrize("one", CHOICES, ids=lambda one: one.slug)
def test_no_way_is_a_part_of_another_that_proves_something_else(one: Experiment) -> None:
    """Were it, the shorter one would work wherever the longer does."""
    for first in one.ways:
        for second in one.ways:
            if first.answer == second.answer or first.given or second.given:
                continue
            checks = (first.expect, first.absent, first.refused)
            is_part = first.run == second.run[: len(first.run)] and checks == (None, None, "")
            assert not is_part, (first.answer, second.answer)
