"""Finds pages that say something else of a thing than the list they were opened from: another price, another number or
day under the same label, another thing, the picture of another one, the day before or after the row's.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from itertools import takewhile
from urllib.parse import urlsplit

from pydantic import JsonValue

from worker.detectors.addresses import within_site
from worker.detectors.amounts import amounts
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.days import days_named
from worker.detectors.deeds import last
from worker.detectors.fields import contradicts, of_page, of_row
from worker.detectors.markup import HEADINGS, Node, tree
from worker.detectors.rows import Row, lists
from worker.detectors.subjects import place, shown, template_pattern
from worker.detectors.telling_words import telling_words
from worker.observation.experiments.lists import OpenedRow
from worker.observation.observation import Observation
from worker.observation.screen import Element, Picture, Screen
from worker.surfaces.actions import ActionKind

META = Meta(
    id="detail_shows_its_row",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Page that says something else than the list it was opened from",
    why="The list and the page read different data, or the list's links lead to the wrong place.",
    fix="Let both show the same record, and let each row link to what it names.",
)

_AROUND = ("nav", "header", "footer", "aside")
_CURRENCY = re.compile(r"[$€£¥₹₽₺₪₩₫฿]|CHF|EUR|USD|GBP|SEK|NOK|DKK|PLN|CZK|kr|zł|Kč|تومان|ریال")
# A price that is a beginning, a range, a part of what is paid, or owed, says little about the one on the page.
_NOT_THE_PRICE = re.compile(
    r"\b(from|starting|ab|à partir|dès|desde|a partir|per|pro|par|por|each|month|monat|mois|mes|year|save|off|"
    r"deposit|bid|gebot|owes?|owed|get back|schulde[nt]?|schuldest|bekommst|saldo|debes?|dois|doit|solde)\b"
    r"|[/%–]|\d\s*-\s*\d|از\s",
    re.IGNORECASE,
)
# What is for sale says so; elsewhere a page may tell other amounts than its row: a balance there, a sum here.
_TAKES = re.compile(
    r"\b(?:(?:add(?: .{0,30})? to|buy|order|book|reserve|hire|rent|checkout|kaufen|bestellen|buchen|añadir|comprar|"
    r"reservar|pedir|ajouter|acheter|commander|réserver)\b|in den (?:waren|einkaufs)|reservier)|"
    r"افزودن به|خرید|سفارش|رزرو",
    re.IGNORECASE,
)
# A row with more days, or texts longer than this, tell of something else.
_MOST_DAYS = 3
_LONGEST_DAY = 60
# Two sums of the same that are rounded at other places differ by less than this.
_ROUNDED = Decimal("0.005")
# Other rows of the list whose pages tell their amounts.
_FEWEST_AGREEING = 2
_NOTHING_THERE = re.compile(
    r"\b(not found|does(?: not|n[’']t) exist|no longer exists|nicht gefunden|existiert nicht|no encontrad[oa]|"
    r"no existe|introuvable|n[’']existe pas)\b|یافت نشد|وجود ندارد",
    re.IGNORECASE,
)
# A name in a list may be cut; a shorter one is a word that stands on many pages.
_CUT = ("…", "...")
_SHORTEST_NAME = 6
_CHANGES_BY_LOOKING = re.compile(
    r"view|visit|hit|click|read|like|vote|repl|comment|download|star|online|seen|last|updated|age\b|ago|score|rank|aufruf|vues?\b|vistas?\b",
    re.IGNORECASE,
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for a row that was opened and whose page contradicts it."""
    screen = observation.screen
    for result in observation.experiments:
        if isinstance(result, OpenedRow) and result.agreeing >= _FEWEST_AGREEING:
            told = _prices(screen, result.text)
            if told and Decimal(result.amount) not in told:
                yield _another_price(observation, result.name, Decimal(result.amount), told, certain=True)
    row = _opened(observation)
    if row is None or any(element.input_type == "password" for element in screen.elements):
        return
    if wrong := _opens_another(observation, row):
        yield wrong
        return
    named = next((node.text for node in row.node.find(*HEADINGS) if node.text), "")
    words = telling_words(named)
    if words and not any(word in _told(screen) for word in words):
        if screen.headings and _is_one_of_many(observation, row):
            yield _another_thing(observation, named, screen.headings[0])
        return
    if wrong := _picture_of_another(observation, row):
        yield _another_picture(observation, named or row.name, *wrong)
    if different := _another_value(row, screen):
        yield _says_otherwise(observation, named or row.name, *different)
        return
    if beside := _days_beside(row, screen):
        yield _on_another_day(observation, named or row.name, *beside)
        return
    if len(set(row.amounts)) != 1 or _NOT_THE_PRICE.search(row.text.replace(named, "")):
        return
    [price] = set(row.amounts)
    told = _prices(screen, row.text)
    if told and price not in told:
        certain = _sells(screen) or _is_rounded_otherwise(price, told)
        yield _another_price(observation, named or row.name, price, told, certain=certain)


