"""What the rows of a list say of themselves by which the list may be sorted: prices, names, days, ratings, counts."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile
from typing import Any

from worker.detectors.amounts import number
from worker.detectors.days import days_named
from worker.detectors.markup import HEADINGS, Node
from worker.detectors.named_orders import Order
from worker.detectors.orders import word_keys
from worker.detectors.rows import Row, make_of
from worker.detectors.subjects import shown

# Fewer rows are in order by chance or have nothing to sort.
FEWEST = 3
_MOST_WITHOUT = 0.2
_NUMBER = r"\d+(?:[.,'’\u00a0\u202f]\d+)*"
_THOUSANDS = {"k": 1_000, "m": 1_000_000}
_BYTES = {"b": 0, "bytes": 0, "k": 1, "m": 2, "g": 3, "t": 4}
_SIZE = re.compile(rf"(?<![\w.,])(?P<number>{_NUMBER})\s?(?P<unit>bytes|b|[kmgt]i?b)\b", re.IGNORECASE)
_OUT_OF = re.compile(
    rf"(?<![\w.,])(?P<number>{_NUMBER})\s*(?:/|out of|von|de|sur|از)\s*(?:5|10)(?![\d.,])|"
    rf"(?<![\w.,])(?P<stars>{_NUMBER})\s*(?:stars?\b|sterne?\b|estrellas?\b|étoiles?\b|ستاره|★)|"
    rf"★\s*(?P<after>{_NUMBER})(?![\w.,]*\d)",
    re.IGNORECASE,
)
_DRAWN_STARS = re.compile(r"(★{0,5})(☆{0,5})")
_FULL = 5
_RATED_BY = re.compile(
    r"\(\s*\d[\d.,]*\s*\)|\d\s*(?:reviews?|ratings?|votes?|bewertung|rezension|opinion|reseñ|valoraci|avis|نظر|رأی)",
    re.IGNORECASE,
)
_TOLD_IN = ("aria-label", "title", "alt")
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_PERSIAN_DAY = re.compile(r"(?<!\d)(1[34]\d\d)[/-](\d{1,2})[/-](\d{1,2})(?!\d)")
_SECONDS = (
    (1, "seconds?|secs?|sekunden?|segundos?|secondes?|ثانیه"),
    (60, "minutes?|mins?|minuten?|minutos?|دقیقه"),
    (3600, "hours?|hrs?|stunden?|horas?|heures?|ساعت"),
    (86_400, "days?|tage?n?|días?|jours?|روز"),
    (604_800, "weeks?|wochen?|semanas?|semaines?|هفته"),
    (2_629_800, "months?|monate?n?|meses|mes|mois|ماه"),
    (31_557_600, "years?|jahre?n?|años?|ans?|سال"),
)
_AGO = re.compile(
    r"(?:^|\b(?:vor|hace|il y a)\s+)(?P<number>\d+|an?|one|einer?|einem|un[ae]?)\s+(?P<unit>[^\W\d_]+)"
    r"(?P<ago>\s+(?:ago|پیش|قبل))?",
    re.IGNORECASE,
)
_HAPPENED = (
    ("due", re.compile(r"\bdue|deadline|fällig|frist|vence|vencim|límite|échéance|سررسید|موعد", re.I)),
    (
        "changed",
        re.compile(r"updat|modif|edit|chang|activ|aktualis|geändert|bearbeitet|actualiz|mis à jour|ویرایش", re.I),
    ),
    (
        "added",
        re.compile(
            r"added|creat|posted|publish|joined|register|ordered|written|listed|hinzugefügt|erstellt|veröffentl|"
            r"añadid|cread|public|ajout|créé|publié|منتشر|ایجاد",
            re.I,
        ),
    ),
    (
        "another",
        re.compile(
            r"start|begin|\bends?\b|expir|event|releas|born|birth|until|deliver|arriv|depart|valid|beginn|ablauf|"
            r"geburt|liefer|inicio|fin\b|nacim|entrega|début|naiss|livraison|شروع|پایان|تولد|تحویل",
            re.I,
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what rows say: the rows that say it, how it is shown, and the values by each way to compare them.

    It is not `sure` where the list may as well be sorted by something that is not shown.
    """

    rows: tuple[Row, ...]
    shown: tuple[str, ...]
    keys: tuple[tuple[Any, ...], ...]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Ago:
    """A time that is told by how long ago it was: in one unit exact, over several as far as the rounding lets it be
    told. What is later is greater.
    """

    number: int
    unit: int

    def __gt__(self, other: "Ago") -> bool:
        if self.unit == other.unit:
            return self.number < other.number
        return (self.number + 1) * self.unit <= (other.number - 0.5) * other.unit

    def __lt__(self, other: "Ago") -> bool:
        return other > self


