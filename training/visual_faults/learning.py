"""Renders pages to learn from in bulk: many sound views with the places of their text and pictures, and views with
several faults at once.

    python -m training.visual_faults.learning SOURCES PICTURES [--pages 60 --invented 500]

One sound view costs a picture and no reload, so that there can be many; `painting.py` paints faults into them while
the network learns. Writes `learning.jsonl` beside the pictures. Only sources of the part "train" are shown.
"""

import argparse
import asyncio
import hashlib
import random
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from training.visual_faults import invented, render, sources

SIZES = ((1280, 800), (1280, 800), (1440, 900), (1024, 768), (768, 1024), (375, 812), (412, 915))
TABS = 2
# How often each kind is tried on one page, after another in this order; a missing picture looks the same everywhere.
PILE = ("cut", "missing", "covered", "overlap", "missing", "cut", "covered", "garbled")


def tasks(place: Path, photos: list[str], pages: int, made_up: int) -> list[render.Task]:
    """Pages that `render.py` does not show, or shows at another size."""
    found: list[render.Task] = []
    for source in sources.SOURCES:
        if source.part != "train":
            continue
        for page in sources.pages_of(source, place, pages):
            seed = int(hashlib.sha256(f"more {page.relative_to(place)}".encode()).hexdigest()[:8], 16)
            found.append(render.Task(source.package, "train", page.as_uri(), "", SIZES[seed % len(SIZES)], seed))
    for seed in range(200_000, 200_000 + made_up):
        markup = invented.page(seed, photos)
        found.append(render.Task("invented", "train", "", markup, SIZES[seed % len(SIZES)], seed))
    random.Random(8).shuffle(found)
    return found


def _same(one: bytes, other: bytes, boxes: list[dict[str, Any]]) -> bool:
    """Whether what was broken before still stands where it stood."""
    return not any(render.visible(one, other, box) for box in boxes)


async def _pile(page: Page, task: render.Task, sound: bytes) -> tuple[bytes, list[dict[str, Any]]]:
    """Break the page again and again, as long as it is known where everything is."""
    chance = random.Random(task.seed)
    picture, faults = sound, list[dict[str, Any]]()
    for at, kind in enumerate(PILE):
        if chance.random() < 0.25:
            continue
        boxes = await page.evaluate("([kind, seed]) => breakPage(kind, seed)", [kind, task.seed + at * 7919])
        if not boxes:
            continue
        now = await render.shoot(page)
        if not _same(picture, now, faults):
            return picture, faults
        if all(render.visible(picture, now, box) for box in boxes):
            faults += [{"kind": kind, **box} for box in boxes]
        picture = now
    return picture, faults


async def _views(page: Page, task: render.Task, photos: list[str], script: str, out: Path) -> list[dict[str, Any]]:
    if not await render.open_page(page, task, photos, script):
        return []
    chance, written = random.Random(task.seed), list[dict[str, Any]]()
    height = await page.evaluate("document.documentElement.scrollHeight")
    room = int(height - task.size[1])
    scrolls = [0, *(chance.randint(120, room) for _ in range(2 if room > 2 * task.size[1] else 1) if room > 240)]
    sound = b""
    for at, scroll in enumerate(scrolls):
        await page.evaluate("(top) => scrollTo({ top, behavior: 'instant' })", scroll)
        sound = await render.shoot(page)
        view = {"file": f"learning-{task.seed}-{at}.png", "site": task.site, "faults": []}
        (out / view["file"]).write_bytes(sound)
        written.append(view | await page.evaluate("placesOf()"))
    picture, faults = await _pile(page, task, sound)
    if faults:
        view = {"file": f"learning-{task.seed}-broken.png", "site": task.site, "faults": faults}
        (out / view["file"]).write_bytes(picture)
        written.append(view)
    return written


async def learn(place: Path, out: Path, pages: int, made_up: int) -> None:
    """Write every view."""
    folder = Path(__file__).parent
    script = "".join((folder / name).read_text(encoding="utf-8") for name in ("faults.js", "places.js"))
    photos = render.photos_of(place, "train")

    async def views(page: Page, task: render.Task) -> list[dict[str, Any]]:
        return await _views(page, task, photos, script, out)

    waiting = tasks(place, photos, pages, made_up)
    await render.show_all(waiting, views, out / "learning.jsonl", tabs=TABS, seconds=40)


def main() -> None:
    """Fetch what is missing, then render."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--invented", type=int, default=500)
    options = parser.parse_args()
    for source in sources.SOURCES:
        sources.fetch(source, options.sources)
    options.pictures.mkdir(parents=True, exist_ok=True)
    asyncio.run(learn(options.sources.resolve(), options.pictures, options.pages, options.invented))


if __name__ == "__main__":
    main()
