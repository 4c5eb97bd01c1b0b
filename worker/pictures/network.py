"""Runs the network: which places of a picture look broken, and how much."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime  # pyright: ignore[reportMissingTypeStubs]
from PIL import Image

from worker.observation.appearance import Blemish
from worker.observation.screen import Box

MODEL = Path(__file__).parent / "model" / "visual_faults.onnx"
# In the order of the network's outputs.
KINDS = ("overlap", "covered", "cut", "missing", "garbled")
# One answer of the network stands for a square of this side, px.
CELL = 32
# Less is noise and not even worth telling; what is enough for a finding is for the detector to say.
NOTICED = 0.5


def blemishes(picture: Image.Image) -> tuple[Blemish, ...]:
    """At most one for each kind: the place where it is strongest, with the places around it that look so too."""
    wide, high = picture.width // CELL * CELL, picture.height // CELL * CELL
    points = np.asarray(picture.convert("RGB").crop((0, 0, wide, high)))[None]
    found: list[Blemish] = []
    for kind, cells in zip(KINDS, _session().run(None, {"picture": points})[0][0], strict=True):
        row, column = (int(one) for one in np.unravel_index(int(np.argmax(cells)), cells.shape))
        strongest = float(cells[row, column])
        if strongest >= NOTICED:
            found.append(Blemish(kind, _around(cells >= 0.5 * strongest, row, column), round(strongest, 4)))
    return tuple(found)


def _around(alike: "np.ndarray[Any, Any]", row: int, column: int) -> Box:
    """The box of the cells that hang together with this one."""
    reached, waiting = {(row, column)}, [(row, column)]
    while waiting:
        y, x = waiting.pop()
        for near in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
            inside = 0 <= near[0] < alike.shape[0] and 0 <= near[1] < alike.shape[1]
            if inside and near not in reached and bool(alike[near]):
                reached.add(near)
                waiting.append(near)
    top, left = min(y for y, _ in reached), min(x for _, x in reached)
    bottom, right = max(y for y, _ in reached) + 1, max(x for _, x in reached) + 1
    return Box(left * CELL, top * CELL, (right - left) * CELL, (bottom - top) * CELL)


@cache
def _session() -> Any:
    runtime: Any = onnxruntime  # says nothing of its types
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    return runtime.InferenceSession(MODEL, options, providers=["CPUExecutionProvider"])
