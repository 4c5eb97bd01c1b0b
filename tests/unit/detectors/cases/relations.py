"""What must hold in any sane app, told from one screen or two."""

from typing import Any

from tests.unit.detectors.building import ORIGIN, clicked, element, form, observation, rows, screen, typed
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.observation import Observation
from worker.observation.runtime import Effect
from worker.surfaces.actions import Action, ActionKind

RELOADED = (Action(ActionKind.RELOAD),)
CHANGED = Effect(mutations=20, requests=1, url_changed=True)


def sorted_by(chosen: str, *items: str, **more: Any) -> Observation:
    field = element("Sort by", "combobox", value=chosen, options=("Featured", chosen))
    return observation(screen(body=rows(*items), elements=(field,)), **more)


def cart(total: str, *lines: str, extras: str = "", more: str = "") -> Observation:
    """Lines are "name|price each|quantity|amount"."""
    made = ""
    for line in lines:
        name, each, quantity, amount = line.split("|")
        made += (
            f'<li class="line"><a href="/product/{name.lower()}">{name}</a>'
            f"<span>{each} each</span>"
            f'<input type="number" name="quantity" value="{quantity}">'
            f"<strong>{amount}</strong><button>Remove</button></li>"
        )
    fields = tuple(
        element(f"Quantity {line}", "spinbutton", input_type="number", value=line.split("|")[2]) for line in lines
    )
    sums = f'<dl>{extras}<dt class="total">Total</dt><dd>{total}</dd></dl>'
    body = f"<main><h1>Your cart</h1><ul>{made}</ul>{sums}{more}</main>"
    return observation(screen("/cart", body, elements=fields))


def listed(text: str, *items: str, more: str = "") -> Observation:
    return observation(screen(body=f"<p>{text}</p>{rows(*items)}{more}"))


def searched(word: str, *items: str, answer: str = "") -> Observation:
    field = element("Search", "searchbox", input_type="search", field_name="q")
    body = f"<main><h1>Search</h1><p>{answer or f'Products for “{word}”'}</p></main>{rows(*items)}"
    cause = (typed(field, word), Action(ActionKind.PRESS, value="Enter"))
    return observation(screen(f"/search?q={word}", body), before=screen(elements=(field,)), cause=cause, effect=CHANGED)


def turned(first: tuple[str, ...], second: tuple[str, ...], to: str = "/shop?page=2") -> Observation:
    on = element("2", "link", href=ORIGIN + to)
    return observation(
        screen(to, rows(*second)), before=screen("/shop", rows(*first)), cause=(clicked(on),), effect=CHANGED
    )


def removable(*names: str) -> str:
    made = "".join(
        f'<li><a href="/product/{name.lower()}">{name}</a><button aria-label="Remove {name}">×</button></li>'
        for name in names
    )
    return f"<main><h1>Cart</h1><ul>{made}</ul></main>"


def reloaded(earlier: tuple[str, ...], later: tuple[str, ...], **more: Any) -> Observation:
    before = screen("/cart", removable(*earlier), **more)
    return observation(screen("/cart", removable(*later), **more), before=before, cause=RELOADED)


LOW_TO_HIGH = "Price, low to high"
DELIVERY = "<dt>Delivery</dt><dd>£4.50</dd>"
SEVEN = tuple(f"Mug {letter}|£{at}" for at, letter in enumerate("ABCDEFG", 1))

