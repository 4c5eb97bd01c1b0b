"""Which files a field for files wants: what it declares (`accept`), else what is said of it."""

import re

from worker.observation.screen import Element
from worker.surfaces.files import first_taken, takes

# By these words a field says what it wants, in English, German, Spanish, French and Persian; the plainest first.
_FORMATS = re.compile(
    r"(?<![^\W_])(pdf|docx|xlsx|csv|tsv|json|xml|png|jpe?g|gif|webp|svg|mp3|wav|ogg|mp4|webm|ics|vcf|rtf|zip)(?![^\W_])",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(words, re.IGNORECASE))
    for name, words in (
        (
            "cv.pdf",
            r"\bcv\b|r[ée]sum[ée]s?\b|curriculum|currículum|lebenslauf|hoja de vida|رزومه",
        ),
        (
            "table.xlsx",
            r"\bexcel\b|spreadsheet|tabellenkalkulation|hoja de cálculo|feuille de calcul|tableur|اکسل|صفحه گسترده",
        ),
        ("letter.docx", r"\bword\b.{0,12}(?:file|document|datei|dokument|archivo|fichier)|\bdocx?\b|فایل ورد"),
        (
            "photo.jpg",
            r"avatar|photo|picture|\bimages?\b|\blogo\b|\bicon\b|screenshot|\bfotos?\b|\w*bild(?:er)?\b|imagen|"
            r"imágenes|عکس|تصویر",
        ),
        ("clip.mp4", r"\bvideos?\b|\bvídeos?\b|vidéo|\bfilm\b|\bclip\b|ویدیو|ویدئو|فیلم"),
        (
            "song.mp3",
            r"\baudio\b|\bsound|\bsongs?\b|\bmusi[ck]|\bpodcast|voice|recording|aufnahme|música|grabación|musique|"
            r"enregistrement|صوت|صدا|آهنگ|موسیقی",
        ),
        (
            "table.csv",
            r"\bimport|\btable\b|\btabelle|\bkontakte\b|\bcontacts\b|\bcontactos\b|\btabla\b|"
            r"\btableau\b|وارد کردن|جدول",
        ),
        (
            "paper.pdf",
            r"document|invoice|receipt|contract|certificate|cover letter|transcript|dokument|rechnung|quittung|vertrag|"
            r"zeugnis|bescheinigung|anschreiben|documento|factura|contrato|certificado|facture|contrat|certificat|"
            r"justificatif|lettre|مدرک|مدارک|سند|فاکتور|قرارداد|گواهی",
        ),
        ("notes.txt", r"text ?file|textdatei|archivo de texto|fichier texte|فایل متنی"),
        ("files.zip", r"\barchive\b|\barchiv\b|comprimid[oa]|آرشیو|بایگانی"),
    )
)
_ANY = "sample.png"
_NAMES = {name.partition(".")[2]: name for name, _ in _KINDS}


def files_for(element: Element, beside: str = "", hints: str = "") -> str:
    """The names of sample files that a field should take, as an upload names them.

    `beside` are the words next to a field without a label, `hints` those around it.
    """
    name = file_for(element, beside, hints)
    stem, _, ending = name.rpartition(".")
    return f"{name}, {stem}-2.{ending}" if element.multiple else name


def file_for(element: Element, beside: str = "", hints: str = "") -> str:
    """The name of one file that the field should take."""
    own = " ".join((element.field_name.replace("_", " ").replace("-", " "), element.label, element.name, beside))
    wanted = (*_told_by(own), *_told_by(hints))
    if meant := next((name for name in wanted if takes(element.accept, name)), ""):
        return meant
    ending = first_taken(element.accept)
    return _NAMES.get(ending[1:], f"sample{ending}") if ending else _ANY


def file_asked_for(field: Element, said: str) -> str:
    """The name of a file of a format that a refusal asks for, "" where it names none that the field takes."""
    named = _FORMATS.findall(said)
    return next((f"sample.{one.lower()}" for one in named if takes(field.accept, f"sample.{one}")), "")


def _told_by(said: str) -> tuple[str, ...]:
    formats = [found.lower() for found in _FORMATS.findall(said)]
    kinds = [name for name, words in _KINDS if words.search(said)]
    # A résumé in PDF is still called one.
    named = [next((name for name in kinds if name.endswith(f".{one}")), f"sample.{one}") for one in formats]
    return (*named, *kinds)