def readings(rows: Sequence[Row], order: Order, language: str = "") -> list[Reading]:
    """By what these rows may be sorted in such an order; several where they tell of several days."""
    if order.by == "day":
        return list(_days(rows, order.about))
    if order.by == "name":
        return _names(rows, language)
    value: Callable[[Row], Decimal | None] = {"price": _price, "rating": _rating, "size": _size}.get(
        order.by, lambda row: _counted(row, order.about)
    )
    told = [(row, found) for row in rows if (found := value(row)) is not None]
    if not _enough(told, rows):
        return []
    values = tuple(found for _, found in told)
    # A mean of few votes rightly counts for less, and what sells best sold best of late.
    sure = order.by != "sales" and not (order.by == "rating" and any(_RATED_BY.search(row.text) for row in rows))
    return [Reading(tuple(row for row, _ in told), tuple(f"{one:f}" for one in values), (values,), sure)]


def _enough(told: Sequence[object], rows: Sequence[Row]) -> bool:
    return len(told) >= max(FEWEST, (1 - _MOST_WITHOUT) * len(rows))


def _price(row: Row) -> Decimal | None:
    return row.amounts[0] if len(set(row.amounts)) == 1 else None


def _names(rows: Sequence[Row], language: str) -> list[Reading]:
    if not all(row.address or any(node.text for node in row.node.find("a", *HEADINGS)) for row in rows):
        return []
    keys = tuple(tuple(key(row.name) for row in rows) for key in word_keys(language))
    return [Reading(tuple(rows), tuple(shown(row.name, 30) for row in rows), keys)]


def _rating(row: Row) -> Decimal | None:
    told = {value for text in _texts(row.node) for value in _ratings(text)}
    if not told:
        told = {len(full) for full, rest in _DRAWN_STARS.findall(row.text) if len(full + rest) == _FULL}
    return Decimal(told.pop()) if len(told) == 1 else None


def _ratings(text: str) -> Iterator[Decimal]:
    return (_decimal(one["number"] or one["stars"] or one["after"]) for one in _OUT_OF.finditer(text))


def _size(row: Row) -> Decimal | None:
    told = {
        _decimal(one["number"]) * 1024 ** _BYTES[unit if (unit := one["unit"].lower()) in _BYTES else unit[0]]
        for one in _SIZE.finditer(row.text)
    }
    return told.pop() if len(told) == 1 else None


def _counted(row: Row, told: str) -> Decimal | None:
    """The number beside such a word: "12 likes", "Likes: 12", "1.2k views"."""
    beside = re.compile(
        rf"(?<![\w.,])(?P<before>{_NUMBER})(?P<many>[km])?\+?\s*(?:{told})(?!\w)|"
        rf"(?<!\w)(?:{told})\s*[:(]?\s*(?P<after>{_NUMBER})(?P<many_after>[km])?(?!\w)",
        re.IGNORECASE,
    )
    found = {
        (_decimal if (many := (one["many"] or one["many_after"] or "").lower()) else number)(
            one["before"] or one["after"]
        )
        * _THOUSANDS.get(many, 1)
        for text in _texts(row.node)
        for one in beside.finditer(text)
    } or {number(one["before"] or one["after"]) for one in beside.finditer(row.text)}
    return found.pop() if len(found) == 1 else None


def _decimal(text: str) -> Decimal:
    plain = re.sub(r"['’\u00a0\u202f]", "", text).replace(",", ".")
    whole, _, part = plain.rpartition(".")
    return Decimal(f"{whole.replace('.', '')}.{part}" if whole else part)


def _texts(node: Node) -> Iterator[str]:
    """What each element in a row says by itself, seen or read aloud."""
    for one in node.walk():
        yield from (one.attributes[name] for name in _TOLD_IN if one.attributes.get(name))
        yield one.own_text


