"""What the words beside a field, or a refusal, ask of its value: lengths, kinds of letters, limits, formats."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from worker.explorer.forms.dates import date_format

_NUMBER = r"(\d{1,4})"
_CHARACTERS = (
    r"(?:character|char|letter|symbol|digit|zeichen|buchstaben|stellen|ziffern|caract[èe]re|car[áa]cter|d[íi]gito|"
    r"chiffre|نویسه|حرف|کاراکتر|رقم)"
)
_AT_LEAST = r"(?:at least|minimum(?: of)?|min\.?|no fewer than|mindestens|al menos|m[íi]nimo(?: de)?|au moins|حداقل)"
_AT_MOST = (
    r"(?:at most|maximum(?: of)?|max\.?|no more than|up to|höchstens|maximal|como máximo|m[áa]ximo(?: de)?|"
    r"au plus|au maximum|حداکثر)"
)
_FROM = r"(?:between|zwischen|entre|from)"
_TO = r"(?:and|to|und|y|et|-|–)"
_EXACTLY = r"(?:exactly|genau|exactamente|exactement)"
_SHORTEST = re.compile(
    rf"{_AT_LEAST} {_NUMBER}\W*{_CHARACTERS}|{_NUMBER}\W*(?:or more\W*|\+\W*){_CHARACTERS}|"
    rf"{_NUMBER} {_CHARACTERS}\w* (?:or more|minimum|or longer|mínimo)|(?:longer|more) than {_NUMBER} {_CHARACTERS}|"
    rf"{_FROM} {_NUMBER} {_TO} \d{{1,4}} {_CHARACTERS}|{_NUMBER}\s?[-–]\s?\d{{1,4}} {_CHARACTERS}|"
    rf"{_EXACTLY} {_NUMBER} {_CHARACTERS}",
    re.IGNORECASE,
)
_LONGEST = re.compile(
    rf"{_AT_MOST} {_NUMBER}\W*{_CHARACTERS}|{_FROM} \d{{1,4}} {_TO} {_NUMBER} {_CHARACTERS}|"
    rf"\d{{1,4}}\s?[-–]\s?{_NUMBER} {_CHARACTERS}|(?:shorter|fewer|less) than {_NUMBER} {_CHARACTERS}|"
    rf"{_NUMBER} {_CHARACTERS}\w* (?:max(?:imum)?\b|or (?:less|fewer)|máximo|maximal|höchstens)|"
    rf"{_EXACTLY} {_NUMBER} {_CHARACTERS}",
    re.IGNORECASE,
)
# What a counter says beside a field in which nothing stands yet.
_COUNTER = re.compile(
    rf"^\W*(?:[0۰]\s*(?:/|of|von|de|sur|از)\s*{_NUMBER}(?:\s*{_CHARACTERS}\w*)?|"
    rf"(?:noch |quedan |il reste )?{_NUMBER} {_CHARACTERS}\w*"
    r"(?: (?:left|remaining|übrig|verbleiben\w*|frei|restantes?|restants?|باقی\S*(?: مانده)?))?)\W*$",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\b(?:digit|number|numeral|numeric|ziffer|zahl|d[íi]gito|n[úu]mero|chiffre)s?\b|رقم|عدد", re.I)
_UPPER = re.compile(r"upper.?case|capital|großbuchstabe|may[úu]scula|majuscule|حرف بزرگ|حروف بزرگ", re.I)
_LOWER = re.compile(r"lower.?case|kleinbuchstabe|min[úu]scula|minuscule|حرف کوچک|حروف کوچک", re.I)
_SIGN = re.compile(
    r"special (?:character|sign)|symbol|punctuation|non-?alphanumeric|sonderzeichen|(?:car[áa]cter|signo) especial|"
    r"s[íi]mbolo|caract[èe]re sp[ée]cial|نماد|علامت",
    re.I,
)
_ONLY_DIGITS = re.compile(
    r"(?:only|just) (?:contain |use |enter )?(?:digits|numbers)|(?:digits|numbers) only|nur (?:ziffern|zahlen)|"
    r"s[óo]lo (?:d[íi]gitos|n[úu]meros)|(?:uniquement|que) des chiffres|فقط (?:عدد|رقم)|must be (?:a )?number|numeric",
    re.I,
)
_ONLY_LETTERS = re.compile(
    r"(?:only|just) (?:contain |use |enter )?letters|letters only|nur buchstaben|s[óo]lo letras|"
    r"(?:uniquement|que) des lettres|فقط حروف",
    re.I,
)
_NO_SIGNS = re.compile(
    r"(?:only|just) letters and (?:numbers|digits)|letters and (?:numbers|digits) only|alphanumeric|"
    r"no (?:special|spaces)|without (?:spaces|special)|keine (?:sonder|leer)zeichen",
    re.I,
)
_LEAST = re.compile(
    r"(?:at least|minimum(?: is| of)?|not less than|greater than or equal to|no earlier than|mindestens|al menos|"
    r"mínimo|au moins|حداقل|the least is)\D{0,12}(-?\d+(?:[.,]\d+)?)",
    re.I,
)
_MOST = re.compile(
    r"(?:at most|maximum(?: is| of)?|not more than|less than or equal to|höchstens|maximal|como máximo|máximo|"
    r"au plus|حداکثر|the most is)\D{0,12}(-?\d+(?:[.,]\d+)?)",
    re.I,
)
_TAKEN = re.compile(
    r"already (?:taken|in use|exists|registered|used)|is taken|not available|bereits (?:vergeben|registriert)|"
    r"ya (?:existe|está en uso|registrad)|déjà (?:utilisé|pris|enregistré)|قبلا",
    re.I,
)
_COUNTRY_CODE = re.compile(
    r"country code|international format|starts? with \+|\+\d{1,3}\b|ländervorwahl|prefijo|indicatif", re.I
)
_FILLER = "abcdefghijkmnpqrstuvwxyz"
# What is only good advice, or holds one way among several, is no rule that must be kept.
_ADVICE = re.compile(
    r"recommend|suggest|advise|better|strong|\btips?\b|\bideal|optimal|\bbest\b|\bmix\b|\bshould\b|\be\.g\.|empfehl|"
    r"empfohlen|"
    r"besser|sicherer|\btipp\b|\bsollte|recomend|conviene|debería|mejor|conseil|recommand|devrait|mieux|پیشنهاد|"
    r"توصیه|بهتر",
    re.IGNORECASE,
)
_INSISTS = re.compile(
    r"must|at least|minimum|\bmin\.|requires?|contain|includ|needs? |mindestens|muss|müssen|enthalten|al menos|debe|"
    r"conten|inclu|au moins|doit|حداقل|باید|شامل",
    re.IGNORECASE,
)
_ANY_OF = re.compile(
    r"\b(?:or|oder|o|ou)\b(?! (?:more|longer|mehr|länger|más|plus))|\bیا\b|(?:any|two|three|\b[23]|zwei|drei|dos|"
    r"tres|deux|trois|"
    r"دو|سه)\b.{0,12}\b(?:of|von|der|de|des|مورد)\b|following|folgenden|siguientes|suivants",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Demands:
    """What is asked of a value; False, None and "" ask nothing.

    `shortest` and `longest` are numbers of characters, `least` and `most` of a number's value; `date` is a format of
    strftime.
    """

    shortest: int | None = None
    longest: int | None = None
    digit: bool = False
    upper: bool = False
    lower: bool = False
    sign: bool = False
    only_digits: bool = False
    only_letters: bool = False
    no_signs: bool = False
    least: str = ""
    most: str = ""
    taken: bool = False
    country_code: bool = False
    date: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is asked."""
        return self != Demands()

    @property
    def counts_characters(self) -> bool:
        """Whether numbers in it are numbers of characters."""
        return self.digit or self.upper or self.lower or self.sign or (self.shortest or self.longest) is not None


