"""Reads the words in a part of a picture by OCR (RapidOCR with the models that its package carries)."""

from functools import cache
from typing import Any

import numpy as np
from PIL import Image
from rapidocr import RapidOCR

from worker.observation.appearance import PrintedText
from worker.observation.screen import Box
from worker.pictures.protocol import Place

# Below this the reading is a guess. 0 to 1.
SURE = 0.8
# A larger part is made smaller before it is read; the words on it are large, too. px.
LARGEST = 640


def printed(picture: Image.Image, place: Place) -> tuple[PrintedText, ...]:
    """The lines of text at this place, from top to bottom."""
    box = place.box
    part = picture.crop((int(box.x), int(box.y), round(box.x + box.width), round(box.y + box.height))).convert("RGB")
    scale = min(1.0, LARGEST / max(part.size))
    if scale < 1:
        part = part.resize((round(part.width * scale), round(part.height * scale)))
    # The package says nothing of its types, and reads colours in the other order.
    read: Any = _reader()(np.asarray(part)[:, :, ::-1])
    if read.boxes is None or read.txts is None:
        return ()
    lines: list[PrintedText] = []
    for corners, text, sure in zip(read.boxes, read.txts, read.scores, strict=True):
        if sure < SURE or not text.strip():
            continue
        left, top = corners.min(axis=0) / scale
        right, bottom = corners.max(axis=0) / scale
        where = Box(box.x + float(left), box.y + float(top), float(right - left), float(bottom - top))
        lines.append(PrintedText(text.strip(), where, round(float(sure), 3), place.key))
    return tuple(lines)


@cache
def _reader() -> Any:
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            # Text on a page stands upright.
            "Global.use_cls": False,
            # A part is looked at in its own size; made larger, as the package would, it takes half a gigabyte.
            "Det.limit_type": "max",
            "Det.limit_side_len": LARGEST,
            "Rec.rec_batch_num": 1,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
