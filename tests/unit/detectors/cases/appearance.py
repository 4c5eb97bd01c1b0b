"""What a page looks like when it is studied: its layout, its picture, and the words in pictures."""

from dataclasses import replace
from typing import Any

from tests.unit.detectors.building import box, clicked, element, observation, picture, screen, text_run
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.appearance import (
    Blemish,
    CollapsedPicture,
    Collision,
    FontlessIcon,
    Item,
    Layout,
    PartlyCovered,
    PrintedText,
    Row,
    Sheet,
    Shortened,
    StickingOut,
)
from worker.observation.observation import Observation
from worker.observation.runtime import Effect
from worker.observation.screen import Overflow

STYLE = "http://127.0.0.1:4000/style.css"
DIALOG = element("Close", region="dialog")


def laid_out(**layout: Any) -> Observation:
    return observation(layout=Layout(**layout))


def row(*tops: float, height: float = 40, apart: float = 120) -> Observation:
    items = tuple(
        Item(f"a|Tab {at}|a|nav", f"Tab {at}", box(20 + at * apart, top, 100, height)) for at, top in enumerate(tops)
    )
    return laid_out(rows=(Row("nav|Main|nav|header", items),))


def covered(by: str) -> PartlyCovered:
    return PartlyCovered("p|Every mug|p|main", "Every mug is glazed twice.", box(), by, box(60, 20))


def sticking(by: float, text: str = "Donaudampfschifffahrt") -> StickingOut:
    return StickingOut("h3|Ship|h3|main", text, box(width=300), "div|Ship|div|main", box(), by)


def shortened(letters: int, whole: int) -> Shortened:
    return Shortened("td|Stoneware mug|td|main", "Stoneware mug, blue", box(), letters, whole)


def collision(name: str = "Delete") -> Collision:
    return Collision("button|Save|button|main|", f"button|{name}|button|main|", "Save", name, box(), box(90, 20))


def icon(text: str, family: str = "Material Icons") -> FontlessIcon:
    return FontlessIcon("i||i|header", text, family, box(width=24))


def printed(*texts: str, confidence: float = 0.98) -> Observation:
    return observation(
        printed=tuple(PrintedText(text, box(), confidence, "canvas|Sales|canvas|main") for text in texts)
    )


def poster(*lines: str, alternative: str = "Our sale", text: str = "") -> Observation:
    """A picture of 200 x 150 px with these lines of 180 x 20 px on it, and what the page says beside it."""
    seen = picture(alternative=alternative)
    told = tuple(PrintedText(line, box(30, 30 + 25 * at, 180, 20), 0.98, seen.key) for at, line in enumerate(lines))
    return observation(screen(text=f"Shop\n{text}", pictures=(seen,)), printed=told)


def blemish(kind: str, score: float, **more: Any) -> Observation:
    return observation(more.pop("seen", None), blemishes=(Blemish(kind, box(), score),), **more)


def followed(covered: bool, top: float, layer: str = "header|Shop|header|header") -> Observation:
    """A link to #prices was followed; its heading then stands `top` px below the window's upper edge."""
    before = screen("/shop")
    body = '<header>Shop of mugs</header><main><h2 id="prices">Prices of all mugs</h2></main>'
    bar = text_run("Shop of mugs", y=1010, layer=layer)
    heading = text_run("Prices of all mugs", y=1000 + top, covered=covered)
    after = screen("/shop#prices", body, texts=(bar, heading), scroll_y=1000, page_height=3000)
    cause = (clicked(element("Prices", "link")),)
    return observation(after, before=before, cause=cause, effect=Effect(url_changed=True, scrolled=True))


def texts(*runs: Any, **more: Any) -> Observation:
    return observation(screen(texts=runs, **more))


HIDDEN_LEFT = text_run("Our mugs are made by hand", x=-40, width=200)

