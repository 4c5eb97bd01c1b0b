"""Which order the words of a choice name: "Price: low to high", "Newest first", "Most liked".

In English, German, Spanish, French and Persian.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """By what a list is sorted, and which way; `rising` is None where the words leave that open.

    `about` says of a day what happened on it: "added", "changed", "due", or "" where the words do not tell; of what is
    counted, by which words (a pattern) rows call it.
    """

    by: str
    rising: bool | None
    about: str = ""


@dataclass(frozen=True, slots=True)
class _Counted:
    """Something that rows count: how a choice calls it, and how rows do."""

    by: str
    chosen: re.Pattern[str]
    told: str


_LONGEST = 45
_PREFIX = re.compile(
    r"^(?:(?:sort(?:ed)?|order(?:ed)?)(?: by)?|by|sortier\w*(?: nach)?|nach|ordenar(?: por)?|por|trier(?: par)?|par|"
    r"مرتب[ \u200c]?سازی(?: بر اساس)?|بر اساس)\b\s*[:\-–]?\s*",
    re.IGNORECASE,
)
_ARROWS = re.compile(r"[↑↓▲▼△▽⇅⇵↕▴▾⌃⌄]")
_RISING = re.compile(
    r"\b(?:low|lowest|asc|ascending|aufsteigend|(?<!é)croissante?s?|ascendente|menor|smallest|small|fewest|least|"
    r"shortest|kleinste\w*|wenigste\w*|menos|moins|worst|cheap\w*|günstig\w*|billig\w*|niedrig\w*|barat[oa]s?|oldest|"
    r"old|earliest|soonest|nearest|closest|älteste\w*|früheste\w*|antigu[oa]s?|ancien\w*|próxim[oa]s?)\b|"
    r"صعودی|ارزان|قدیمی|کم|[↑▲]",
    re.IGNORECASE,
)
_FALLING = re.compile(
    r"\b(?:high|highest|desc|descending|absteigend|décroissante?s?|descendente|mayor|largest|large|biggest|big|longest|"
    r"größte\w*|meiste\w*|top|best|beste\w*|höchste\w*|mejor|mieux|meilleur\w*|expensive|priciest|teuer\w*|plus chers?|"
    r"más car[oa]s?|newest|new|latest|recent|recently|neueste\w*|reciente\w*|récent\w*|récemment)\b|"
    r"نزولی|گران|جدید|تازه|زیاد|بالا|[↓▼]",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"price|preis|precio|prix\b|قیمت|\b(?:cheapest|least expensive|most expensive|priciest|günstigste\w*|billigste\w*|"
    r"teuerste\w*|(?:moins|plus) chers?|más (?:barat|car)[oa]s?)\b|ارزان|گران",
    re.IGNORECASE,
)
# Not the highest, and perhaps not the lowest either.
_BEST_PRICE = re.compile(r"\b(?:best|top|beste\w*|mejor|meilleur\w*|new|neue\w*)\b", re.IGNORECASE)
_LETTERS = r"(?P<one>[az])\s*(?:-|–|to|→|bis|à)\s*(?P<other>[az])"
_NAME = re.compile(
    rf"(?:(?:name|title|titel|nombre|título|nom|titre|نام|عنوان|alphabet\w*|alfab\w*)\W*)?\(?{_LETTERS}\)?|"
    r"(?:name|title|titel|nombre|título|nom|titre|نام|عنوان)\b.{0,14}|alphabetical(?:ly)?|alphabetisch",
    re.IGNORECASE,
)
_DUE = re.compile(r"\bdue\b|deadline|fällig|\bfrist|vencimiento|fecha límite|échéance|سررسید|موعد", re.IGNORECASE)
_CHANGED = re.compile(
    r"updated?|modified|edited|changed|activity|aktualis|geändert|bearbeitet|actualiz|modifi|mise?s? à jour|ویرایش|"
    r"به[ \u200c]?روز",
    re.IGNORECASE,
)
_ADDED = re.compile(
    r"added|created|creation|posted|published|joined|listed|hinzugefügt|erstellt|veröffentlicht|añadid|cread|publicad|"
    r"ajout|créé|création|publi",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?:date|day|datum|fecha|recent|recently|latest|last|newest|oldest|zuletzt|neueste\w*|älteste\w*|reciente\w*|"
    r"últim\w*|antigu[oa]s?|récent\w*|récemment|derni\w*|ancien\w*)\b|تاریخ|جدید|قدیمی|آخرین",
    re.IGNORECASE,
)
_PLAIN_DAY = re.compile(r"(?:date|day|datum|fecha|تاریخ)(?P<rest>\b.*)?", re.IGNORECASE)
_NEWEST = re.compile(
    r"(?:newest|oldest|latest|(?:most |least )?recent|neueste|älteste|(?:más |menos )?recientes?|más antigu[oa]s?|"
    r"(?:les )?(?:plus |moins )?(?:récent|ancien)\w*|(?:جدید|قدیمی|تازه)[ \u200c]?ترین)"
    r"(?: (?:first|zuerst|primero|d'abord|items?|entries|posts?|ones))?",
    re.IGNORECASE,
)
_RATING = re.compile(
    r"\brat(?:ing|ed)\b|customer reviews?\b|best reviewed|bewertung\b|bestbewertet|bewertete|valora|\bnotés?\b|"
    r"\b(?:la |meilleure )note\b|امتیاز",
    re.IGNORECASE,
)
_MOST = r"(?:most|meist\w*|am meisten|más|(?:les )?plus|بیشترین|پر)"
_FEWEST = r"(?:fewest|least|am wenigsten|menos|(?:les )?moins|کمترین|کم)"
_COUNTED = tuple(
    _Counted(by, re.compile(rf"(?:{chosen})\b", re.IGNORECASE), told)
    for by, chosen, told in (
        ("likes", "liked|likes|gelikte|gustad[oa]s?|aimée?s?|پسند", "likes?|me gusta|j.aime|پسند"),
        (
            "comments",
            "comment(?:ed|s)|discussed|kommentierte?|comentad[oa]s?|commentée?s?",
            "comments?|kommentare?|comentarios?|commentaires?",
        ),
        ("replies", "replie[sd]|answer(?:ed|s)", "repl(?:y|ies)|answers?|antworten?|respuestas?|réponses?|پاسخ"),
        ("views", "viewed|views|gesehene?|vist[oa]s|vues?|بازدید", "views?|aufrufe?|vistas?|visitas?|vues?|بازدید"),
        ("votes", "voted|votes|upvoted|upvotes|votad[oa]s", "votes?|upvotes?|stimmen?|votos?"),
        ("sales", "sold|sales|verkaufte?|vendid[oa]s|vendus?|فروش", "sold|sales|verkauft|vendid[oa]s?|vendus?|ventes"),
        ("downloads", "download(?:ed|s)|descargad[oa]s|téléchargée?s?|دانلود", "downloads?|descargas?|دانلود"),
        ("reviews", "reviewed|reviews", "reviews?|rezensionen?|reseñas?|opiniones|avis"),
        ("stars", "starred|stars", "stars?"),
    )
)
_SIZE = re.compile(
    r"(?:file )?size\b.{0,20}|(?:largest|smallest|biggest)(?: files?)?(?: first)?|größe\b.{0,14}|tamaño\b.{0,20}|"
    r"taille\b.{0,14}|حجم.{0,14}",
    re.IGNORECASE,
)
_ANYTHING = re.compile(
    r"(?P<noun>[^\W\d_][^\W\d_ ]{2,}(?: [^\W\d_]{2,})?)\s*[:(,–-]?\s*"
    r"(?P<way>low\w*\s?(?:to|-|–|→)\s?high\w*|high\w*\s?(?:to|-|–|→)\s?low\w*|asc(?:ending)?|desc(?:ending)?|"
    r"aufsteigend|absteigend|(?:de )?menor a mayor|(?:de )?mayor a menor|ascendente|descendente|croissant|"
    r"décroissant|(?:most|fewest|largest|smallest) first)\)?",
    re.IGNORECASE,
)


def order_named(choice: str) -> Order | None:
    """The order that a choice names; None when it names none that is known."""
    words = _PREFIX.sub("", " ".join(choice.split())).strip()
    bare = " ".join(_ARROWS.sub(" ", words).split()).strip(" :–-,")
    if not bare or len(bare) > _LONGEST or any(letter.isdigit() for letter in bare):
        return None
    rising = _direction(words)
    return (
        _of_prices(bare, rising)
        or _counted(bare, rising)
        or (Order("rating", rising) if _RATING.search(bare) else None)
        or _of_days(bare, rising)
        or _of_names(bare, rising)
        or (Order("size", rising) if _SIZE.fullmatch(bare) else None)
        or _of_anything(bare, rising)
    )


def without_arrows(choice: str) -> str:
    """A choice without the arrows on it: on what can be touched again they may tell how the list is sorted now, or how
    it would be then.
    """
    return " ".join(_ARROWS.sub(" ", choice).split())


def _direction(words: str) -> bool | None:
    """What is named first begins the list: "high to low" falls."""
    rising, falling = _RISING.search(words), _FALLING.search(words)
    if rising is None or falling is None:
        return None if rising is falling else rising is not None
    return rising.start() < falling.start()


def _of_prices(bare: str, rising: bool | None) -> Order | None:
    if not _PRICE.search(bare) or _BEST_PRICE.search(bare):
        return None
    return Order("price", rising) if rising is not None or _PRICE.fullmatch(bare) else None


def _counted(bare: str, rising: bool | None) -> Order | None:
    for one in _COUNTED:
        for extreme, rises in ((_MOST, False), (_FEWEST, True)):
            if re.match(rf"{extreme}[ \u200c]?{one.chosen.pattern}", bare, re.IGNORECASE):
                return Order(one.by, rises, one.told)
        if one.chosen.match(bare) and rising is not None:
            return Order(one.by, rising, one.told)
    return None


def _of_days(bare: str, rising: bool | None) -> Order | None:
    if _DUE.search(bare):
        return Order("day", rising, "due")
    for pattern, about in ((_CHANGED, "changed"), (_ADDED, "added")):
        if pattern.search(bare) and _DAY.search(bare):
            return Order("day", rising, about)
    if _NEWEST.fullmatch(bare):
        return Order("day", rising, "added")
    plain = _PLAIN_DAY.fullmatch(bare)
    return Order("day", rising) if plain and (rising is not None or not plain["rest"]) else None


def _of_names(bare: str, rising: bool | None) -> Order | None:
    found = _NAME.fullmatch(bare)
    if found is None or found["one"] is None:
        alphabetical = bare.lower().startswith("alphabet")
        return Order("name", True if alphabetical and rising is None else rising) if found else None
    first, last = found["one"].lower(), found["other"].lower()
    return Order("name", first < last) if first != last else None


def _of_anything(bare: str, rising: bool | None) -> Order | None:
    found = _ANYTHING.fullmatch(bare)
    if found is None:
        return None
    if found["way"].lower().endswith(" first"):
        rising = found["way"].lower().startswith(("fewest", "smallest"))
    noun = found["noun"].lower()
    stem = noun.removesuffix("s")
    return Order(noun, rising, rf"{re.escape(stem)}s?")
