"""Renders the sources' pages in Chromium, sound and broken, and writes pictures with the boxes of what was broken.

    python -m training.visual_faults.render SOURCES PICTURES

SOURCES is where packages are unpacked, PICTURES gets one PNG a view and a line a view in `views.jsonl`.
"""

import argparse
import asyncio
import base64
import hashlib
import io
import json
import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops
from playwright.async_api import Error, Page, Route, async_playwright

from training.visual_faults import generated, sources

KINDS = ("overlap", "covered", "cut", "missing", "garbled")
SIZES = ((1280, 800), (1280, 800), (1440, 900), (375, 812))
PAGES = {"train": 16, "validation": 14, "test": 16}
GENERATED = {"train": 90, "validation": 12}
# Made-up pages of which only the pictures are broken, as few of the packages' pages show any.
PICTURED = {"train": 120, "validation": 24}
# Side by side: Chromium is the slow part.
TABS = 3
# A fault that changed fewer of its box's points than this cannot be seen.
SEEN_SHARE = 0.04
# Where a page's own stylesheet does not come, it is not as its makers meant it; fonts may be missing.
_STYLED = """() => [...document.querySelectorAll('link[rel~=stylesheet]')].every((link) => link.sheet
  || /font|icon|awesome/i.test(link.href)) && document.body && document.body.innerText.trim().length > 60"""


@dataclass(frozen=True, slots=True)
class Task:
    """One page to be shown at one size."""

    site: str
    part: str
    address: str
    markup: str
    size: tuple[int, int]
    seed: int
    kinds: tuple[str, ...] = KINDS


Views = Callable[[Page, Task], Awaitable[list[dict[str, Any]]]]


def tasks(place: Path, photos: list[str]) -> Iterable[Task]:
    """All pages of all parts, in an order that mixes the sites."""
    found: list[Task] = []
    for source in sources.SOURCES:
        for page in sources.pages_of(source, place, PAGES[source.part]):
            seed = int(hashlib.sha256(str(page.relative_to(place)).encode()).hexdigest()[:8], 16)
            size = SIZES[seed % len(SIZES)]
            found.append(Task(source.package, source.part, page.as_uri(), "", size, seed))
    for part, count in GENERATED.items():
        for number in range(count):
            seed = number + (50_000 if part == "train" else 90_000)
            found.append(Task("generated", part, "", generated.page(seed, photos), SIZES[seed % len(SIZES)], seed))
    for part, count in PICTURED.items():
        for number in range(count):
            seed = number + (60_000 if part == "train" else 95_000)
            markup = generated.page(seed, photos)
            kinds = ("garbled", "missing", "garbled", "missing", "garbled")
            found.append(Task("generated", part, "", markup, SIZES[seed % len(SIZES)], seed, kinds))
    random.Random(7).shuffle(found)
    return found


def photos_of(place: Path, part: str) -> list[str]:
    """Photographs that the part's own packages carry, as data addresses."""
    found: list[str] = []
    for source in sources.SOURCES:
        if source.part != part:
            continue
        pictures = [
            one for one in sorted(sources.folder_of(source, place).rglob("*.jp*g")) if one.stat().st_size > 9000
        ]
        random.Random(3).shuffle(pictures)
        for path in pictures[:12]:
            with Image.open(path) as opened:
                opened.thumbnail((480, 480))
                kept = io.BytesIO()
                opened.convert("RGB").save(kept, "JPEG", quality=88)
            found.append("data:image/jpeg;base64," + base64.b64encode(kept.getvalue()).decode())
    return found


async def _only_here(route: Route) -> None:
    """Let nothing come from anywhere else."""
    here = route.request.url.startswith(("file:", "data:", "about:", "blob:"))
    await (route.continue_() if here else route.abort())


async def open_page(page: Page, task: Task, photos: list[str], script: str) -> bool:
    """Show a page as its makers meant it, ready to be broken, or say that it cannot be shown."""
    await page.set_viewport_size({"width": task.size[0], "height": task.size[1]})
    if task.markup:
        await page.set_content(task.markup, wait_until="load", timeout=15_000)
    else:
        await page.goto(task.address, wait_until="load", timeout=15_000)
    await page.wait_for_timeout(150)
    if not await page.evaluate(_STYLED):
        return False
    await page.evaluate(script)
    await page.evaluate("([photos, seed]) => mendPictures(photos, seed)", [photos, task.seed])
    return True


async def shoot(page: Page) -> bytes:
    """The picture of what the window shows."""
    return await page.screenshot(type="png", animations="disabled", timeout=15_000)