def _opened(observation: Observation) -> Row | None:
    """The row of a list whose link was clicked and led to the address it names, or to where its script leads."""
    action, before, document = last(observation), observation.before, observation.document
    if before is None or action is None or action.kind is not ActionKind.CLICK or action.target is None:
        return None
    if observation.effect is None or not observation.effect.url_changed:
        return None
    if document is None or document.status is None or document.status >= 400:
        return None
    clicked = before.element(action.target.key)
    if clicked is None:
        return None
    if _is_scripted(clicked, before):
        return _row_called(clicked.name, before)
    if within_site(clicked.href) != within_site(observation.screen.url):
        return None
    same = [
        row
        for rows in lists(before, 2)
        for row in rows
        if row.address == within_site(clicked.href) and (_is_about_one(row) or row.name == clicked.name)
    ]
    return same[0] if same and len({row.text for row in same}) == 1 else None


def _is_about_one(row: Row) -> bool:
    """Whether all its links lead to one thing, and it is no part of a page that holds a list of what they lead to."""
    links = [link for link in row.node.find("a") if link.attributes.get("href", "").strip("#")]
    one_thing = len({within_site(link.attributes["href"]) for link in links}) == 1
    return one_thing and not all(_is_listed_within(link, row.node) for link in links)


def _is_listed_within(link: Node, row: Node) -> bool:
    """Whether the link stands in a smaller row of its own."""
    parents = takewhile(lambda node: node is not row, link.ancestors())
    return any(node.tag in ("li", "tr") for node in parents)


def _is_scripted(clicked: Element, before: Screen) -> bool:
    """Whether only its script knows where it leads."""
    return (
        not clicked.href
        or clicked.href.startswith("javascript:")
        or within_site(clicked.href) == within_site(before.url)
    )


def _row_called(name: str, before: Screen) -> Row | None:
    """The only row of that name, in a list of several."""
    called = [row for rows in lists(before, 3) for row in rows if name and row.name == name]
    return called[0] if called and len({row.text for row in called}) == 1 else None


def _opens_another(observation: Observation, row: Row) -> Finding | None:
    """What is wrong when the page does not name what was chosen, but one other of its list, or says that there is
    nothing.
    """
    before, screen, name = observation.before, observation.screen, row.name
    if before is None or not _is_telling(name) or _names(_told(screen), name):
        return None
    others = {one.name for one in _list_of(row, before, 3) if _leads_alike(one, row)} - {name}
    shown_instead = [one for one in others if _is_telling(one) and _is_about(screen, one)]
    if len(shown_instead) == 1:
        return _another_thing(observation, name, shown_instead[0])
    if others and not shown_instead and (nothing := _NOTHING_THERE.search(screen.text)):
        return _nothing_there(observation, name, nothing.group())
    return None


def _is_one_of_many(observation: Observation, row: Row) -> bool:
    """Whether another row leads into the same collection: the parts of a start page lead to all parts of a site, and
    are called by what they show of them.
    """
    if observation.before is None:
        return False
    beside = _list_of(row, observation.before, 2)
    return any(one.address != row.address and _leads_alike(one, row) for one in beside)


def _list_of(row: Row, screen: Screen, fewest: int) -> Sequence[Row]:
    """The list that the row stands in, if it has so many rows."""
    return next((rows for rows in lists(screen, fewest) if any(one.node is row.node for one in rows)), ())


def _leads_alike(one: Row, other: Row) -> bool:
    """Whether both lead into one collection, or only their scripts know where."""
    return template_pattern(one.address) == template_pattern(other.address)


