"""Forms that were sent with what they just allow, with letters of all kinds, and with one field wrong."""

from dataclasses import replace

from tests.unit.detectors.building import box, element, observation, screen, text_run
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.experiments.forms import (
    BoundaryInput,
    Chosen,
    ChosenFiles,
    ForbiddenInput,
    LeftForm,
    LongWord,
    Typed,
    TypedInTurn,
    UnusualText,
)
from worker.observation.observation import Observation
from worker.observation.screen import Element

EMAIL = element("Email", "textbox", label="Email", input_type="email", form="/contact")
PHONE = element("Phone", "textbox", label="Phone", input_type="tel", form="/contact", box=box(20, 80))


def bounded(refusal: str = "", *, accepted: bool | None = False, declared: str = "10") -> Observation:
    field = element("Guests", "spinbutton", label="Guests", input_type="number", form="/contact")
    told = "Use a number less than #" if refusal == "Use a number less than 10" else refusal
    trial = BoundaryInput("/contact", "Contact", field.key, "Guests", "maximum", declared, declared, accepted, told)
    return observation(screen("/contact", f"<p>{refusal}</p>", elements=(field,)), trial)


TYPED = "dfabc123 Zoë cafe\u0301 سلام 😀 Ω end"


def typed(*shown: str) -> Observation:
    field = element("Name", "textbox", label="Name", input_type="text", form="/contact")
    trial = UnusualText("/contact", "Contact", field.key, "Name", TYPED, shown)
    return observation(screen("/contact", elements=(field,)), trial)


def refused(*messages: str, accepted: bool = False, beside: Element | None = None) -> Observation:
    trial = ForbiddenInput(
        "/contact", "Contact", EMAIL.key, "Email", "type", "email", "not-an-address", accepted, True, "", messages
    )
    return observation(screen("/contact", elements=(EMAIL, beside or PHONE)), trial)


def told_at(y: float) -> Observation:
    """The e-mail address was wrong, and the message about it stands at this height."""
    said = "Please enter a valid email address."
    trial = ForbiddenInput(
        "/contact", "Contact", EMAIL.key, "Email", "type", "email", "not-an-address", False, True, "", (said,)
    )
    return observation(screen("/contact", elements=(EMAIL, PHONE), texts=(text_run(said, y=y),)), trial)


def in_turn(*held: tuple[str, str]) -> Observation:
    """Two names were typed; what both fields held after each."""
    keys = ("first", "last")
    looks = [tuple(zip(keys, one, strict=True)) for one in (("", ""), *held)]
    turns = tuple(
        Typed(key, label, text, looks[number], looks[number + 1])
        for number, (key, label, text) in enumerate((("first", "First name", "one"), ("last", "Last name", "two")))
    )
    return observation(screen("/join"), TypedInTurn(screen("/join").url, turns))


def left(*held: str) -> Observation:
    """An article was written and left; what its fields hold when it is opened again."""
    labels = ("Title", "About", "Text", "Tags")
    fields = tuple((label, f"df{place}", now) for place, (label, now) in enumerate(zip(labels, held, strict=True)))
    return observation(screen("/write"), LeftForm(screen("/write").url, fields))


def long_word(*, wider: float = 0.0, cut: float = 0.0) -> Observation:
    return observation(screen("/notes"), LongWord("/notes", "Note", screen("/notes").url, "dfabc123" * 25, wider, cut))


PAPER = element("Paper", "file", label="Paper", input_type="file", form="/send")


def chosen(*shows: str, refused: bool = False, said: str = "", size: int | None = 2048) -> Observation:
    """Two papers were chosen, of which the page shows these lines, and a picture, which the field then has or not."""
    files = [Chosen(f"{name}.pdf", size, held=True, lines=(line,)) for name, line in zip("ab", shows, strict=True)]
    wrong = Chosen("c.png", size, held=not refused, lines=())
    page = screen("/send", elements=(PAPER,))
    trial = ChosenFiles(page.url, PAPER.key, "Paper", files[0], files[1], wrong, (said,) if said else ())
    return observation(page, trial)


