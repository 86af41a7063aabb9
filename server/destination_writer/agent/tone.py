"""The tone of an answer: wording that makes a failure look smaller is found while the answer is written.

`ToneScreen` holds text back until its sentence is whole. A sentence with such a wording is never shown: the engine is
given the objection, stops the answer and asks for that part anew. Code is not judged, for it may be material. Pure.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from destination_writer.agent.values import Screened
from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.text.files import Files

TONE_PATH = "prompts/tone.yaml"
LONGEST = 1200
"""Characters of a sentence that are held back at most; a longer one is judged in parts that overlap."""
OVERLAP = 80
LEFT_OUT = "(A sentence is left out here: it made a failure look smaller than it is. A failing test is a blocker.)"

_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_MAY_BECOME_FENCE = re.compile(r" {0,3}(?:`{0,2}|~{0,2})")
_END = re.compile(r"[.!?…][\"'”’)\]*_]*(?=\s)|\n(?=[ \t]*(?:\n|[-*+>#|]|\d+[.)]\s|```|~~~))")
_ROW = re.compile(r"[ \t]*\|[^\n]*\n")
_INLINE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_SPACES = re.compile(r"\s+")
_MARKS = re.compile("[*_~\u00ad\u200b-\u200f\u2060\ufeff]")
_LEAD_IN = re.compile(r"\s*(?:(?:[-*+>|]|#{1,6}|\d+[.)])[ \t]+)*")


class Phrase(Strict):
    """One wording. `says` is the phrase in plain words, `pattern` finds its kin, `why` is told to the model."""

    says: str = Field(min_length=3)
    pattern: str = Field(min_length=3)
    why: str = Field(min_length=3)

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            found = re.compile(pattern, re.IGNORECASE)
        except re.error as error:
            raise PydanticCustomError("pattern", "is no regular expression: {reason}", {"reason": str(error)}) from None
        if found.search(""):
            raise PydanticCustomError("pattern", "matches the empty text, and so every sentence")
        return pattern

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)


class Tone(Strict):
    """All of `knowledge/prompts/tone.yaml`. `lead` is what to do in place of softening."""

    lead: str = Field(min_length=10)
    phrases: tuple[Phrase, ...] = Field(min_length=1)

    def softened(self, text: str) -> "Softened | None":
        """The first wording of a sentence or more that must not be said; None when there is none."""
        plain = _plain(text)
        for phrase in self.phrases:
            found = phrase.regex.search(plain)
            if found is not None:
                return Softened(phrase.says, found.group().strip(), plain.strip(), phrase.why, self.lead)
        return None


@dataclass(frozen=True, slots=True)
class Softened:
    """`phrase` is the phrase's plain words, `found` what stood in the `sentence`."""

    phrase: str
    found: str
    sentence: str
    why: str
    lead: str

    @property
    def for_the_model(self) -> str:
        return (
            f'The wording "{self.found}" must not be used (as in "{self.phrase}"): {self.why}. {self.lead} '
            "That sentence was not shown to the person."
        )


def load_tone(files: Files) -> Tone:
    """Raises KnowledgeError with file, line and key."""
    return load_model(files, TONE_PATH, Tone)


class ToneScreen:
    """Judges one answer while it is written (`agent.values.Screen`).

    After an objection nothing more is shown. With `omit` there is no objection: the sentence is left out, and a line
    says so; that is for an answer that was asked for anew as often as it may be.
    """

    def __init__(self, tone: Tone, *, omit: bool = False) -> None:
        self._tone, self._omit = tone, omit
        self._held = ""
        self._fence = ""
        """What closes the fenced block that the text is in; empty outside."""
        self._at_line_start = True
        self._is_over = False
        self._left_out = False

    def feed(self, text: str) -> Screened:
        self._held += text
        return self._judged(is_end=False)

    def end(self) -> Screened:
        return self._judged(is_end=True)

    def _judged(self, *, is_end: bool) -> Screened:
        show: list[str] = []
        while not self._is_over and (piece := self._piece(is_end)):
            is_code = self._track_fence(piece)
            found = None if is_code else self._tone.softened(piece)
            if found is not None and not self._omit:
                self._is_over, self._held = True, ""
                return Screened("".join(show), found.for_the_model)
            show.append(piece if found is None else self._in_place_of(piece))
            self._left_out = found is not None or (self._left_out and not piece.strip())
        return Screened("".join(show))

    def _piece(self, is_end: bool) -> str:
        """The next line of code or sentence, taken from what is held; empty while it is not whole."""
        held = self._held
        may_be_code = self._fence or (self._at_line_start and _FENCE.match(held))
        if may_be_code:
            end = held.find("\n") + 1
        elif self._at_line_start and not is_end and _MAY_BECOME_FENCE.fullmatch(held):
            end = 0
        else:
            end = self._sentence_end(held)
        if not end and is_end:
            end = len(held)
        self._held = held[end:]
        return held[:end]

    def _sentence_end(self, held: str) -> int:
        """Behind the sentence, 0 while it is not whole. A full stop in code ends none."""
        if self._at_line_start and (row := _ROW.match(held)):
            return row.end()
        for found in _END.finditer(held):
            if found.group()[0] == "\n" or held.count("`", 0, found.start()) % 2 == 0:
                return found.end()
        if len(held) <= LONGEST or (self._tone.softened(held) is not None and not self._omit):
            return len(held) if len(held) > LONGEST else 0
        return max(held.rfind(" ", 0, len(held) - OVERLAP), 1)

    def _track_fence(self, piece: str) -> bool:
        """Whether the piece belongs to a fenced block; keeps where the text stands."""
        fence = _FENCE.match(piece) if self._at_line_start else None
        is_code = bool(self._fence or fence)
        if self._fence and fence and fence[1].startswith(self._fence) and not piece.strip().strip("`~"):
            self._fence = ""
        elif fence and not self._fence:
            self._fence = fence[1]
        self._at_line_start = piece.endswith("\n")
        return is_code

    def _in_place_of(self, piece: str) -> str:
        lead = _LEAD_IN.match(piece)
        end = "\n" if piece.endswith("\n") else ""
        return end if self._left_out else f"{lead.group() if lead else ''}{LEFT_OUT}{end}"


def _plain(text: str) -> str:
    """A sentence as it is heard: without marks and invisible characters, its code replaced by a sign."""
    return _SPACES.sub(" ", _MARKS.sub("", _INLINE.sub("`…`", text)).replace("’", "'"))
