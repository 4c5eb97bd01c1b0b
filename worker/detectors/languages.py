"""Which language a text is in, as far as its letters and its smallest words tell; None when they do not."""

import re
import unicodedata
from collections import Counter

# Where switches of the language stand: in the page's content the names of languages are those of books and films.
SWITCHES_STAND_IN = frozenset(("header", "footer", "nav", "dialog"))
# What languages are called in themselves.
_NAMES = {
    "english": "en",
    "deutsch": "de",
    "français": "fr",
    "español": "es",
    "italiano": "it",
    "português": "pt",
    "nederlands": "nl",
    "polski": "pl",
    "svenska": "sv",
    "dansk": "da",
    "norsk": "no",
    "suomi": "fi",
    "čeština": "cs",
    "türkçe": "tr",
    "magyar": "hu",
    "română": "ro",
    "русский": "ru",
    "українська": "uk",
    "ελληνικά": "el",
    "עברית": "he",
    "العربية": "ar",
    "فارسی": "fa",
    "日本語": "ja",
    "中文": "zh",
    "简体中文": "zh",
    "한국어": "ko",
}
# What the first part of a language tag is written in; languages of the Latin alphabet are not listed.
_SCRIPTS = {
    "ARABIC": frozenset(("ar", "fa", "ur", "ps", "ckb", "sd", "ug", "ks", "pa", "ku", "az", "ms", "prs", "arz", "bal")),
    "HEBREW": frozenset(("he", "iw", "yi", "lad")),
    "CYRILLIC": frozenset(
        (
            "ru",
            "uk",
            "bg",
            "sr",
            "mk",
            "be",
            "kk",
            "ky",
            "mn",
            "tg",
            "tt",
            "ba",
            "cv",
            "uz",
            "az",
            "bs",
            "sh",
            "os",
            "ce",
        )
    ),
    "GREEK": frozenset(("el", "grc")),
    "HANGUL": frozenset(("ko",)),
    "HIRAGANA": frozenset(("ja",)),
    "KATAKANA": frozenset(("ja", "ain")),
    "CJK": frozenset(("zh", "ja", "ko", "yue", "wuu", "nan", "hak", "lzh", "cmn")),
    "DEVANAGARI": frozenset(("hi", "mr", "ne", "sa", "kok", "mai", "bho", "doi", "ks", "sd")),
    "THAI": frozenset(("th",)),
    "ARMENIAN": frozenset(("hy",)),
    "GEORGIAN": frozenset(("ka",)),
    "BENGALI": frozenset(("bn", "as")),
    "TAMIL": frozenset(("ta",)),
}
# As a person would call them.
SCRIPT_NAMES = {
    "ARABIC": "Arabic or Persian",
    "HANGUL": "Korean",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "CJK": "Chinese or Japanese",
    "DEVANAGARI": "Hindi",
    "CYRILLIC": "Cyrillic",
}
LANGUAGE_NAMES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
}
# Small words that make up a third of any prose and hardly occur in the other languages of this table.
_SMALL_WORDS = {
    "en": "the and of is are was were with this that from have has you your not will can for by it be which their",
    "de": "der und das nicht ist mit auf für ein eine den von sich dem werden wir sie auch bei oder wird sind zum zur",
    "fr": "les des est une dans pour vous nous avec sur sont pas du au votre cette ou aux être ces leur",
    "es": "los las una con por para está del más como pero sus es el su este esta puede son usted y",
    "it": "il che di della per sono gli una con non dei alla nel questo più è delle anche",
    "pt": "os uma para com não do da em dos das você mais ao pelo são seu sua é à também",
    "nl": "het een van en niet met voor zijn aan ook dat wordt naar bij deze op hebben kunnen",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
# Tags that name no single language: undetermined, several, none, not coded.
_NO_LANGUAGE = frozenset(("und", "mul", "zxx", "mis"))
_LETTERS = re.compile(r"[^\W\d_]+")
# So few small words say nothing about a text's language.
FEWEST_SMALL_WORDS = 30
# The language found has to have this many times the small words of the one that is declared.
CLEARLY = 5


def primary(tag: str) -> str:
    """The language of a tag: "en" of "en-GB"."""
    return tag.strip().lower().replace("_", "-").partition("-")[0]


def language_named(name: str) -> str:
    """The code of the language that is called so in itself, as switches name it: "de" for "Deutsch"; "" for others."""
    return _NAMES.get(name.strip().lower(), "")


def names_language(tag: str) -> bool:
    """Whether a tag looks like that of one language."""
    return re.fullmatch(r"[a-z]{2,3}", primary(tag)) is not None and primary(tag) not in _NO_LANGUAGE


def letters(text: str) -> Counter[str]:
    """How many letters of each script a text has; scripts are named as Unicode names letters, "LATIN" among them."""
    found: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        if letter.isalpha():
            found[unicodedata.name(letter, "UNKNOWN").partition(" ")[0]] += count
    return found


def foreign_script(text: str, language: str) -> str:
    """The script that nearly all of a text is in and the language is not written in, "" when there is none."""
    counted = letters(text)
    if not counted or not names_language(language):
        return ""
    script, count = counted.most_common(1)[0]
    used = _SCRIPTS.get(script)
    if used is None or primary(language) in used or count < 0.8 * counted.total():
        return ""
    return script


def prose_language(text: str) -> str | None:
    """The language whose small words clearly prevail in a longer text of the Latin alphabet, None when none does."""
    words = Counter(word.lower() for word in _LETTERS.findall(text))
    counts = {language: sum(words[word] for word in small) for language, small in _WORDS.items()}
    (first, most), (_, second) = sorted(counts.items(), key=lambda item: -item[1])[:2]
    # In any prose one word in six or so is one of these; lists of names and code have hardly any.
    if most < FEWEST_SMALL_WORDS or most < 2 * second or most < 0.1 * words.total():
        return None
    return first


def small_words(text: str, language: str) -> int:
    """How many of the small words of that language a text has; 0 for languages that are not known here."""
    known = _WORDS.get(primary(language), frozenset())
    return sum(1 for word in _LETTERS.findall(text) if word.lower() in known)


def is_known(language: str) -> bool:
    """Whether prose of that language can be told from that of others."""
    return primary(language) in _WORDS


def is_latin(language: str) -> bool:
    """Whether the language is written in no other alphabet than the Latin one, as far as this table knows."""
    return not any(primary(language) in used for used in _SCRIPTS.values())
