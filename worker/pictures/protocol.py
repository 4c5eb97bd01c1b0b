"""What the reading process is asked, and what it answers: one JSON line each; the picture follows the question."""

from typing import Literal

from pydantic import BaseModel

from worker.observation.appearance import Blemish, PrintedText
from worker.observation.screen import Box


class Place(BaseModel):
    """A part of the picture that may carry words: the key of the image or canvas, and its box in px of the picture."""

    key: str
    box: Box


class Question(BaseModel):
    """Asks for the words at these places and, if wanted, for blemishes; `size` is the PNG's, bytes."""

    size: int
    places: tuple[Place, ...] = ()
    blemishes: bool = True


class Answer(BaseModel):
    """What is there, in px of the picture."""

    kind: Literal["answer"] = "answer"
    printed: tuple[PrintedText, ...] = ()
    blemishes: tuple[Blemish, ...] = ()


class Refusal(BaseModel):
    """The picture could not be read, and why."""

    kind: Literal["refusal"] = "refusal"
    error: str