def _told(screen: Screen) -> str:
    """All that a page says, in small letters: where a thing is edited, its fields name it."""
    held = (one.value for one in screen.elements if one.visible)
    return " ".join(" ".join((screen.title, screen.text, *held)).split()).casefold()


def _names(told: str, name: str) -> bool:
    """Whether a text has the name, or all its words in another order or with others between them."""
    words = telling_words(name)
    return name.casefold() in told or (len(words) > 1 and all(word in told for word in words))


def _is_about(screen: Screen, name: str) -> bool:
    """Whether the page has the name as a text of its own; one that only mentions it is about something else."""
    wanted = name.casefold()
    if any(wanted in heading.casefold() for heading in (screen.title, *screen.headings)):
        return True
    leaves = (node for node in tree(screen.markup).walk() if not node.elements and not node.inside(*_AROUND))
    return not screen.headings and any(node.text.casefold() == wanted for node in leaves)


def _is_telling(name: str) -> bool:
    return len(name) >= _SHORTEST_NAME and not name.endswith(_CUT)


def _another_value(row: Row, screen: Screen) -> tuple[str, str, str] | None:
    """A label under which the row and the page tell another number or day, with both."""
    listed, page = of_row(row.node), of_page(screen)
    return next(
        (
            (label, listed[label], page[label])
            for label in listed.keys() & page.keys()
            if not _CHANGES_BY_LOOKING.search(label) and contradicts(listed[label], page[label])
        ),
        None,
    )


def _days_beside(row: Row, screen: Screen) -> tuple[date, date] | None:
    """A day of the row and the one that the page tells instead, where it tells none of the row's days but for each the
    day before, or for each the day after: one of the two reads it in another time zone. A page that tells further days
    (of each answer to a question) may have the row's among those that it does not show.
    """
    listed, told = _days(row.node.walk()), _days(one for one in tree(screen.markup).walk() if not one.inside(*_AROUND))
    if not listed or len(listed) > _MOST_DAYS or listed & told:
        return None
    first = min(listed)
    for off in (timedelta(days=-1), timedelta(days=1)):
        if told == {day + off for day in listed}:
            return first, first + off
    return None


def _days(nodes: Iterable[Node]) -> set[date]:
    """The days that texts name for certain, each in an element of its own."""
    named = (days_named(one.text) for one in nodes if not one.elements and len(one.text) <= _LONGEST_DAY)
    return {next(iter(days)) for days in named if len(days) == 1}


def _on_another_day(observation: Observation, named: str, listed: date, told: date) -> Finding:
    screen = observation.screen
    return finding(
        META,
        observation,
        subject=f"another day on {template_pattern(screen.url)}",
        title=f"“{shown(named, 30)}” is on {listed} in the list and on {told} on its page",
        description=f"The list shows {listed} for “{shown(named, 60)}”; its page shows {told} and nowhere {listed}. "
        "Expected: the same day in both.",
        cause="A day without a time is read at midnight in one time zone and written in another.",
        details={"row": named, "list": str(listed), "page": str(told)},
    )


def _picture_of_another(observation: Observation, row: Row) -> tuple[str, Picture] | None:
    """The name of the other row whose picture the page shows largest, while its own is nowhere on it."""
    before, screen = observation.before, observation.screen
    rows = (
        next((rows for rows in lists(before, 3) if any(one.address == row.address for one in rows)), ())
        if before
        else ()
    )
    files = {one.address: _picture_files(one) for one in rows}
    told = Counter(file for of_row in files.values() for file in of_row)
    own = {file for file in files.get(row.address, ()) if told[file] == 1}
    # Addresses within scripts and styles count as well.
    if not own or not screen.pictures or any(file in unescape(screen.markup) for file in own):
        return None
    largest = max(screen.pictures, key=lambda one: one.box.width * one.box.height)
    shown_file = _file(largest.url)
    others = (one for one in rows if one.address != row.address and shown_file in files[one.address])
    other = next(others, None) if told[shown_file] == 1 else None
    return (other.name, largest) if other is not None else None


def _picture_files(row: Row) -> frozenset[str]:
    return frozenset(file for image in row.node.find("img") if (file := _file(image.attributes.get("src", ""))))


