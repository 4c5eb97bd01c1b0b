"""What looks broken."""

from dataclasses import replace
from typing import Any

from tests.unit.detectors.building import PHONE, box, element, observation, picture, screen, text_run
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.observation import Observation
from worker.observation.screen import Element, Overflow, TextRun, Viewport

WIDE = Overflow("table|Postage|table|main", "Postage", box(0, 100, 736, 200), 361, "page")


def on_phone(**more: Any) -> Observation:
    return observation(screen(viewport=PHONE, **more))


def cut(by: float, **more: Any) -> Observation:
    run = text_run("Every mug is glazed twice, the second time by hand.", width=300, height=60, clipped=True)
    overflow = Overflow(run.key, run.text, run.box, by, "container")
    return observation(screen(texts=(replace(run, **more),), overflows=(overflow,)))


def captions() -> Observation:
    """Two captions, one below the other, of which the same is cut off."""
    runs = tuple(
        text_run(f"The {name} one", y=y, width=300, height=60, clipped=True, key=f"figcaption|{name}|figcaption|main")
        for name, y in (("first", 20), ("second", 200))
    )
    overflows = tuple(Overflow(run.key, run.text, run.box, 48, "container") for run in runs)
    return observation(screen(texts=runs, overflows=overflows))


def slides() -> Observation:
    """Two texts in a row, of which a frame shows the right part of one and the left part of the other."""
    one, two = (
        text_run(f"Slide {name}", x=x, width=150, clipped=True, key=f"div|{name}|div|main")
        for name, x in (("one", 0), ("two", 150))
    )
    overflows = tuple(Overflow(run.key, run.text, run.box, 150, "container") for run in (one, two))
    return observation(screen(texts=(one, two), overflows=overflows))


def texts(*runs: TextRun) -> Observation:
    return observation(screen(texts=runs))


def small(x: float, name: str, size: float = 16, **more: Any) -> Element:
    return element(name, box=box(x, 20, size, size), **more)


def columns(apart: float) -> tuple[TextRun, ...]:
    """The heads of three columns, each 60 px wide, that begin so far from each other."""
    return tuple(text_run(name, x=20 + apart * at, width=60) for at, name in enumerate(("To do", "Waiting", "Done")))


HEADING = text_run("Stoneware mug", height=40, font_size=32)
PRICE = text_run("£14", y=30, width=40, height=24)
COVERED = element("Buy", covered_by="div.glow", box=box(500, 300))