def _days(rows: Sequence[Row], about: str) -> Iterator[Reading]:
    """The days that stand at one place of nearly each row, of those that may be meant."""
    places: defaultdict[tuple[object, ...], list[tuple[Row, Node, str, tuple[Any, ...]]]] = defaultdict(list)
    for row in rows:
        met: Counter[tuple[object, ...]] = Counter()
        for node in row.node.walk():
            text = node.own_text
            if (keys := _day(node, text)) is not None:
                path = _path(node, row.node)
                met[path] += 1
                places[*path, met[path]].append((row, node, text, keys))
    full = [told for told in places.values() if _enough(told, rows) and _of_one_kind(told)]
    happened = [{_happened(node, row.node) for row, node, _, _ in told} for told in full]
    meant = [
        place
        for place, words in enumerate(happened)
        if words <= {about, ""} or (not about and len(full) == 1 and "another" not in words)
    ]
    for place in meant:
        said, _, texts, keys = zip(*full[place], strict=True)
        sure = len(meant) == 1 and (not about or happened[place] == {about})
        yield Reading(said, texts, tuple(zip(*keys, strict=True)), sure)


def _of_one_kind(told: Sequence[tuple[Row, Node, str, tuple[Any, ...]]]) -> bool:
    """Whether all are days, or all times before now: what is told in both ways cannot be compared."""
    return len({isinstance(keys[0], Ago) for _, _, _, keys in told}) == 1


def _path(node: Node, row: Node) -> tuple[object, ...]:
    around = takewhile(lambda one: one is not row, (node, *node.ancestors()))
    return tuple((one.tag, make_of(one), _column(one)) for one in around)


def _column(node: Node) -> int:
    """Which cell of its row it is; 0 for what is no cell."""
    return node.parent.elements.index(node) + 1 if node.tag == "td" and node.parent else 0


def _day(node: Node, text: str) -> tuple[Any, ...] | None:
    """The day or time that an element tells, by each way to read it; None when it tells none."""
    if found := _ISO_DAY.match(node.attributes.get("datetime", "")):
        day = tuple(map(int, found.groups()))
        return day, day
    if not 3 < len(text) <= 60:
        return None
    text = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
    if found := _PERSIAN_DAY.search(text):
        day = tuple(map(int, found.groups()))
        return day, day
    if ago := _ago(text):
        return ago, ago
    meant = sorted(days_named(text))
    if not meant or len(meant) > 2:
        return None
    first = int(re.findall(r"\d+", text)[0])
    day_first = next((day for day in meant if first in (day.day, day.year)), meant[0])
    month_first = next((day for day in meant if first == day.month), day_first)
    if first == meant[0].year:
        day_first = month_first = meant[0] if len(meant) == 1 else _as_iso(text, meant)
    return tuple((day.year, day.month, day.day) for day in (day_first, month_first))


def _as_iso(text: str, meant: Sequence[Any]) -> Any:
    month = int(re.findall(r"\d+", text)[1])
    return next(day for day in meant if day.month == month)


def _ago(text: str) -> Ago | None:
    found = _AGO.search(text)
    if found is None or not (found["ago"] or re.search(r"\b(?:vor|hace|il y a)\s", text, re.IGNORECASE)):
        return None
    for seconds, words in _SECONDS:
        if re.fullmatch(words, found["unit"], re.IGNORECASE):
            return Ago(int(found["number"]) if found["number"].isdigit() else 1, seconds)
    return None


def _happened(node: Node, row: Node) -> str:
    """What the words beside a day, or the classes around it, say that happened on it; "" when they say nothing."""
    for words in _words_beside(node, row):
        for happened, pattern in _HAPPENED:
            if pattern.search(words):
                return happened
    return ""


def _words_beside(node: Node, row: Node) -> Iterator[str]:
    """From the nearest outwards."""
    yield "".join(piece for piece in node.children if isinstance(piece, str))
    yield " ".join((*node.classes, node.attributes.get("title", ""), node.attributes.get("aria-label", "")))
    if node is not row and node.parent is not None:
        siblings = node.parent.children
        place = next(place for place, one in enumerate(siblings) if one is node)
        yield from (one if isinstance(one, str) else one.text for one in siblings[max(place - 1, 0) : place])
        yield " ".join(node.parent.classes)
    if (column := _column(node)) and (table := next((one for one in row.ancestors() if one.tag == "table"), None)):
        headers = next((one for one in table.find("tr") if one.elements and one.elements[0].tag == "th"), None)
        yield headers.elements[column - 1].text if headers and len(headers.elements) >= column else ""
