"""Paints faults into squares of sound pictures, where text and pictures are known to be: an endless supply.

Every painter changes the square in place and answers the boxes where the fault can be seen, or nothing where it would
not be seen. Boxes are (x, y, width, height), px.
"""

import random
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Box = tuple[float, float, float, float]
# Less than this from the colour behind it is not seen as a letter.
CONTRAST = 48
# A letter's row is part of a cut one when it loses and keeps this share of its points.
LEAST_SHARE = 0.12


@dataclass(slots=True)
class Square:
    """A piece of a sound picture, with the places of its text (whole lines or parts of them) and its pictures."""

    points: Array
    lines: list[Box]
    pictures: list[Box]
    faults: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def part(self, box: Box) -> Array:
        """The points in a box, to be read or written."""
        x, y, width, height = (round(one) for one in box)
        return self.points[max(0, y) : max(0, y + height), max(0, x) : max(0, x + width)]

    def free(self, box: Box) -> bool:
        """Whether no fault stands near."""
        return not any(
            one["x"] - 20 < box[0] + box[2]
            and box[0] < one["x"] + one["width"] + 20
            and one["y"] - 16 < box[1] + box[3]
            and box[1] < one["y"] + one["height"] + 16
            for one in self.faults
        )


def behind(patch: Array) -> Array | None:
    """The one colour behind letters, where there is one."""
    flat = patch.reshape(-1, 3).astype(np.int32)
    if not len(flat):
        return None
    numbers = (flat[:, 0] << 16) | (flat[:, 1] << 8) | flat[:, 2]
    colours, counts = np.unique(numbers, return_counts=True)
    best = int(np.argmax(counts))
    if counts[best] < 0.35 * len(flat):
        return None
    number = int(colours[best])
    return np.array((number >> 16, number >> 8 & 255, number & 255), np.int32)


def _ink(patch: Array, colour: Array) -> Array:
    """How far every point is from the colour behind."""
    return np.abs(patch.astype(np.int32) - colour).max(axis=2)


def _letters(square: Square, line: Box) -> tuple[Array, Array] | None:
    """The colour behind a line and its ink, where the line can be read."""
    patch = square.part(line)
    colour = behind(patch)
    if colour is None or not patch.size:
        return None
    ink = _ink(patch, colour)
    return (colour, ink) if (ink > CONTRAST).mean() > 0.02 else None


def _any_colour(chance: random.Random) -> Array:
    return np.array([chance.randint(0, 255) for _ in range(3)], np.int32)


def _cover(other: Square, colour: Array, chance: random.Random) -> Array | None:
    """What may lie over text: a plain box, a box with a rim, a picture, a piece of another page with its letters."""
    height, width = chance.randint(14, 70), chance.randint(24, 200)
    luck = chance.random()
    if luck < 0.3 and other.lines:
        x, y, wide, high = chance.choice(other.lines)
        sides, ends = chance.randint(3, 16), chance.randint(2, 10)
        cover = other.part((x - sides, y - ends, min(wide, 180) + 2 * sides, high + 2 * ends)).copy()
    elif luck < 0.5 and other.pictures:
        x, y, wide, high = chance.choice(other.pictures)
        cover = other.part((x, y, min(wide, width), min(high, height + 40))).copy()
    else:
        shade = chance.choice((_any_colour(chance), np.full(3, chance.choice((0, 51, 238, 248, 255)))))
        cover = np.broadcast_to(shade, (height, width, 3)).astype(np.uint8)
        if chance.random() < 0.3 and other.lines:
            cover = _lettered(cover, other, chance)
    if min(cover.shape[:2]) < 12:
        return None
    if chance.random() < 0.25:
        cover = cover.copy()
        rim = _any_colour(chance)
        cover[[0, -1]] = rim
        cover[:, [0, -1]] = rim
    # What has the colour of the page hides text without a trace of its own: that looks cut.
    return cover if _ink(cover, colour).mean() > 14 else None


