"""What must hold in any sane app, told from one screen or two."""

import re
from dataclasses import replace
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


def priced(chosen: str, *items: str, ticked: bool = True, **more: Any) -> Observation:
    box = element(chosen, "checkbox", tag="input", input_type="checkbox", checked=ticked)
    return observation(screen(body=rows(*items), elements=(box,)), **more)


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


def invoice(*sums: str) -> Observation:
    """One line, and under it "label|amount" of what follows from it."""
    foot = "".join("<tr><th colspan=2>{}</th><td>{}</td></tr>".format(*one.split("|")) for one in sums)
    line = "<tr><td>Kurs</td><td>2</td><td>158,00 €</td></tr>"
    return observation(screen("/invoices/7", f"<table><tbody>{line}</tbody><tfoot>{foot}</tfoot></table>"))


def listed(text: str, *items: str, more: str = "") -> Observation:
    return observation(screen(body=f"<p>{text}</p>{rows(*items)}{more}"))


def chosen_from(*options: str) -> str:
    """A row of another list that tells amounts and holds a choice."""
    return (
        f'<div class="line">Wrapping <select>{"".join(f"<option>{one}</option>" for one in options)}</select> £3</div>'
    )


def sections(*numbers: int, name: str = "Section") -> str:
    """A list of links to places on one page, with words that do not tell them apart."""
    made = "".join(f'<li><a href="/book#section-{number}">{name}</a> is about this</li>' for number in numbers)
    return f"<main><ul>{made}</ul></main>"


def leading_to(address: str, *names: str) -> str:
    """A list of things that all lead to one page."""
    made = "".join(f'<li><a href="{address}">Order {name}</a> was sent</li>' for name in names)
    return f"<main><ul>{made}</ul></main>"


def searched(word: str, *items: str, answer: str = "") -> Observation:
    field = element("Search", "searchbox", input_type="search", field_name="q")
    body = f"<main><h1>Search</h1><p>{answer or f'Products for “{word}”'}</p></main>{rows(*items)}"
    cause = (typed(field, word), Action(ActionKind.PRESS, value="Enter"))
    return observation(screen(f"/search?q={word}", body), before=screen(elements=(field,)), cause=cause, effect=CHANGED)


def other_views(word: str) -> Observation:
    """The board has nothing, and leads to other views of the same search."""
    seen = searched(word, *SEVEN[:3])
    markup = re.sub(r'href="([^"]*)"', rf'href="\1?q={word}"', seen.screen.markup)
    return replace(seen, screen=replace(seen.screen, markup=markup))


def turned(
    first: tuple[str, ...],
    second: tuple[str, ...],
    to: str = "/shop?page=2",
    page: str = "/shop",
    *,
    by_script: bool = False,
) -> Observation:
    on = element("2", "link", href=ORIGIN + to)
    former, present = (rows(*names).replace('href="/', f'href="{"/#" * ("#" in to)}/') for names in (first, second))
    effect = replace(CHANGED, document_changed=not by_script)
    return observation(screen(to, present), before=screen(page, former), cause=(clicked(on),), effect=effect)


def written(first: tuple[str, ...], second: tuple[str, ...]) -> Observation:
    former, present = (
        "".join(
            f'<div class="card"><a href="/by/anna">Anna</a><a href="/post/{name}"><h2>{name}</h2></a></div>'
            for name in names
        )
        for names in (first, second)
    )
    on = element("2", "link", href=f"{ORIGIN}/?page=2")
    return observation(screen("/?page=2", present), before=screen("/", former), cause=(clicked(on),), effect=CHANGED)


def removable(*names: str) -> str:
    made = "".join(
        f'<li><a href="/product/{name.lower()}">{name}</a><button aria-label="Remove {name}">×</button></li>'
        for name in names
    )
    return f"<main><h1>Cart</h1><ul>{made}</ul></main>"


def reloaded(earlier: tuple[str, ...], later: tuple[str, ...], **more: Any) -> Observation:
    before = screen("/cart", removable(*earlier), **more)
    return observation(screen("/cart", removable(*later), **more), before=before, cause=RELOADED)