CASES: tuple[Case, ...] = (
    bad("refused_file_is_told", "a picture that is gone", chosen("a.pdf", "b.pdf", refused=True)),
    good("refused_file_is_told", "one that is told", chosen("a.pdf", "b.pdf", refused=True, said="Only PDF, please.")),
    good("refused_file_is_told", "one that stays chosen", chosen("a.pdf", "b.pdf")),
    bad("chosen_file_is_shown", "the name of the file before", chosen("a.pdf", "a.pdf")),
    bad("chosen_file_is_shown", "bytes called kilobytes", chosen("a.pdf", "b.pdf (2048 KB)")),
    good("chosen_file_is_shown", "the name of each", chosen("a.pdf", "b.pdf")),
    good("chosen_file_is_shown", "a shortened name", chosen("a.pdf", "b….pdf")),
    good("chosen_file_is_shown", "a size by thousands", chosen("a.pdf, 2.05 kB", "b.pdf, 2,0 KB")),
    good("chosen_file_is_shown", "a size in other units", chosen("a.pdf, 2048 bytes", "b.pdf, 0.0 MB")),
    good("chosen_file_is_shown", "what a file may have", chosen("a.pdf (max. 5 MB)", "b.pdf (max. 5 MB)")),
    good("chosen_file_is_shown", "a size that nobody knows", chosen("a.pdf, 9 MB", "b.pdf, 9 MB", size=None)),
    bad("draft_comes_back_whole", "a draft without its text", left("df0", "df1", "", "df3")),
    good("draft_comes_back_whole", "the whole draft", left("df0", "df1", "df2", "df3")),
    good("draft_comes_back_whole", "a form that keeps nothing", left("", "", "", "")),
    good("draft_comes_back_whole", "a name that is remembered", left("df0", "", "", "")),
    good("draft_comes_back_whole", "as much kept as not", left("df0", "df1", "", "")),
    good("draft_comes_back_whole", "what is filled in otherwise", left("df0", "df1", "now", "df3")),
    bad("long_word_breaks_out", "a page that scrolls sideways", long_word(wider=420)),
    bad("long_word_breaks_out", "an end that cannot be seen", long_word(cut=300)),
    good("long_word_breaks_out", "a word that goes on in the next line", long_word()),
    good("long_word_breaks_out", "a pixel", long_word(wider=1.5)),
    bad("boundary_value_refused", "the most that is allowed", bounded("Use a number less than 10")),
    good("boundary_value_refused", "a limit that is allowed", bounded(accepted=True)),
    good("boundary_value_refused", "an answer that cannot be told", bounded("Look here", accepted=None)),
    good("boundary_value_refused", "a form that stays without a word", bounded("")),
    bad("unicode_survives", "a wrong encoding", typed("Thanks, dfabc123 ZoÃ« cafeÌ and more")),
    bad("unicode_survives", "question marks", typed("dfabc123 Zo? cafe? ???? ? ? end")),
    bad("unicode_survives", "a text cut off before the emoji", typed("dfabc123 Zoë cafe\u0301 سلام")),
    bad("unicode_survives", "an entity", typed("dfabc123 Zo&euml; cafe")),
    good("unicode_survives", "the same text", typed(f"Thanks, {TYPED}!")),
    good("unicode_survives", "a text that is not shown", typed()),
    good("unicode_survives", "a shortened text", typed("dfabc123 Zoë caf…")),
    good("unicode_survives", "a composed accent", typed("dfabc123 Zoë caf\u00e9 سلام 😀 Ω end")),
    good("unicode_survives", "the name alone", typed("Thanks, dfabc123")),
    bad("error_matches_field", "a message about another field", refused("Please enter a valid phone number.")),
    good("error_matches_field", "its own message", refused("Please enter a valid email address.")),
    good(
        "error_matches_field",
        "a word of the message that happens to be one of a label",
        refused("Bitte geben Sie einen Wert von 5 bis 480 ein.", beside=replace(PHONE, label="Bis wann")),
    ),
    good("error_matches_field", "a message that names nothing", refused("Please look at this again.")),
    good("error_matches_field", "two messages", refused("Phone is required.", "E-mail is wrong.")),
    bad("error_matches_field", "a message under another field", told_at(125)),
    good("error_matches_field", "a message under its own field", told_at(62)),
    good("error_matches_field", "a message above the form", told_at(4)),
    bad("typing_stays_in_its_field", "a field that writes into another", in_turn(("one", ""), ("two", ""))),
    bad("typing_stays_in_its_field", "a field that keeps nothing", in_turn(("one", ""), ("one", ""))),
    good("typing_stays_in_its_field", "fields that keep what is theirs", in_turn(("one", ""), ("one", "two"))),
    good("typing_stays_in_its_field", "what follows from another", in_turn(("one", "one@"), ("one", "two"))),
    good("typing_stays_in_its_field", "what is written otherwise", in_turn(("ONE", ""), ("ONE", "TWO"))),
    good("typing_stays_in_its_field", "a form that takes nothing", in_turn(("", ""), ("", ""))),
    good("error_matches_field", "a message about both", refused("Give us your e-mail or your phone.")),
    good("error_matches_field", "a form that was taken", refused("Phone noted.", accepted=True)),
)