def _lettered(cover: Array, other: Square, chance: random.Random) -> Array:
    """A plain box with some other page's letters in its middle."""
    line = chance.choice(other.lines)
    seen = _letters(other, line)
    height, width = cover.shape[0] - 6, cover.shape[1] - 10
    if seen is None or seen[1].shape[0] > height or width < 8:
        return cover
    ink = seen[1][:, :width]
    y, x = (cover.shape[0] - ink.shape[0]) // 2, (cover.shape[1] - ink.shape[1]) // 2
    cover = cover.copy()
    place = cover[y : y + ink.shape[0], x : x + ink.shape[1]]
    _write(place, ink, np.full(3, 255 if cover.mean() < 140 else 20))
    return cover


def _write(place: Array, ink: Array, colour: Array) -> None:
    """Letters of this colour over what is there."""
    share = np.clip(ink / max(1, int(ink.max())), 0, 1)[..., None]
    place[:] = (place * (1 - share) + colour * share).astype(np.uint8)


def _rounded(place: Array, cover: Array, radius: int) -> None:
    """Lay a cover over a place, its corners left out."""
    height, width = place.shape[:2]
    radius = min(radius, height // 2, width // 2)
    down, across = np.ogrid[:height, :width]
    far_down = np.maximum(radius - down, down - (height - 1 - radius)).clip(0)
    far_across = np.maximum(radius - across, across - (width - 1 - radius)).clip(0)
    inside = far_down**2 + far_across**2 <= radius**2
    place[inside] = cover[:height, :width][inside]


def covered(square: Square, line: Box, other: Square, chance: random.Random) -> list[Box]:
    """Something over a part of a line; the rest can still be read."""
    seen = _letters(square, line)
    cover = None if seen is None else _cover(other, seen[0], chance)
    if seen is None or cover is None or line[2] < 30:
        return []
    x, y, width, height = line
    high, wide = cover.shape[:2]
    if chance.random() < 0.6:  # over letters of the line, from the side or in its middle
        left = x + chance.uniform(0.1, 0.8) * width - chance.choice((0, 0, wide / 2, wide))
        top = y - max(0, high - height) * chance.uniform(0, 1) + chance.uniform(-0.2, 0.2) * height
    else:  # over the upper or lower half of the line
        left = x + chance.uniform(-0.4, 0.7) * width
        top = (
            y + height * chance.uniform(0.35, 0.6)
            if chance.random() < 0.5
            else y + height * chance.uniform(0.4, 0.65) - high
        )
    left, top = round(max(0, left)), round(max(0, top))
    place = square.points[top : top + high, left : left + wide]
    if min(place.shape[:2]) < 8 or not square.free((left, top, place.shape[1], place.shape[0])):
        return []
    before = square.part(line).copy()
    sound = place.copy()
    _rounded(place, cover, chance.choice((0, 0, 4, 6, 12, 20)))
    changed = np.abs(square.part(line).astype(np.int32) - before).max(axis=2) > 12
    strong = seen[1] > CONTRAST
    lost = (strong & changed).sum() / strong.sum()
    if not LEAST_SHARE < lost < 1 - LEAST_SHARE:
        place[:] = sound
        return []
    over = (left, top, place.shape[1], place.shape[0])
    return [box for one in square.lines if _meet(one, over) for box in _rims(one, over)]


def _rims(line: Box, cover: Box) -> list[Box]:
    """Where a cover's sides cut through a line."""
    x, y, width, height = line
    left, top = max(x, cover[0]), max(y, cover[1])
    right, bottom = min(x + width, cover[0] + cover[2]), min(y + height, cover[1] + cover[3])
    if top > y + 3 or bottom < y + height - 3:
        return [(left, y, right - left, height)]
    boxes: list[Box] = []
    if left > x + 2:
        boxes.append((left - 12, y, 24, height))
    if right < x + width - 2:
        boxes.append((right - 12, y, 24, height))
    return boxes


def overlap(square: Square, line: Box, other: Square, chance: random.Random) -> list[Box]:
    """Another line's letters over this line's."""
    here = other if chance.random() < 0.15 and other.lines else square
    written = chance.choice(here.lines)
    seen, moved = _letters(square, line), _letters(here, written)
    if seen is None or moved is None or written == line:
        return []
    patch, ink = here.part(written), moved[1].copy()
    colour = patch[ink >= np.percentile(ink, 97)].mean(axis=0)
    if np.abs(colour - seen[0]).max() < CONTRAST + 20:
        return []
    x, y, width, height = line
    left = round(max(0, x + chance.uniform(-0.3, 0.7) * width))
    top = round(max(0, y + height / 2 - ink.shape[0] / 2 + chance.uniform(-0.5, 0.5) * height))
    place = square.points[top : top + ink.shape[0], left : left + ink.shape[1]]
    ink = ink[: place.shape[0], : place.shape[1]]
    over = (left, top, ink.shape[1], ink.shape[0])
    both = _shared(line, over)
    if both[2] < 12 or both[3] < 0.3 * height or not square.free(over):
        return []
    meeting = seen[1][round(both[1] - y) :, round(both[0] - x) :] > CONTRAST
    if meeting.mean() < 0.02:
        return []
    if here is square and chance.random() < 0.6:
        square.part(written)[:] = moved[0]  # it went away from where it was
        if _meet(written, over):
            return []
    _write(place, ink, colour)
    met = [_shared(one, over) for one in square.lines if one != written and _meet(one, over)]
    return [both, *(one for one in met if one != both and one[2] >= 12 and one[3] > 4)]


def squeezed(square: Square, line: Box, chance: random.Random) -> list[Box]:
    """Lines of one paragraph, closer together than letters are high."""
    below = [one for one in square.lines if abs(one[0] - line[0]) < 3 and line[1] < one[1] < line[1] + 90]
    lines = [line, *sorted(below, key=lambda one: one[1])][: chance.randint(2, 5)]
    seen = [_letters(square, one) for one in lines]
    if len(lines) < 2 or any(one is None for one in seen) or not all(square.free(one) for one in lines):
        return []
    letters = [(one[0], one[1], square.part(at).copy()) for one, at in zip(seen, lines, strict=True) if one]
    step, colour = line[3] * chance.uniform(0.28, 0.6), letters[0][0]
    x, y = round(line[0]), round(line[1])
    for one in lines:
        square.part(one)[:] = colour
    widest = 0
    for at, (_, ink, patch) in enumerate(letters):
        top = round(y + at * step)
        place = square.points[top : top + ink.shape[0], x : x + ink.shape[1]]
        strong = patch[ink >= np.percentile(ink, 97)].mean(axis=0)
        _write(place, ink[: place.shape[0], : place.shape[1]], strong)
        widest = max(widest, sorted(one.shape[1] for _, one, _ in letters)[-2])
    return [(x, y, widest, round((len(letters) - 1) * step + line[3]))]


def cut(square: Square, line: Box, chance: random.Random) -> list[Box]:
    """A line of which the lower part or the end is not there."""
    seen = _letters(square, line)
    if seen is None:
        return []
    colour, ink = seen
    x, y, width, height = line
    luck = chance.random()
    strong = ink > CONTRAST
    keep = np.ones(ink.shape, bool)
    if luck < 0.67:
        keep[round(chance.uniform(0.4, 0.66) * ink.shape[0]) :] = False
    else:
        edge = round(chance.uniform(0.3, 0.85) * ink.shape[1])
        keep[:, edge:] = False
        # The edge goes through a letter, not between two.
        if not (strong[:, edge - 1 : edge + 1].any(axis=1)).sum() >= 3:
            return []
    lost = (strong & ~keep).sum() / strong.sum()
    if not LEAST_SHARE < lost < 1 - LEAST_SHARE:
        return []
    square.part(line)[~keep] = colour
    if luck < 0.67 and chance.random() < 0.6:
        _drop_below(square, line, colour)
    if luck >= 0.67:
        return [(x + edge - 20, y, 26, height)]
    return [(x, y, width, height)]


def _drop_below(square: Square, line: Box, colour: Array) -> None:
    """The lines that follow a cut one are not there either."""
    x, y, _, height = line
    for one in square.lines:
        if abs(one[0] - x) < 3 and y + 2 < one[1] < y + 2.2 * height and square.free(one):
            square.part(one)[:] = colour


def garbled(square: Square, picture: Box, chance: random.Random) -> list[Box]:
    """A picture that was decoded or drawn wrongly: torn, noise, grey from some row on, blocks."""
    x, y, width, height = picture
    x, y = max(0, x), max(0, y)
    inside = (x, y, min(picture[0] + width, square.points.shape[1]) - x, picture[1] + height - y)
    place = square.part(inside)
    if min(place.shape[:2]) < 24:
        return []
    sound = place.copy()
    start = chance.choice((_torn, _noise, _truncated, _blocks))(place, chance)
    if (np.abs(place.astype(np.int32) - sound).max(axis=2) > 16)[start:].mean() < 0.15:
        place[:] = sound
        return []
    return [(x, y + start, place.shape[1], place.shape[0] - start)]


def _torn(place: Array, chance: random.Random) -> int:
    height, width = place.shape[:2]
    start = row = round(chance.uniform(0, 0.3) * height)
    while row < height:
        thick = max(2, round(chance.uniform(2, height / 6)))
        place[row : row + thick] = np.roll(place[row : row + thick], round(chance.uniform(-0.5, 0.5) * width), axis=1)
        row += thick + round(chance.uniform(0, height / 8))
    return start


def _noise(place: Array, chance: random.Random) -> int:
    height, width = place.shape[:2]
    start, grain = round(chance.uniform(0, 0.5) * height), chance.randint(1, 6)
    rough = np.random.default_rng(chance.randint(0, 2**31)).integers(
        0, 256, (-(-(height - start) // grain), -(-width // grain), 3), np.uint8
    )
    place[start:] = rough.repeat(grain, axis=0).repeat(grain, axis=1)[: height - start, :width]
    return start


def _truncated(place: Array, chance: random.Random) -> int:
    start = round(chance.uniform(0.15, 0.6) * place.shape[0])
    place[start:] = 128
    return start


def _blocks(place: Array, chance: random.Random) -> int:
    side = 8 * chance.randint(1, 3)
    for y in range(0, place.shape[0], side):
        for x in range(0, place.shape[1], side):
            if chance.random() < 0.55:
                shade, block = _any_colour(chance).astype(np.uint8), place[y : y + side, x : x + side]
                block[:] = shade if chance.random() < 0.5 else block + shade
    return 0


def missing(square: Square, picture: Box, other: Square, marks: list[Array], chance: random.Random) -> list[Box]:
    """The browser's mark, taken from pages where a picture was missing, where a picture was: with a line around it or
    not, with words or not.
    """
    x, y, width, height = picture
    around = square.part((x - 3, y - 3, width + 6, 3)).reshape(-1, 3)
    place = square.part(picture)
    if x < 0 or y < 0 or not marks or not len(around) or min(place.shape[:2]) < 30:
        return []
    colour, mark = np.median(around, axis=0).astype(np.int32), chance.choice(marks)
    place[:] = colour
    inset = 0
    if chance.random() < 0.4:
        inset = chance.randint(1, 5)
        place[[0, -1]] = 192
        place[:, [0, -1]] = 192
    seat = place[inset : inset + mark.shape[0], inset : inset + mark.shape[1]]
    drawn = mark[..., 3] > 0
    seat[drawn] = mark[..., :3][drawn]
    if chance.random() < 0.6 and other.lines:
        line = chance.choice(other.lines)
        seen = _letters(other, line)
        begin = inset + mark.shape[1]
        if seen and seen[1].shape[0] <= place.shape[0] - inset - 2:
            room = place[inset : inset + seen[1].shape[0], begin : begin + seen[1].shape[1]]
            _write(room, seen[1][:, : room.shape[1]], np.full(3, 235 if colour.mean() < 120 else 40))
    return [(x, y, min(width, 64), min(height, 40))]


def beside(square: Square, line: Box, other: Square, chance: random.Random) -> None:
    """No fault: something lies over whole lines, and its sides go through none."""
    x, y, width, height = line
    colour = behind(square.part(line))
    if colour is None:
        return
    sides = chance.randint(2, 18), chance.randint(1, 10), chance.randint(2, 18), chance.randint(1, 10)
    box = (x - sides[0], y - sides[1], width + sides[0] + sides[2], height + sides[1] + sides[3])
    place = square.part(box)
    rim = [place[0], place[-1], place[:, 0], place[:, -1]] if place.size else []
    if not rim or any((np.abs(one.astype(np.int32) - colour).max(axis=1) > 30).any() for one in rim):
        return
    cover = np.broadcast_to(_any_colour(chance), place.shape).astype(np.uint8)
    _rounded(
        place,
        _lettered(cover, other, chance) if other.lines and chance.random() < 0.7 else cover,
        chance.choice((0, 4, 8, 16)),
    )
    square.lines = [one for one in square.lines if not _meet(one, box)]


def under_bar(square: Square, other: Square, chance: random.Random) -> None:
    """No fault: the page is scrolled under a bar that stands still and is as wide as the page."""
    lines = [one for one in square.lines if one[1] + one[3] < 110]
    if not lines:
        return
    _, y, _, height = line = chance.choice(lines)
    edge, page = round(y + chance.uniform(0.2, 0.85) * height), behind(square.part(line))
    if edge < 20 or page is None:
        return
    colour = page if chance.random() < 0.4 else _any_colour(chance)
    bar = np.broadcast_to(colour, (edge, square.points.shape[1], 3)).astype(np.uint8)
    square.points[:edge] = _lettered(bar, other, chance) if other.lines and chance.random() < 0.6 else bar
    square.lines = [one for one in square.lines if one[1] >= edge]
    square.pictures = [one for one in square.pictures if one[1] >= edge]


def _shared(one: Box, other: Box) -> Box:
    x, y = max(one[0], other[0]), max(one[1], other[1])
    return x, y, min(one[0] + one[2], other[0] + other[2]) - x, min(one[1] + one[3], other[1] + other[3]) - y


def _meet(one: Box, other: Box) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


# Most places do not suit most faults.
TRIES = 7
Painted = tuple[str, list[Box]]


def _on_text(square: Square, line: Box, other: Square, chance: random.Random) -> Painted:
    luck = chance.random()
    if luck < 0.3:
        return "covered", covered(square, line, other, chance)
    if luck < 0.56:
        return "overlap", overlap(square, line, other, chance)
    if luck < 0.68:
        return "overlap", squeezed(square, line, chance)
    return "cut", cut(square, line, chance)


def _on_picture(square: Square, picture: Box, other: Square, marks: list[Array], chance: random.Random) -> Painted:
    square.pictures = [one for one in square.pictures if one is not picture]
    if chance.random() < 0.5:
        return "garbled", garbled(square, picture, chance)
    return "missing", missing(square, picture, other, marks, chance)


def paint(square: Square, other: Square, marks: list[Array], chance: random.Random) -> None:
    """Up to four faults, and now and then what looks like one."""
    if chance.random() < 0.3 and square.lines:
        beside(square, chance.choice(square.lines), other, chance)
    if chance.random() < 0.15:
        under_bar(square, other, chance)
    most = chance.choice((1, 2, 3, 4))
    for _ in range(TRIES):
        on_picture = bool(square.pictures) and (not square.lines or chance.random() < 0.4)
        places = square.pictures if on_picture else square.lines
        if not places or len(square.faults) >= most:
            return
        place = chance.choice(places)
        if not square.free(place):
            continue
        painted = _on_picture(square, place, other, marks, chance) if on_picture else None
        kind, boxes = painted or _on_text(square, place, other, chance)
        square.faults += [{"kind": kind, "x": x, "y": y, "width": w, "height": h} for x, y, w, h in boxes]
