"""What stands in front of every line of one log: a time and a name that its shipper puts there, in its own form."""

import re
from collections.abc import Sequence
from itertools import takewhile

SHORTEST = 4
"""Lines with text that a log needs before a beginning that they share counts as its own."""
_READ = 160
_DIGITS = re.compile(r"\d+")
_DIGIT = "\0"
_LEARNABLE = re.compile(
    r"[^/\\\"({]*\0:\0[^/\\\"({]*"  # a time of day, with what stands around it
    r"|#\0 (?:\0\.\0 )?"  # the steps of a container's build
    r"|[a-z][\w.-]*\0[\w.\0-]* (?:[a-z][\w.\0-]* )?"  # a pod and its container
)
_OF_THE_TEXT = re.compile(r"(?:(?:[ewi]:|at|>|\*|Caused by:|\w+Exception:?|\w+Error:?) )+$")
"""The end of a shared beginning that belongs to the text: every line of a trace begins with `at`."""


def shared_prefix(lines: Sequence[str]) -> re.Pattern[str] | None:
    """The beginning that nearly all lines share but for their numbers; None where there is none, or none to be sure of.

    Only times, build steps and pods are learned: a code or a path that all lines begin with is what they say.
    """
    shapes = sorted(_DIGITS.sub(_DIGIT, line.rstrip()[:_READ]) + " " for line in lines if line.strip())
    if len(shapes) < SHORTEST:
        return None
    odd = len(shapes) // 20
    pairs = zip(shapes[odd], shapes[-1 - odd], strict=False)
    common = "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    prefix = _OF_THE_TEXT.sub("", common[: common.rfind(" ") + 1])
    if not prefix.strip() or not _LEARNABLE.fullmatch(prefix):
        return None
    return re.compile(re.escape(prefix.rstrip()).replace(re.escape(_DIGIT), r"\d+") + r"(?: |$)")