def read_demands(said: str, language: str = "en") -> Demands:
    """What words ask for, in English, German, Spanish, French or Persian."""
    shortest, longest = _first(_SHORTEST, said), _first(_LONGEST, said)
    counted = shortest is not None or longest is not None
    only_digits, only_letters = bool(_ONLY_DIGITS.search(said)), bool(_ONLY_LETTERS.search(said))
    least, most = (None, None) if counted else (_LEAST.search(said), _MOST.search(said))
    return Demands(
        shortest=shortest,
        longest=longest,
        digit=not only_digits and bool(_DIGIT.search(said)),
        upper=bool(_UPPER.search(said)),
        lower=bool(_LOWER.search(said)),
        sign=not _NO_SIGNS.search(said) and bool(_SIGN.search(said)),
        only_digits=only_digits,
        only_letters=only_letters,
        no_signs=bool(_NO_SIGNS.search(said)),
        least=least[1].replace(",", ".") if least else "",
        most=most[1].replace(",", ".") if most else "",
        taken=bool(_TAKEN.search(said)),
        country_code=bool(_COUNTRY_CODE.search(said)),
        date=date_format(said, language),
    )


def is_advice(said: str) -> bool:
    """Whether words only advise, so that what goes against them may well be taken."""
    return _ADVICE.search(said) is not None


