"""Squares to learn from: cut from rendered views, with faults that were put into the page or are painted on."""

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from training.visual_faults.network import CELL
from training.visual_faults.painting import Box, Square, paint
from training.visual_faults.render import KINDS

SIDE = 256
View = dict[str, Any]
Array = np.ndarray[Any, Any]
# Of a batch: squares around faults of rendered pages, the same places of the sound page or of another one, and the
# rest from sound pages, most of them painted on.
RENDERED_SHARE, TWIN_SHARE, UNPAINTED_SHARE = 0.22, 0.08, 0.2
# In a flat cell nothing can be seen of what covers or cuts letters.
FLAT = 24
# The side of the browser's mark of a missing picture, px.
MARK = 16


def views_of(pictures: Path, part: str) -> list[View]:
    """The rendered views of a part, each once."""
    lines = (pictures / "views.jsonl").read_text(encoding="utf-8").splitlines()
    views = {view["file"]: view for view in map(json.loads, lines)}
    return [view for view in views.values() if view["part"] == part]


def learning_views_of(pictures: Path) -> list[View]:
    """The views that are only there to learn from."""
    path = pictures / "learning.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def picture_of(pictures: Path, view: View) -> Array:
    """A view's points, cut to whole cells."""
    with Image.open(pictures / view["file"]) as opened:
        points = np.asarray(opened.convert("RGB"))
    return points[: points.shape[0] // CELL * CELL, : points.shape[1] // CELL * CELL]


def cells_of(points: Array, faults: list[dict[str, Any]]) -> tuple[Array, Array]:
    """What each cell should say, and which cells count: those at a fault's rim do not, nor those of a fault in which
    there is nothing to be seen.
    """
    rows, columns = points.shape[0] // CELL, points.shape[1] // CELL
    wanted = np.zeros((len(KINDS), rows, columns), np.float32)
    counts = np.ones((rows, columns), np.float32)
    tops, lefts = np.arange(rows) * CELL, np.arange(columns) * CELL
    tiles = points[: rows * CELL, : columns * CELL].reshape(rows, CELL, columns * CELL * 3)
    highest, lowest = (one.reshape(rows, columns, CELL, 3) for one in (tiles.max(axis=1), tiles.min(axis=1)))
    flat = (highest.max(axis=2).astype(np.int32) - lowest.min(axis=2)).max(axis=2) < FLAT
    for fault in faults:
        # Of a missing picture the mark can be seen; words and empty room beside it say nothing.
        most = MARK + 8 if fault["kind"] == "missing" else np.inf
        x, y = fault["x"], fault["y"]
        right, bottom = x + min(most, fault["width"]), y + min(most, fault["height"])
        across = np.minimum(right, lefts + CELL) - np.maximum(x, lefts)
        down = np.minimum(bottom, tops + CELL) - np.maximum(y, tops)
        counts[np.ix_(down > -0.75 * CELL, across > -0.75 * CELL)] = 0
        shared = down.clip(0)[:, None] * across.clip(0)[None]
        there = shared >= max(1, 0.25 * min(CELL, right - x) * min(CELL, bottom - y))
        if fault["kind"] != "garbled":
            there &= ~flat
        wanted[KINDS.index(fault["kind"])][there] = 1
    counts[wanted.any(0)] = 1
    return wanted, counts


def _moved(boxes: list[list[float]], left: int, top: int, least: float) -> list[Box]:
    """The boxes in a square's own coordinates, cut at its sides; what is nearly outside is left out."""
    found: list[Box] = []
    for x, y, width, height, *_ in boxes:
        begin, end = max(0.0, x - left), min(float(SIDE), x - left + width)
        if end - begin >= least and y >= top and y + height <= top + SIDE:
            found.append((begin, y - top, end - begin, height))
    return found


class Supply:
    """All that can be learned from, in memory."""

    def __init__(self, pictures: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        views = views_of(pictures, "train") + learning_views_of(pictures)
        self.views = [(view, picture_of(pictures, view)) for view in views]
        self.broken = [one for one in self.views if one[0]["faults"]]
        self.sound = [one for one in self.views if not one[0]["faults"]]
        self.known = [one for one in self.sound if one[0].get("lines") or one[0].get("pictures")]
        self.drawn = [one for one in self.known if one[0]["pictures"]]
        self.by_pair = {view["pair"]: (view, points) for view, points in self.sound if "pair" in view}
        self.marks = [mark for view, points in self.broken for mark in _marks(view, points)]

    def batch(self, size: int) -> tuple[Array, Array, Array]:
        """Squares, what their cells should say, and which cells count."""
        squares: list[tuple[Array, list[dict[str, Any]]]] = []
        while len(squares) < size:
            luck = self.chance.random()
            if luck < RENDERED_SHARE:
                squares.append(self._rendered(twin=False))
            elif luck < RENDERED_SHARE + TWIN_SHARE:
                squares.append(self._rendered(twin=True))
            else:
                squares.append(self._painted())
        cells = [cells_of(points, faults) for points, faults in squares]
        return (
            np.stack([one for one, _ in squares]),
            np.stack([one for one, _ in cells]),
            np.stack([one for _, one in cells]),
        )

    def _corner(self, points: Array, x: float, y: float) -> tuple[int, int]:
        """The left and top of a square that holds a point."""
        left = round(x) - self.chance.randint(24, SIDE - 24)
        top = round(y) - self.chance.randint(24, SIDE - 24)
        return max(0, min(left, points.shape[1] - SIDE)), max(0, min(top, points.shape[0] - SIDE))

    def _rendered(self, twin: bool) -> tuple[Array, list[dict[str, Any]]]:
        view, points = self.chance.choice(self.broken)
        fault = self.chance.choice(view["faults"])
        at = (fault["x"] + self.chance.random() * fault["width"], fault["y"] + self.chance.random() * fault["height"])
        left, top = self._corner(points, *at)
        faults = [one | {"x": one["x"] - left, "y": one["y"] - top} for one in view["faults"]]
        if twin:
            _, points = self.by_pair.get(view.get("pair", ""), (view, None))
            faults = []
            if points is None:
                return self._painted()
        return points[top : top + SIDE, left : left + SIDE], faults

    def _square(self, pool: list[tuple[View, Array]]) -> Square:
        """A piece of a sound view, with text or a picture in it where there is any."""
        view, points = self.chance.choice(pool)
        lines, pictures = view.get("lines", []), view.get("pictures", [])
        boxes = pictures if pool is self.drawn else lines or pictures
        if boxes:
            box = self.chance.choice(boxes)
            at = (box[0] + self.chance.random() * box[2], box[1] + self.chance.random() * box[3])
        else:
            at = (self.chance.random() * points.shape[1], self.chance.random() * points.shape[0])
        left, top = self._corner(points, *at)
        piece = points[top : top + SIDE, left : left + SIDE].copy()
        seen: list[Box] = []
        for x, y, width, height in pictures:
            begin, end = max(0.0, x - left), min(float(SIDE), x - left + width)
            first, last = max(0.0, y - top), min(float(SIDE), y - top + height)
            if end - begin > 30 and last - first > 24:
                seen.append((begin, first, end - begin, last - first))
        return Square(piece, _moved(lines, left, top, 20), seen)

    def _painted(self) -> tuple[Array, list[dict[str, Any]]]:
        if self.chance.random() < UNPAINTED_SHARE:
            square = self._square(self.sound)
        else:
            square = self._square(self.drawn if self.chance.random() < 0.3 else self.known)
            paint(square, self._square(self.known), self.marks, self.chance)
        return square.points, square.faults


def _marks(view: View, points: Array) -> list[Array]:
    """The browser's marks of missing pictures, clear where the page shows through."""
    found: list[Array] = []
    for fault in view["faults"]:
        x, y = round(fault["x"]), round(fault["y"])
        place = points[max(0, y) : y + MARK + 6, max(0, x) : x + MARK].astype(np.int32)
        if fault["kind"] != "missing" or place.shape[:2] != (MARK + 6, MARK):
            continue
        below = place[MARK + 2 :]
        if (below == below[0, 0]).all():
            drawn = np.abs(place[: MARK + 1] - below[0, 0]).max(axis=2) > 6
            if 0.5 < drawn.mean() < 0.97:
                found.append(np.dstack([place[: MARK + 1], drawn * 255]).astype(np.uint8))
    return found