CASES: tuple[Case, ...] = (
    # sorted_as_said
    bad("sorted_as_said", "prices sorted as texts", sorted_by(LOW_TO_HIGH, "Clock|£118", "Mug|£14", "Soap|£9.50")),
    bad(
        "sorted_as_said",
        "prices the wrong way round",
        sorted_by("Price: high to low", "Soap|£9.50", "Mug|£14", "Clock|£118"),
    ),
    bad("sorted_as_said", "names out of order", sorted_by("Name: A to Z", "Clock|£118", "Apron|£14", "Soap|£9.50")),
    good("sorted_as_said", "sorted prices", sorted_by(LOW_TO_HIGH, "Soap|£9.50", "Mug|£14", "Clock|£1,118")),
    good(
        "sorted_as_said",
        "prices of another country, sorted",
        sorted_by(LOW_TO_HIGH, "Soap|9,50 €", "Mug|14,00 €", "Clock|1.118,00 €"),
    ),
    good("sorted_as_said", "equal prices", sorted_by(LOW_TO_HIGH, "Soap|£9", "Mug|£9", "Clock|£9")),
    good("sorted_as_said", "no order chosen", sorted_by("Featured", "Clock|£118", "Mug|£14", "Soap|£9.50")),
    good(
        "sorted_as_said",
        "names that differ by case and accent",
        sorted_by("Name: A to Z", "apron|£1", "Éclair|£2", "Zebra|£3"),
    ),
    good(
        "sorted_as_said",
        "ranges of prices, which cannot be told",
        sorted_by(LOW_TO_HIGH, "A|£9 - £20", "B|£5 - £30", "C|£4 - £8"),
    ),
    good(
        "sorted_as_said",
        "old prices beside new ones",
        sorted_by(LOW_TO_HIGH, "A|<del>£30</del> £5", "B|£9", "C|<s>£20</s> £10"),
    ),
    good(
        "sorted_as_said",
        "a choice that is not sent yet",
        observation(
            screen(
                body=rows("Clock|£118", "Mug|£14", "Soap|£9.50"),
                elements=(element("Sort by", "combobox", value=LOW_TO_HIGH, form="/shop"),),
                forms=(form(element("Sort by", "combobox"), key="/shop", submit="button|Sort|button|main|/shop"),),
            ),
            cause=(Action(ActionKind.CHOOSE, clicked(element("Sort by", "combobox")).target, LOW_TO_HIGH),),
            effect=Effect(value_changed=True),
        ),
    ),
    # count_matches_rows
    bad("count_matches_rows", "more rows than it says", listed("3 results", *SEVEN)),
    bad("count_matches_rows", "fewer rows than it says", listed("9 products", *SEVEN)),
    good("count_matches_rows", "the right number", listed("7 products", *SEVEN)),
    good(
        "count_matches_rows",
        "pages that hide the rest",
        listed("40 products", *SEVEN, more='<nav><a href="?page=2">Next</a></nav>'),
    ),
    good(
        "count_matches_rows",
        "a list that says which part it is",
        listed("40 products", *SEVEN, more="<p>1–7 of 40</p>"),
    ),
    good("count_matches_rows", "a long list that may go on below", listed("240 products", *SEVEN)),
    good("count_matches_rows", "a number of something else", listed("3 years of guarantee", *SEVEN)),
    # search_nonsense_finds_nothing
    bad("search_nonsense_finds_nothing", "the whole catalogue for a nonsense word", searched("qzxvwk1f3a", *SEVEN)),
    good("search_nonsense_finds_nothing", "a word that is there", searched("mug", *SEVEN)),
    good(
        "search_nonsense_finds_nothing",
        "an empty answer",
        searched("qzxvwk1f3a", answer="Nothing found for “qzxvwk1f3a”"),
    ),
    good(
        "search_nonsense_finds_nothing",
        "suggestions after an empty answer",
        searched("qzxvwk1f3a", *SEVEN, answer="No results for “qzxvwk1f3a”. You might like:"),
    ),
    # pages_are_disjoint
    bad("pages_are_disjoint", "a second page that begins with the first one's end", turned(SEVEN[:4], SEVEN[2:6])),
    bad("pages_are_disjoint", "a second page that is the first", turned(SEVEN[:4], SEVEN[:4])),
    good("pages_are_disjoint", "pages without a row in common", turned(SEVEN[:3], SEVEN[3:])),
    good("pages_are_disjoint", "a row that is pinned on top of each page", turned(SEVEN[:4], (SEVEN[0], *SEVEN[4:]))),
    good("pages_are_disjoint", "another filter", turned(SEVEN[:4], SEVEN[2:6], "/shop?page=2&colour=red")),
    good("pages_are_disjoint", "another list", turned(SEVEN[:4], SEVEN[2:6], "/offers?page=2")),
    # total_is_sum_of_lines
    bad("total_is_sum_of_lines", "a total without quantities", cart("£14.00", "Mug|£14.00|3|£42.00")),
    bad("total_is_sum_of_lines", "a total without a line", cart("£42.00", "Mug|£14.00|3|£42.00", "Soap|£9.50|1|£9.50")),
    bad(
        "total_is_sum_of_lines",
        "a subtotal that is wrong",
        cart(
            "£46.50", "Mug|£14.00|3|£42.00", "Soap|£9.50|1|£9.50", extras="<dt>Subtotal</dt><dd>£42.00</dd>" + DELIVERY
        ),
    ),
    good("total_is_sum_of_lines", "the sum", cart("£51.50", "Mug|£14.00|3|£42.00", "Soap|£9.50|1|£9.50")),
    good("total_is_sum_of_lines", "the sum and delivery", cart("£46.50", "Mug|£14.00|3|£42.00", extras=DELIVERY)),
    good(
        "total_is_sum_of_lines",
        "tax that is included",
        cart("£42.00", "Mug|£14.00|3|£42.00", extras="<dt>Including VAT</dt><dd>£7.00</dd>"),
    ),
    good(
        "total_is_sum_of_lines",
        "a discount",
        cart("£37.00", "Mug|£14.00|3|£42.00", extras="<dt>Discount</dt><dd>-£5.00</dd>"),
    ),
    good(
        "total_is_sum_of_lines",
        "a quantity that is typed and not sent",
        observation(
            screen(
                "/cart",
                cart("£14.00", "Mug|£14.00|1|£14.00").screen.markup,
                elements=(element("Quantity", "spinbutton", input_type="number", value="3"),),
            )
        ),
    ),
    good(
        "total_is_sum_of_lines", "a page without lines", observation(screen("/cart", "<main><p>Total £0.00</p></main>"))
    ),
    # negative_total
    bad("negative_total", "a cart below zero", cart("-£14.00", "Mug|£14.00|-1|-£14.00")),
    good("negative_total", "a cart above zero", cart("£14.00", "Mug|£14.00|1|£14.00")),
    good(
        "negative_total", "a discount", cart("£9.00", "Mug|£14.00|1|£14.00", extras="<dt>Discount</dt><dd>-£5.00</dd>")
    ),
    good("negative_total", "a refund", cart("-£14.00", "Mug|£14.00|-1|-£14.00", more="<p>Your refund</p>")),
    # reload_shows_the_same
    bad("reload_shows_the_same", "a line that comes back", reloaded(("Mug",), ("Mug", "Soap"))),
    bad("reload_shows_the_same", "lines that are lost", reloaded(("Mug", "Soap"), ())),
    good("reload_shows_the_same", "the same lines", reloaded(("Mug", "Soap"), ("Mug", "Soap"))),
    good("reload_shows_the_same", "another order", reloaded(("Mug", "Soap"), ("Soap", "Mug"))),
    good(
        "reload_shows_the_same",
        "a filter that is forgotten",
        reloaded(("Mug",), ("Mug", "Soap"), elements=(element("Find", "searchbox", region="main"),)),
    ),
)