def told_and_reloaded(*messages: str) -> Observation:
    """Messages with a control to close them stood on the page, and do not after a reload."""
    told = "".join(f'<div class="alert alert-info">{one} <button title="Remove">×</button></div>' for one in messages)
    return observation(screen("/cart", "<main></main>"), before=screen("/cart", f"<main>{told}</main>"), cause=RELOADED)


def all_ticked(whole: bool, *rows: bool, name: str = "Select all") -> Observation:
    """A box for all rows was clicked; how it and the rows' boxes stand then."""
    made = [
        element(
            f"Row {at}", "checkbox", key=f"row {at}", checked=ticked, selector=f"table > tr:nth-child({at}) > input"
        )
        for at, ticked in enumerate(rows, 1)
    ]
    box = element(name, "checkbox", checked=whole)
    return observation(screen("/rows", elements=(box, *made)), before=screen("/rows"), cause=(clicked(box),))


def loaded_anew(path: str, *after: str) -> Observation:
    """Somebody who is signed in loaded the checkout again and came to this path, where these controls stand."""
    controls = {
        "out": element("Sign out", "link", href=ORIGIN + "/bye"),
        "password": element("Password", "textbox", input_type="password"),
        "again": element("The same again", "textbox", input_type="password", key="again"),
    }
    before = screen("/checkout", elements=(controls["out"],))
    return observation(screen(path, elements=tuple(controls[one] for one in after)), before=before, cause=RELOADED)


LOW_TO_HIGH = "Price, low to high"
DELIVERY = "<dt>Delivery</dt><dd>£4.50</dd>"
SEVEN = tuple(f"Mug {letter}|£{at}" for at, letter in enumerate("ABCDEFG", 1))


def opened(row: str, body: str, *others: str, to: str = "", **more: Any) -> Observation:
    """A row of a list was clicked, and a page with this body came."""
    address = to or f"/product/{row.partition('|')[0].lower().replace(' ', '-')}"
    on = element(row.partition("|")[0], "link", href=ORIGIN + address)
    before = screen("/shop", rows(row, *(others or ("Soap|£9.50", "Clock|£118.00"))), elements=(on,))
    headings = tuple(re.findall(r"<h1>(.*?)</h1>", body))
    return observation(
        screen(address, body, headings=headings, **more), before=before, cause=(clicked(on),), effect=CHANGED
    )


def overview(title: str, to: str) -> Observation:
    """On a page of parts, each with a link to the place of which it shows something, one was followed to this title."""
    parts = {"Due soon": "/recurring", "Latest": "/transactions", "Goals": "/goals"}
    cards = "".join(
        f"<section><h2>{name}</h2><p>One</p><a href={at}>See all</a></section>" for name, at in parts.items()
    )
    on = element("See all", "link", href=ORIGIN + to)
    page = screen(to, f"<main><h1>{title}</h1></main>", headings=(title,))
    before = screen("/overview", f"<main>{cards}</main>", elements=(on,))
    return observation(page, before=before, cause=(clicked(on),), effect=CHANGED)


def chosen(name: str, body: str) -> Observation:
    """A name without an address was clicked in a list, a script opened a page with this body."""
    on = element(name, "link", href=f"{ORIGIN}/shop#")
    items = "".join(f"<div class=item><a href=#>{one}</a></div>" for one in ("Oak board", "Linen apron", "Wall clock"))
    before = screen("/shop", f"<main>{items}</main>", elements=(on,))
    return observation(screen("/product?id=2", body), before=before, cause=(clicked(on),), effect=CHANGED)


def in_section(section: str, entry: str, body: str) -> Observation:
    """The one entry of a list in a section was opened, and a page with this body came."""
    on = element(entry, "link", href=f"{ORIGIN}/order/7")
    entries = f"<ul><li><a href=/order/7>{entry}</a> £12.00</li></ul>", "<p>Nothing yet.</p>"
    parts = zip((section, "Saved for later"), entries, strict=True)
    sections = "".join(f"<section class=band><h2>{name}</h2>{shown}</section>" for name, shown in parts)
    before = screen("/account", f"<main>{sections}</main>", elements=(on,))
    headings = tuple(re.findall(r"<h1>(.*?)</h1>", body))
    after = screen("/order/7", body, headings=headings)
    return observation(after, before=before, cause=(clicked(on),), effect=CHANGED)