def told_lengths(texts: Iterable[str]) -> tuple[int | None, int | None]:
    """The fewest and the most characters that a field's words ask for; None where they ask for none, advise only, or
    speak of several lengths.
    """
    binding = [text for text in texts if not is_advice(text)]
    shortest, longest = _only(_SHORTEST, binding), _only(_LONGEST, binding)
    return shortest, longest or _only(_COUNTER, binding)


def told_kinds(texts: Iterable[str]) -> Demands:
    """The kinds of characters that a field's words insist on; none where they speak of several ways."""
    said = [text for text in texts if _INSISTS.search(text)]
    if any(is_advice(text) or _ANY_OF.search(text) for text in texts):
        return Demands()
    read = read_demands(" ".join(said))
    return Demands(digit=read.digit, upper=read.upper, lower=read.lower, sign=read.sign, no_signs=read.no_signs)


def meet(demands: Demands, text: str) -> str:
    """The text changed as little as it takes to be what is asked for: kinds of characters first, then the length."""
    if demands.only_digits:
        text = re.sub(r"\D", "", text) or "12345678"
    elif demands.only_letters:
        text = "".join(letter for letter in text if letter.isalpha() or letter == " ") or "Anna"
    elif demands.no_signs:
        text = "".join(letter for letter in text if letter.isalnum())
    for wanted, has, what in (
        (demands.sign, any(not letter.isalnum() and not letter.isspace() for letter in text), "!"),
        (demands.digit, any(letter.isdigit() for letter in text), "7"),
        (demands.upper, any(letter.isupper() for letter in text), "K"),
        (demands.lower, any(letter.islower() for letter in text), "k"),
    ):
        if wanted and not has:
            text += what
    if demands.shortest is not None and len(text) < demands.shortest:
        filler = "1234567890" if demands.only_digits else _FILLER
        missing = demands.shortest - len(text)
        text += (filler * (missing // len(filler) + 1))[:missing]
    if demands.longest is not None and len(text) > demands.longest:
        # Both ends hold the kinds of characters that were asked for.
        kept = max(0, demands.longest - 3)
        text = (text[:kept] + text[-3:])[-demands.longest :] if demands.longest else ""
    return text


def _only(pattern: re.Pattern[str], texts: Iterable[str]) -> int | None:
    """The one number that a pattern finds in these texts, None where it finds none or several."""
    found = {int(group) for text in texts for match in pattern.finditer(text) for group in match.groups() if group}
    return found.pop() if len(found) == 1 else None


def _first(pattern: re.Pattern[str], said: str) -> int | None:
    found = pattern.search(said)
    return next((int(group) for group in found.groups() if group), None) if found else None