def _file(url: str) -> str:
    """A picture's file without its address; the query may name the picture, so it counts."""
    parts = urlsplit(url)
    return (
        "" if parts.scheme == "data" else f"{parts.path.rpartition('/')[2]}{'?' + parts.query if parts.query else ''}"
    )


def _sells(screen: Screen) -> bool:
    """Whether the page offers to take the one thing that it shows, so that its amounts are prices."""
    return any(one.visible and one.role in ("button", "link") and _TAKES.search(one.name) for one in screen.elements)


def _is_rounded_otherwise(price: Decimal, told: tuple[Decimal, ...]) -> bool:
    """Whether the page tells nearly the same, as two ways of adding up do."""
    return any(0 < abs(price - amount) <= _ROUNDED * price for amount in told)


def _prices(screen: Screen, said: str) -> tuple[Decimal, ...]:
    """Every amount that the page itself shows, in the row's currency, apart from what stands around every page and from
    rows that lead to other pages.
    """
    if set(_CURRENCY.findall(said)) != set(_CURRENCY.findall(screen.text)):
        return ()
    here = within_site(screen.url)
    elsewhere = {id(row.node) for rows in lists(screen, 2) for row in rows if row.address not in ("", here)}
    return tuple(
        amount
        for node in tree(screen.markup).walk()
        if not node.elements and not node.inside(*_AROUND)
        if elsewhere.isdisjoint(map(id, (node, *node.ancestors())))
        for amount in amounts(node.text)
    )


def _another_thing(observation: Observation, named: str, instead: str) -> Finding:
    screen = observation.screen
    return finding(
        META,
        observation,
        subject=f"another thing on {template_pattern(screen.url)}",
        title=f"“{shown(named, 30)}” in the list opens “{shown(instead, 30)}”",
        description=f"The row “{shown(named, 60)}” was opened, and the page {place(screen.url, 40)} does not "
        f"name it: it is about “{shown(instead, 60)}”. Expected: the page of what was chosen.",
        details={"row": named, "page": instead},
    )


def _nothing_there(observation: Observation, named: str, words: str) -> Finding:
    screen = observation.screen
    return finding(
        META,
        observation,
        subject=f"nothing on {template_pattern(screen.url)}",
        title=f"“{shown(named, 30)}” in the list opens a page that says “{shown(words, 20)}”",
        description=f"The row “{shown(named, 60)}” was opened, and {place(screen.url, 40)} says that there is nothing: "
        f"“{shown(words, 40)}”. Expected: the page of what was chosen.",
        details={"row": named, "page": words},
    )


def _another_picture(observation: Observation, named: str, other: str, picture: Picture) -> Finding:
    return finding(
        META,
        observation,
        subject=f"another picture on {template_pattern(observation.screen.url)}",
        severity=Severity.MEDIUM,
        title=f"The page of “{shown(named, 28)}” shows the picture of “{shown(other, 28)}”",
        description=f"The list shows a picture of its own for “{shown(named, 60)}”; its page shows large what the list "
        f"shows for “{shown(other, 60)}”, and its own picture nowhere. Expected: the picture of what was chosen.",
        boxes=(picture.box,),
        element=picture.key,
        details={"row": named, "picture_of": other},
    )


def _says_otherwise(observation: Observation, named: str, label: str, listed: str, told: str) -> Finding:
    return finding(
        META,
        observation,
        subject=f"another {label} on {template_pattern(observation.screen.url)}",
        title=f"“{shown(named, 24)}” has other {shown(label, 16)} on its page than in the list",
        description=f"The list shows “{shown(listed, 30)}” as {shown(label, 30)} of “{shown(named, 60)}”; its page "
        f"shows “{shown(told, 30)}”. Expected: the same in both.",
        details={"row": named, "label": label, "list": listed, "page": told},
    )


def _another_price(
    observation: Observation, named: str, price: Decimal, told: tuple[Decimal, ...], *, certain: bool
) -> Finding:
    return finding(
        META,
        observation,
        subject=f"another price on {template_pattern(observation.screen.url)}",
        title=f"“{shown(named, 30)}” costs {price} in the list and {told[0]} on its page",
        description=f"The list shows {price} for “{shown(named, 60)}”; its page shows {told[0]} and nowhere {price}. "
        "Expected: the same price in both.",
        details={"row": named, "price": str(price), "page": list[JsonValue](map(str, told[:10]))},
        certain=certain,
    )