def ordered(before: str, after: str, said: str = "Thank you for your order!") -> Observation:
    """“Finish” was clicked; the badge of the cart before and after, and what the page says."""
    finish = element("Finish")
    badge = "<header><a class=cart-link href=/cart><span>{}</span></a></header>"
    shown = screen("/overview", f"{badge.format(before)}<main>Overview</main>", elements=(finish,))
    done = screen("/done", f"{badge.format(after)}<main><p>{said}</p></main>")
    return observation(done, before=shown, cause=(clicked(finish),), effect=CHANGED)


def refused(answer: str, *, name: str = "Ann", email: str = "ann", marked: str = "", **field: Any) -> Observation:
    """A form was filled in and sent, and this is what stands there afterwards, with markup that is `marked`."""
    named = element("Name", "textbox", form="/account", key="name")
    mail = element("E-mail", "textbox", form="/account", key="mail")
    send = element("Send", key="send", form="/account")
    sent = form(named, mail, submit=send.key)
    before = screen("/account", "<h1>Account</h1>", elements=(named, mail, send), forms=(sent,))
    fields = (replace(named, value=name), replace(mail, value=email, **field), send)
    after = screen("/account", marked, text=f"Account\n{answer}", elements=fields, forms=(sent,))
    cause = (typed(named, "Ann"), typed(mail, "ann"), clicked(send))
    return observation(after, before=before, cause=cause, effect=Effect(requests=1, document_changed=True))


