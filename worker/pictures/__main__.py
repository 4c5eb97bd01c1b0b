"""The reading process: answers questions from standard input until it ends."""

import io
import sys
from typing import BinaryIO

from PIL import Image

from worker.pictures.protocol import Answer, Question, Refusal


def answer(question: Question, png: bytes) -> Answer:
    """Read one picture. The libraries are loaded when first needed: most pages have no words to be read."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    found = Answer()
    if question.blemishes:
        from worker.pictures.network import blemishes

        found = found.model_copy(update={"blemishes": blemishes(picture)})
    if question.places:
        from worker.pictures.text import printed

        lines = tuple(line for place in question.places for line in printed(picture, place))
        found = found.model_copy(update={"printed": lines})
    return found


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """One answer a question, in order; a picture that breaks a library costs its own answer only."""
    while line := questions.readline():
        question = Question.model_validate_json(line)
        png = questions.read(question.size)
        try:
            said: Answer | Refusal = answer(question, png)
        except Exception as error:  # noqa: BLE001 - libraries read what a stranger drew; the next picture may be fine
            said = Refusal(error=f"{type(error).__name__}: {error}")
        answers.write(said.model_dump_json().encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    channel = sys.stdout.buffer
    # What a library prints must not end up among the answers.
    sys.stdout = sys.stderr
    serve(sys.stdin.buffer, channel)