CASES: tuple[Case, ...] = (
    # off_screen
    bad("off_screen", "a paragraph that begins left of the page", texts(HIDDEN_LEFT)),
    bad("off_screen", "a button above the page", observation(screen(elements=(element("Save", box=box(20, -20)),)))),
    good(
        "off_screen",
        "what skips to the content and shows when it has the focus",
        observation(screen(elements=(element("Skip to content", box=box(20, -20)),))),
    ),
    good(
        "off_screen",
        "a button in a row that scrolls",
        observation(screen(elements=(element("Save", box=box(-20, 20), scrolls=True),))),
    ),
    good("off_screen", "a text inside the page", texts(text_run("Our mugs are made by hand"))),
    good("off_screen", "a text for screen readers alone", texts(replace(HIDDEN_LEFT, box=box(-9999, 20)))),
    good("off_screen", "a page that is read from right to left", texts(HIDDEN_LEFT, language="fa")),
    good("off_screen", "a slide that its frame cuts", texts(replace(HIDDEN_LEFT, clipped=True))),
    good("off_screen", "large letters as decoration", texts(replace(HIDDEN_LEFT, font_size=160.0))),
    # partly_covered_text
    bad("partly_covered_text", "a card over a sentence", laid_out(partly_covered=(covered("div.card"),))),
    good("partly_covered_text", "nothing in the way", laid_out()),
    good("partly_covered_text", "a tooltip", laid_out(partly_covered=(covered("div.tooltip"),))),
    good(
        "partly_covered_text",
        "an open dialog",
        observation(screen(elements=(DIALOG,)), layout=Layout(partly_covered=(covered("div.card"),))),
    ),
    # text_outside_box
    bad("text_outside_box", "a long word in a card", laid_out(sticking_out=(sticking(60),))),
    good("text_outside_box", "the tail of a letter", laid_out(sticking_out=(sticking(5),))),
    good("text_outside_box", "an ornament", laid_out(sticking_out=(sticking(60, "· · ·"),))),
    # unaligned_sibling
    bad("unaligned_sibling", "a tab that hangs", row(20, 20, 26, 20, 20)),
    good("unaligned_sibling", "tabs in line", row(20, 20, 20, 20, 20)),
    good("unaligned_sibling", "rounding", row(20, 20, 20.4, 20, 20)),
    good("unaligned_sibling", "stairs", row(20, 26, 32, 38, 44)),
    good("unaligned_sibling", "two of five", row(20, 26, 20, 26, 20)),
    good("unaligned_sibling", "things that lie over each other", row(20, 20, 26, 20, 20, apart=60)),
    good("unaligned_sibling", "two rows", row(20, 20, 20, 20, 70)),
    # unreadable_ellipsis
    bad("unreadable_ellipsis", "one letter of a name", laid_out(shortened=(shortened(1, 19),))),
    good("unreadable_ellipsis", "half of a name", laid_out(shortened=(shortened(10, 19),))),
    good("unreadable_ellipsis", "a short word", laid_out(shortened=(shortened(3, 5),))),
    # overlapping_controls
    bad("overlapping_controls", "two buttons in one place", laid_out(collisions=(collision(),))),
    good("overlapping_controls", "buttons apart", laid_out()),
    good("overlapping_controls", "one that nobody can tell", laid_out(collisions=(collision(""),))),
    # icon_font_missing
    bad("icon_font_missing", "the names of icons", laid_out(fontless_icons=(icon("arrow_back"), icon("home")))),
    bad("icon_font_missing", "empty boxes", laid_out(fontless_icons=(icon("", "Font Awesome 6 Free"),))),
    good("icon_font_missing", "icons that are drawn", laid_out()),
    # collapsed_picture
    bad(
        "collapsed_picture",
        "a picture of no height",
        laid_out(
            collapsed=(CollapsedPicture("img|mug|img|main", "http://127.0.0.1:4000/mug.jpg", box(height=0), 400, 300),)
        ),
    ),
    good("collapsed_picture", "pictures with a size", laid_out()),
    # unstyled_page
    bad("unstyled_page", "a stylesheet that is no stylesheet", laid_out(sheets=(Sheet(STYLE, False, 0),))),
    bad("unstyled_page", "an empty stylesheet", laid_out(sheets=(Sheet(STYLE, True, 0),))),
    good("unstyled_page", "a page without stylesheets", laid_out()),
    good("unstyled_page", "a stylesheet that works", laid_out(sheets=(Sheet(STYLE, True, 40),))),
    good(
        "unstyled_page",
        "one of two stylesheets",
        laid_out(sheets=(Sheet(STYLE, False, 0), Sheet(STYLE.replace("style", "shop"), True, 40))),
    ),
    good(
        "unstyled_page",
        "another site's stylesheet beside an empty one",
        laid_out(sheets=(Sheet(STYLE, True, 0), Sheet("https://cdn.example.org/all.css", True, -1))),
    ),
    # anchor_under_header
    bad("anchor_under_header", "a heading under the header", followed(covered=True, top=10)),
    good("anchor_under_header", "a heading below the header", followed(covered=False, top=70)),
    good("anchor_under_header", "no fixed header", followed(covered=True, top=10, layer="")),
    # words_only_in_picture
    bad("words_only_in_picture", "a poster", poster("Everything must go", "until Friday evening")),
    bad(
        "words_only_in_picture",
        "a poster without an alternative",
        poster("Free delivery from", "fifty pounds", alternative=""),
    ),
    good(
        "words_only_in_picture",
        "an alternative that says so",
        poster("Everything must go", "until Friday", alternative="Sale: everything must go until Friday"),
    ),
    good(
        "words_only_in_picture",
        "a page that says so",
        poster("Everything must go", "until Friday", text="Everything must go by Friday."),
    ),
    good("words_only_in_picture", "a word on a mug", poster("Best friend")),
    good("words_only_in_picture", "a chart", poster(*(f"Sales of month number {at}" for at in range(12)))),
    # printed_placeholder
    bad("printed_placeholder", "a chart of nothing", printed("Sales", "NaN %")),
    bad("printed_placeholder", "a template that was not filled", printed("Hello {{ user.name }}")),
    good("printed_placeholder", "a chart", printed("Sales", "1,240 €")),
    good("printed_placeholder", "a sentence", printed("What undefined means in JavaScript")),
    good("printed_placeholder", "letters that are hard to read", printed("NaN", confidence=0.6)),
    good("printed_placeholder", "a picture of code", printed("const a = undefined;", "return a();", "a: undefined")),
    # broken_look
    bad("broken_look", "a box over letters in a drawing", blemish("covered", 0.999)),
    good("broken_look", "a kind that is not seen well enough", blemish("garbled", 0.9999)),
    bad("broken_look", "letters over letters in a drawing", blemish("overlap", 0.9999)),
    good(
        "broken_look",
        "texts that are known to lie over each other",
        blemish("overlap", 0.9999, seen=screen(texts=(text_run("Stoneware mug"), text_run("£14", y=24, width=40)))),
    ),
    good("broken_look", "a doubt", blemish("covered", 0.5)),
    good("broken_look", "an open dialog", blemish("covered", 0.999, seen=screen(elements=(DIALOG,)))),
    good(
        "broken_look",
        "a picture that is known not to have come",
        blemish("covered", 0.999, seen=screen(pictures=(picture(natural=(0, 0)),))),
    ),
    good(
        "broken_look",
        "text that is known to be cut",
        blemish("covered", 0.999, seen=screen(overflows=(Overflow("p|Mug|p|main", "Mug", box(), 20, "container"),))),
    ),
    good(
        "broken_look",
        "text that is known to be covered",
        blemish("covered", 0.999, layout=Layout(partly_covered=(covered("div.card"),))),
    ),
)