OAK = "Oak board|£38.00"

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
    good(
        "sorted_as_said",
        "what a browser has put back into the field",
        sorted_by(LOW_TO_HIGH, "Clock|£118", "Mug|£14", "Soap|£9.50", cause=(Action(ActionKind.BACK),)),
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
        "another choice than the one that the page came with, looked at later",
        observation(
            screen(
                "/shop?sort=name",
                body=f'<select name="sort"><option>{LOW_TO_HIGH}<option selected>Name: A to Z</select>'
                + rows("Clock|£118", "Mug|£14", "Soap|£9.50"),
                elements=(element("Sort by", "combobox", value=LOW_TO_HIGH, form="/shop", field_name="sort"),),
                forms=(form(element("Sort by", "combobox"), key="/shop", submit="button|Sort|button|main|/shop"),),
            ),
            cause=(Action(ActionKind.SCROLL, value="800"),),
        ),
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
    bad(
        "count_matches_rows",
        "fewer rows than it says, beside a choice of prices",
        listed("9 products", *SEVEN, more=chosen_from("Any price", "Under £25", "£25 to £75")),
    ),
    good("count_matches_rows", "the right number", listed("7 products", *SEVEN)),
    good("count_matches_rows", "a number of pieces", listed("9 products", *SEVEN, more=chosen_from("1", "2", "3"))),
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
    good("search_nonsense_finds_nothing", "other views of the same search", other_views("qzxvwk1f3a")),
    # pages_are_disjoint
    bad("pages_are_disjoint", "a second page that begins with the first one's end", turned(SEVEN[:4], SEVEN[2:6])),
    bad("pages_are_disjoint", "a second page that is the first", turned(SEVEN[:4], SEVEN[:4])),
    bad(
        "pages_are_disjoint",
        "pages whose routes and number stand in the fragment",
        turned(SEVEN[:4], SEVEN[2:6], "/#/shop?page=2", "/#/shop"),
    ),
    good(
        "pages_are_disjoint",
        "other rows of the same route",
        turned(SEVEN[:3], SEVEN[3:], "/#/shop?page=2", "/#/shop"),
    ),
    bad(
        "pages_are_disjoint",
        "cards that name their author first",
        written(("Ants", "Bees", "Cats", "Dogs"), ("Dogs", "Eels", "Foxes", "Geese")),
    ),
    good(
        "pages_are_disjoint",
        "other cards by the same author",
        written(("Ants", "Bees", "Cats", "Dogs"), ("Eels", "Foxes", "Geese", "Hens")),
    ),
    good("pages_are_disjoint", "a page that is not drawn yet", turned(SEVEN[:4], SEVEN[:4], by_script=True)),
    good("pages_are_disjoint", "pages without a row in common", turned(SEVEN[:3], SEVEN[3:])),
    good("pages_are_disjoint", "a row that is pinned on top of each page", turned(SEVEN[:4], (SEVEN[0], *SEVEN[4:]))),
    good("pages_are_disjoint", "another filter", turned(SEVEN[:4], SEVEN[2:6], "/shop?page=2&colour=red")),
    good("pages_are_disjoint", "a menu whose links name pages", turned(SEVEN[:4], SEVEN[:4], "/shop?page=about.php")),
    good("pages_are_disjoint", "another list", turned(SEVEN[:4], SEVEN[2:6], "/offers?page=2")),
    # priced_as_chosen
    bad("priced_as_chosen", "above the upper end", priced("£10 to £20", "Mug|£14", "Pot|£19.99", "Clock|£20.99")),
    bad(
        "priced_as_chosen", "below the lower end", priced("20 € und mehr (3)", "Mug|14,00 €", "Pot|22 €", "Clock|25 €")
    ),
    bad("priced_as_chosen", "above the only end", priced("Under £5", "Mug|£4", "Pot|£4.99", "Clock|£14")),
    bad(
        "priced_as_chosen",
        "a range that was chosen from a menu",
        observation(
            screen(
                body=rows("Mug|$14", "Pot|$5", "Clock|$19"),
                elements=(element("Price", "combobox", tag="select", value="$10 - $20"),),
            )
        ),
    ),
    good("priced_as_chosen", "both ends of the range", priced("£10 to £20", "Mug|£10", "Pot|£14", "Clock|£20")),
    good("priced_as_chosen", "a box not ticked", priced("Under £5", "Mug|£4", "Pot|£5", "Clock|£14", ticked=False)),
    good("priced_as_chosen", "another thing to tick", priced("Gift wrap £5", "Mug|£4", "Pot|£5", "Clock|£14")),
    good("priced_as_chosen", "what is saved", priced("Save £5 to £10", "Mug|£4", "Pot|£5", "Clock|£14")),
    good(
        "priced_as_chosen",
        "two ranges at once",
        observation(
            screen(
                body=rows("Mug|£4", "Pot|£12", "Clock|£14"),
                elements=tuple(
                    element(words, "checkbox", tag="input", input_type="checkbox", checked=True)
                    for words in ("Under £5", "£10 to £20")
                ),
            )
        ),
    ),
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
        "an invoice whose net amount has the voucher taken off",
        invoice("Gutschein SOMMER|−15,80 €", "Nettobetrag|119,50 €", "19 % MwSt.|22,70 €", "Gesamtbetrag|142,20 €"),
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
        "total_is_sum_of_lines",
        "things for sale under a message that can be closed",
        observation(
            screen(
                "/shop",
                "<header><span>Basket total: £2.99</span></header>"
                "<div class=page><div><button>×</button> Mug was added</div>"
                + "".join(f"<div><h3>Mug {n}</h3><p>£{n}.99</p></div>" for n in range(1, 12))
                + "</div>",
            )
        ),
    ),
    good(
        "total_is_sum_of_lines",
        "a thing to buy, with the cart's total beside it",
        observation(
            screen(
                "/mug",
                '<div class="top">Basket total: £27.95</div><main><form><table><tr><th>Price</th><td>£22.99</td>'
                '<td><input type="number" name="quantity" value="2"></td></tr></table>'
                "<button>Add to basket</button></form></main>",
                elements=(element("Quantity", "spinbutton", input_type="number", value="2"),),
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
    bad(
        "reload_shows_the_same",
        "lines with boxes to tick that are lost",
        reloaded(("Mug", "Soap"), (), elements=(element("Mug", "checkbox", selector="ul > li > input", checked=True),)),
    ),
    good(
        "reload_shows_the_same",
        "a tick that narrowed the list",
        reloaded(("Mug",), ("Mug", "Soap"), elements=(element("In stock", "checkbox", checked=True),)),
    ),
    good(
        "reload_shows_the_same",
        "a line that somebody else may have taken out",
        replace(reloaded(("Mug", "Soap"), ("Soap",)), crowded=True),
    ),
    good("reload_shows_the_same", "messages that pass", told_and_reloaded("Added.", "Saved.")),
    good("reload_shows_the_same", "the same lines", reloaded(("Mug", "Soap"), ("Mug", "Soap"))),
    good("reload_shows_the_same", "another order", reloaded(("Mug", "Soap"), ("Soap", "Mug"))),
    good(
        "reload_shows_the_same",
        "a filter that is forgotten",
        reloaded(("Mug",), ("Mug", "Soap"), elements=(element("Find", "searchbox", region="main", value="mug"),)),
    ),
    bad("reload_keeps_signed_in", "a form to sign in, and a way out", loaded_anew("/login", "out", "password")),
    good("reload_keeps_signed_in", "signed out meanwhile", loaded_anew("/login", "password")),
    good("reload_keeps_signed_in", "the same page", loaded_anew("/checkout", "out", "password")),
    good("reload_keeps_signed_in", "a new password to choose", loaded_anew("/renew", "out", "password", "again")),
    good("reload_keeps_signed_in", "another page of the account", loaded_anew("/cart", "out")),
    bad("select_all_ticks_all", "a row that is left out", all_ticked(True, True, True, False)),
    bad("select_all_ticks_all", "a row that is kept", all_ticked(False, False, True, False)),
    good("select_all_ticks_all", "every row", all_ticked(True, True, True, True)),
    good("select_all_ticks_all", "one choice of several", all_ticked(True, True, False, name="All")),
    # detail_shows_its_row
    bad("detail_shows_its_row", "another price", opened(OAK, "<main><h1>Oak board</h1><p>£42.00</p></main>")),
    good(
        "detail_shows_its_row",
        "a page on which it is edited",
        opened(OAK, "<main><h1>Edit product</h1></main>", elements=(element("Name", "textbox", value="Oak board"),)),
    ),
    bad("detail_shows_its_row", "another thing", opened(OAK, "<main><h1>Linen apron</h1><p>£38.00</p></main>")),
    bad(
        "detail_shows_its_row", "another of the list", chosen("Oak board", "<main><p>Linen apron</p><p>£38</p></main>")
    ),
    bad("detail_shows_its_row", "nothing at all", chosen("Wall clock", "<main><p>ITEM NOT FOUND</p></main>")),
    good(
        "detail_shows_its_row",
        "its words with another between them",
        chosen("Wall clock", "<main><p>Wall kitchen clock</p><p>See also: Linen apron</p></main>"),
    ),
    good(
        "detail_shows_its_row",
        "a page that mentions another",
        chosen("Oak board", "<main><p>Goes well with our Linen apron</p></main>"),
    ),
    good("detail_shows_its_row", "what was chosen", chosen("Oak board", "<main><p>Oak board</p></main>")),
    good(
        "detail_shows_its_row",
        "all of the list again",
        chosen("Oak board", "<main><p>Linen apron</p><p>Wall clock</p></main>"),
    ),
    good(
        "detail_shows_its_row",
        "the one entry of a section",
        in_section("Orders", "LF-7", "<main><h1>Thank you, Anna Miller</h1><p>LF-7: £12.00</p></main>"),
    ),
    bad("order_empties_cart", "a badge that stays", ordered("2", "2")),
    good("order_empties_cart", "a badge that is gone", ordered("2", "")),
    good("order_empties_cart", "a page that says something else", ordered("2", "2", "Where shall it go?")),
    good("order_empties_cart", "an empty cart", ordered("0", "0")),
    good("detail_shows_its_row", "the place of which a part showed something", overview("Payments", "/recurring")),
    good(
        "detail_shows_its_row",
        "prices of what is like it",
        opened(OAK, f"<main><h1>Oak board</h1></main>{rows('Tray|£42.00', 'Bowl|£9.50')}"),
    ),
    good("detail_shows_its_row", "the same price", opened(OAK, "<main><h1>Oak board</h1><p>£38.00</p></main>")),
    good(
        "detail_shows_its_row",
        "the price among others",
        opened(OAK, "<main><h1>Oak board</h1><s>£45.00</s><b>£38.00</b><ul><li>Soap £9.50</li></ul></main>"),
    ),
    good("detail_shows_its_row", "no price yet", opened(OAK, "<header>£0.00</header><main><h1>Oak board</h1></main>")),
    good(
        "detail_shows_its_row",
        "a price that is a beginning",
        opened("Oak board|from £38.00", "<main><h1>Oak board</h1><p>£42.00</p></main>"),
    ),
    good(
        "detail_shows_its_row",
        "another currency",
        opened(OAK, "<main><h1>Oak board</h1><p>44,00 €</p></main>"),
    ),
    good(
        "detail_shows_its_row",
        "a page that asks to sign in",
        opened(
            OAK,
            "<main><h1>Sign in</h1></main>",
            elements=(element("Password", "textbox", input_type="password"),),
        ),
    ),
    # form_keeps_what_was_typed
    bad("form_keeps_what_was_typed", "a refused form that is empty", refused("E-mail is invalid", name="", email="")),
    bad("form_keeps_what_was_typed", "one field of two forgotten", refused("E-mail is invalid", name="")),
    bad(
        "form_keeps_what_was_typed",
        "an empty form with a field that is marked",
        refused("Look at this again", name="", marked="<input aria-invalid=true>"),
    ),
    good(
        "form_keeps_what_was_typed",
        "a form that was taken and is empty",
        refused("Look at this again", name="", marked="<input aria-invalid=false>"),
    ),
    good("form_keeps_what_was_typed", "all is still there", refused("E-mail is invalid")),
    good("form_keeps_what_was_typed", "it was accepted", refused("Thank you, we must say", name="", email="")),
    good("form_keeps_what_was_typed", "nothing is said", refused("", name="", email="")),
    good(
        "form_keeps_what_was_typed",
        "a code that works once",
        refused("The code is invalid", email="", autocomplete="one-time-code"),
    ),
    # row_listed_twice
    good(
        "row_listed_twice",
        "a thing to which something happened twice",
        observation(
            screen(body=f"<section><h2>Recent activity</h2>{rows(*SEVEN, SEVEN[2]).replace('main', 'div')}</section>")
        ),
    ),
    bad("row_listed_twice", "one thing twice", observation(screen(body=rows(*SEVEN, SEVEN[2])))),
    good(
        "row_listed_twice",
        "a bar of links at the side",
        observation(screen(body=rows(*SEVEN, SEVEN[2]).replace("<ul>", '<ul class="navbar-nav sidebar">'))),
    ),
    good(
        "row_listed_twice", "rows that all lead to one page", observation(screen(body=leading_to("/invoice", *"ABBCD")))
    ),
    good("row_listed_twice", "sections of one page", observation(screen(body=sections(*range(7))))),
    good("row_listed_twice", "rows that a sign names", observation(screen(body=sections(1, 1, 2, 3, 4, name="§")))),
    good(
        "row_listed_twice",
        "what a visitor of ours sent twice",
        observation(screen(body=rows(*SEVEN, *["A note by annadf12ab34|£1"] * 2))),
    ),
    good("row_listed_twice", "each once", observation(screen(body=rows(*SEVEN)))),
    good("row_listed_twice", "one name at two prices", observation(screen(body=rows(*SEVEN, "Mug C|£30.00")))),
    good(
        "row_listed_twice",
        "copies in what turns round",
        observation(screen(body=f'<div class="swiper">{rows(*SEVEN, SEVEN[2])}</div>')),
    ),
    # money_written_alike
    bad("money_written_alike", "one decimal among two", listed("Sum £40.5", "Soap|£9.50", "Clock|£118.00")),
    bad("money_written_alike", "a sum that nobody rounded", listed("Sum £40.300000000004", "Soap|£9.50")),
    bad("money_written_alike", "one decimal with the sign behind", listed("40,5 €", "Soap|9,50 €", "Clock|118,00 €")),
    good("money_written_alike", "two decimals each", listed("Sum £40.50", "Soap|£9.50", "Clock|£1,118.00")),
    good("money_written_alike", "no decimals at some", listed("Sum £40", "Soap|£9.50", "Clock|£118.00")),
    good("money_written_alike", "millions", listed("We raised £1.5 million", "Soap|£9.50", "Clock|£118.00")),
    good("money_written_alike", "a price per unit", listed("£0.125 / kWh, £2.5 per litre", "Soap|£9.50", "Box|£8.00")),
)