def visible(sound: bytes, broken: bytes, box: dict[str, float]) -> bool:
    """Whether enough of a box's points differ for a person to see it."""
    one, other = Image.open(io.BytesIO(sound)).convert("RGB"), Image.open(io.BytesIO(broken)).convert("RGB")
    x, y = max(0, int(box["x"])), max(0, int(box["y"]))
    right, bottom = min(one.width, int(box["x"] + box["width"])), min(one.height, int(box["y"] + box["height"]))
    if right - x < 6 or bottom - y < 5:
        return False
    changed = ImageChops.difference(one.crop((x, y, right, bottom)), other.crop((x, y, right, bottom))).convert("L")
    return sum(changed.histogram()[16:]) >= SEEN_SHARE * changed.width * changed.height


async def _views(page: Page, task: Task, photos: list[str], script: str, out: Path) -> list[dict[str, Any]]:
    chance = random.Random(task.seed)
    written: list[dict[str, Any]] = []
    kinds = chance.sample(task.kinds, len(task.kinds))
    if not await open_page(page, task, photos, script):
        return []
    height = await page.evaluate("document.documentElement.scrollHeight")
    scrolls = [0] if height < 1.6 * task.size[1] else [0, chance.randint(200, int(height - task.size[1]))]
    name = f"{task.part}-{task.seed}"

    def note(picture: bytes, label: str, scroll: int, faults: list[dict[str, Any]]) -> None:
        file = f"{name}-{scroll}-{label}.png"
        (out / file).write_bytes(picture)
        view = {"file": file, "site": task.site, "part": task.part, "pair": f"{name}-{scroll}", "faults": faults}
        written.append(view)

    sounds: dict[int, bytes] = {}
    for scroll in scrolls:
        await page.evaluate("(top) => scrollTo({ top, behavior: 'instant' })", scroll)
        sounds[scroll] = await shoot(page)
        note(sounds[scroll], "sound", scroll, [])
    for at, kind in enumerate(kinds):
        scroll = scrolls[at % len(scrolls)]
        if at and not await open_page(page, task, photos, script):
            break
        await page.evaluate("(top) => scrollTo({ top, behavior: 'instant' })", scroll)
        boxes = await page.evaluate("([kind, seed]) => breakPage(kind, seed)", [kind, task.seed + at * 7919])
        if not boxes:
            continue
        broken = await shoot(page)
        if all(visible(sounds[scroll], broken, box) for box in boxes):
            note(broken, f"{at}-{kind}", scroll, [{"kind": kind, **box} for box in boxes])
    return written


async def show_all(waiting: list[Task], views: Views, record: Path, *, tabs: int, seconds: float) -> None:
    """Show every page and write a line for each of its views; one that cannot be shown in its seconds is left out."""
    async with async_playwright() as playwright:
        # Pages from files may read their own pictures, which breaking those needs.
        arguments = ["--no-sandbox", "--allow-file-access-from-files"]
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        with record.open("a", encoding="utf-8") as lines:

            async def work() -> None:
                context = await browser.new_context(reduced_motion="reduce")
                await context.route("**/*", _only_here)
                while waiting:
                    task = waiting.pop(0)
                    page = await context.new_page()
                    try:
                        async with asyncio.timeout(seconds):
                            for view in await views(page, task):
                                lines.write(json.dumps(view) + "\n")
                        lines.flush()
                    except (Error, TimeoutError) as unshown:
                        print(f"left out {task.address or task.seed}: {unshown!r:.120}")
                    finally:
                        await page.close()

            await asyncio.gather(*(work() for _ in range(tabs)))
        await browser.close()


async def render(place: Path, out: Path) -> None:
    """Write every view."""
    script = (Path(__file__).parent / "faults.js").read_text(encoding="utf-8")
    photos = {part: photos_of(place, part) for part in PAGES}

    async def views(page: Page, task: Task) -> list[dict[str, Any]]:
        return await _views(page, task, photos[task.part], script, out)

    await show_all(list(tasks(place, photos["train"])), views, out / "views.jsonl", tabs=TABS, seconds=60)


def main() -> None:
    """Fetch what is missing, then render."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("pictures", type=Path)
    options = parser.parse_args()
    for source in sources.SOURCES:
        sources.fetch(source, options.sources)
    options.pictures.mkdir(parents=True, exist_ok=True)
    asyncio.run(render(options.sources.resolve(), options.pictures))


if __name__ == "__main__":
    main()