CASES: tuple[Case, ...] = (
    # content_cut_off
    bad("content_cut_off", "a table wider than a phone", on_phone(page_width=736, overflows=(WIDE,))),
    bad(
        "content_cut_off",
        "a table wider than a tablet",
        observation(screen(viewport=Viewport(768, 1024), page_width=1129, overflows=(WIDE,))),
    ),
    good(
        "content_cut_off",
        "a table wider than a small window",
        observation(screen(viewport=Viewport(1024, 768), page_width=1385, overflows=(WIDE,))),
    ),
    bad("content_cut_off", "a paragraph that its box cuts", cut(48)),
    bad("content_cut_off", "captions that are cut for one cause", captions()),
    bad(
        "content_cut_off",
        "a paragraph of whose last line half is seen",
        cut(7, lines=(box(0, 0, 300, 19), box(0, 24, 300, 19), box(0, 48, 120, 10))),
    ),
    good(
        "content_cut_off",
        "a last line that misses the tails of its letters",
        cut(7, lines=(box(0, 0, 300, 19), box(0, 24, 300, 19), box(0, 48, 120, 15))),
    ),
    good("content_cut_off", "a page as wide as the phone", on_phone(page_width=375)),
    good("content_cut_off", "rounding", on_phone(page_width=378, overflows=(replace(WIDE, by=3),))),
    good(
        "content_cut_off",
        "a page that phones show smaller",
        on_phone(page_width=736, overflows=(WIDE,), markup="<html><head></head><body>Postage</body></html>"),
    ),
    good("content_cut_off", "a wide page on a desktop", observation(screen(page_width=1600, overflows=(WIDE,)))),
    good("content_cut_off", "an ellipsis that is meant", cut(48, intended_ellipsis=True)),
    good("content_cut_off", "the tails of letters", cut(4)),
    good("content_cut_off", "two slides side by side, both cut by the frame", slides()),
    good("content_cut_off", "a label that is turned", cut(48, turned=True)),
    good("content_cut_off", "a slide that waits outside", cut(280, box=box(0, 0, 6, 40))),
    # overlapping_text
    bad("overlapping_text", "a price on a heading", texts(HEADING, PRICE)),
    bad("overlapping_text", "columns that run into each other", texts(*columns(54))),
    good("overlapping_text", "two words that touch once", texts(*columns(54)[:2])),
    good("overlapping_text", "columns side by side", texts(*columns(60))),
    good("overlapping_text", "letters set tight", texts(*columns(57))),
    good("overlapping_text", "texts below each other", texts(HEADING, replace(PRICE, lines=(box(20, 64, 40, 24),)))),
    good("overlapping_text", "texts beside each other", texts(HEADING, replace(PRICE, lines=(box(230, 30, 40, 24),)))),
    good(
        "overlapping_text",
        "tight lines whose boxes touch",
        texts(HEADING, replace(PRICE, lines=(box(20, 50, 40, 24),))),
    ),
    good("overlapping_text", "a menu over the page", texts(HEADING, replace(PRICE, layer="menu|Shop|ul|nav"))),
    good("overlapping_text", "what a frame shows beyond its edge", texts(HEADING, replace(PRICE, frame="inner"))),
    good("overlapping_text", "text that something covers", texts(replace(HEADING, covered=True), PRICE)),
    good(
        "overlapping_text", "a text with a shadow of itself", texts(HEADING, replace(HEADING, key="span|x|span|main"))
    ),
    good(
        "overlapping_text",
        "a link inside a paragraph of several lines",
        texts(
            text_run("A long paragraph that goes on", height=60, lines=(box(20, 20, 200, 20), box(20, 40, 60, 20))),
            text_run("and a link", x=90, y=40, width=80, lines=(box(90, 40, 80, 20),)),
        ),
    ),
    good("overlapping_text", "slides in space", texts(replace(HEADING, turned=True), PRICE)),
    good(
        "overlapping_text",
        "links above the page that show when they are focused",
        texts(
            text_run("Skip to main content", y=-40, width=160),
            text_run("Skip to navigation", y=-40, width=150),
        ),
    ),
    # distorted_image
    bad("distorted_image", "a squeezed picture", observation(screen(pictures=(picture(shown=(100, 150)),)))),
    good("distorted_image", "an icon", observation(screen(pictures=(picture("/i.png", (32, 32), (28, 24)),)))),
    good("distorted_image", "the right proportions", observation(screen(pictures=(picture(),)))),
    good(
        "distorted_image",
        "a picture that is cropped",
        observation(screen(pictures=(picture(shown=(100, 150), fit="cover"),))),
    ),
    good("distorted_image", "a drawing", observation(screen(pictures=(picture("/a.svg", shown=(100, 150)),)))),
    good(
        "distorted_image", "a difference that nobody sees", observation(screen(pictures=(picture(shown=(210, 150)),)))
    ),
    # tiny_touch_target
    bad(
        "tiny_touch_target",
        "two small buttons side by side",
        on_phone(elements=(small(20, "Minus"), small(38, "Plus"))),
        finds=2,
    ),
    good("tiny_touch_target", "large buttons", on_phone(elements=(small(20, "Minus", 44), small(66, "Plus", 44)))),
    good(
        "tiny_touch_target",
        "small buttons with room around",
        on_phone(elements=(small(20, "Minus"), small(80, "Plus"))),
    ),
    good(
        "tiny_touch_target",
        "slides in an overview",
        on_phone(
            elements=(small(20, "One"), small(38, "Two")),
            texts=tuple(text_run(one, height=8, key=small(0, one).key) for one in ("One", "Two")),
        ),
    ),
    good(
        "tiny_touch_target",
        "slides that are turned in depth",
        on_phone(
            elements=(small(20, "One"), small(38, "Two")),
            texts=(
                text_run("One", x=20, y=20, width=10, turned=True),
                text_run("Two", x=38, y=20, width=10, turned=True),
            ),
        ),
    ),
    good("tiny_touch_target", "a mouse", observation(screen(elements=(small(20, "Minus"), small(38, "Plus"))))),
    good(
        "tiny_touch_target",
        "the browser's own tick boxes",
        on_phone(elements=(small(20, "One", input_type="checkbox"), small(38, "Two", input_type="checkbox"))),
    ),
    good(
        "tiny_touch_target",
        "links in a sentence",
        on_phone(
            elements=(
                element("terms", "link", box=box(60, 20, 40, 16)),
                element("privacy", "link", box=box(104, 20, 40, 16)),
            ),
            texts=(text_run("By ordering you accept our and our policy", width=300, height=18),),
        ),
    ),
    good(
        "tiny_touch_target",
        "links in a paragraph with little between them",
        on_phone(
            body="<p>It is used by <a href='/a'>Haml-js</a> and <a href='/b'>Mustache</a>.</p>",
            elements=(small(20, "Haml-js", role="link"), small(38, "Mustache", role="link")),
        ),
    ),
    bad(
        "tiny_touch_target",
        "links with nothing but lines between them",
        on_phone(
            body="<p><a href='/a'>Terms</a> | <a href='/b'>Privacy</a></p>",
            elements=(small(20, "Terms", role="link"), small(38, "Privacy", role="link")),
        ),
        finds=2,
    ),
    # covered_control
    bad("covered_control", "a button under an invisible layer", observation(screen(elements=(COVERED,)))),
    bad(
        "covered_control",
        "a button in a header that has no room",
        observation(screen(elements=(replace(COVERED, box=box(500, 20)),), page_height=3000)),
    ),
    good(
        "covered_control",
        "a link that comes up with the focus",
        observation(screen(elements=(replace(COVERED, name="Skip to content", box=box(20, 20)),))),
    ),
    good("covered_control", "a free button", observation(screen(elements=(replace(COVERED, covered_by=""),)))),
    good("covered_control", "a menu that is open", observation(screen(elements=(replace(COVERED, under_layer=True),)))),
    good("covered_control", "a slide in space", observation(screen(elements=(replace(COVERED, turned=True),)))),
    good(
        "covered_control",
        "a cookie banner",
        observation(screen(elements=(replace(COVERED, covered_by='div.cookie-banner "We use cookies"'),))),
    ),
    good(
        "covered_control",
        "a sheet that can be closed",
        observation(screen(elements=(replace(COVERED, covered_by='section.list "Close list One Two"'),))),
    ),
    good(
        "covered_control", "an open dialog", observation(screen(elements=(COVERED, element("Close", region="dialog"))))
    ),
    good(
        "covered_control",
        "a bar at the edge that scrolling clears",
        observation(screen(elements=(replace(COVERED, box=box(20, 780)),), page_height=3000)),
    ),
    # blurred_image
    bad(
        "blurred_image",
        "a thumbnail shown large",
        observation(screen(pictures=(picture(natural=(120, 90), shown=(480, 360)),))),
    ),
    bad(
        "blurred_image",
        "a thumbnail that fills a banner",
        observation(screen(pictures=(picture(natural=(300, 300), shown=(900, 200), fit="cover"),))),
    ),
    good("blurred_image", "a picture in its own size", observation(screen(pictures=(picture(),)))),
    good("blurred_image", "a drawing", observation(screen(pictures=(picture("/a.svg", (120, 90), (480, 360)),)))),
    good(
        "blurred_image",
        "a small picture in a large frame",
        observation(screen(pictures=(picture(natural=(300, 300), shown=(900, 310), fit="contain"),))),
    ),
    good("blurred_image", "an icon", observation(screen(pictures=(picture(natural=(48, 48), shown=(96, 96)),)))),
    good("blurred_image", "a preview", observation(screen(pictures=(picture("/mug-blur.jpg", (60, 45), (400, 300)),)))),
    # invisible_text
    bad("invisible_text", "a button whose words cannot be seen", texts(text_run("Order now", vanishes=True))),
    bad("invisible_text", "a paragraph", texts(text_run("Postage is free", vanishes=True, key="p|Postage|p|main"))),
    good("invisible_text", "text that can be seen", texts(text_run("Order now"))),
    good("invisible_text", "a line that separates", texts(text_run("| · |", vanishes=True))),
    good("invisible_text", "text under something else", texts(text_run("Order now", vanishes=True, covered=True))),
    good("invisible_text", "text that nobody is to read", texts(text_run("Order now", vanishes=True, font_size=1.0))),
)
