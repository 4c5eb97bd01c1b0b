"""What axe-core found, as a surface hands it over, and what it cannot see."""

from dataclasses import replace
from typing import Any

from tests.unit.detectors.building import (
    ORIGIN,
    SAFE_HEADERS,
    box,
    clicked,
    document,
    element,
    exchange,
    link,
    observation,
    picture,
    screen,
    text_run,
    typed,
)
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.experiments.forms import ForbiddenInput
from worker.observation.observation import Observation
from worker.observation.runtime import AccessibilityNode, AccessibilityViolation, Effect
from worker.observation.screen import Element, Medium

CARDS = tuple(
    AccessibilityNode(
        f"p|{words}|p|main",
        f'<p class="card-line">{words}</p>',
        "Fix any of the following:\n  Element has insufficient color contrast",
    )
    for words in ("A generous mug", "A soap", "A clock")
)
PALE = AccessibilityViolation(
    rule="color-contrast",
    impact="serious",
    help="Elements must meet minimum color contrast ratio thresholds",
    description="Ensure the contrast between foreground and background colors meets WCAG 2 AA minimum contrast "
    "ratio thresholds",
    help_url="https://dequeuniversity.com/rules/axe/4.12/color-contrast",
    tags=("cat.color", "wcag2aa", "wcag143"),
    nodes=CARDS,
)
INSIDE = AccessibilityNode("link|Open|a|main", "<a>Open</a>", "")
NOTE = AccessibilityNode("p|New here? Open|p|main", '<p class="note">New here? <a>Open</a></p>', "")
GREY = tuple(
    AccessibilityNode(
        f"{kind}|{words}|{kind}|{region}",
        f'<{kind} class="{words}">{words}</{kind}>',
        "Element has insufficient color contrast of 3.95 (foreground color: #6c757d, background color: #e9ecef)",
    )
    for kind, words, region in (("p", "Price", "main"), ("li", "Home", "nav"))
)
GREEN = replace(GREY[0], summary="foreground color: #28a745, background color: #e9ecef")
NAMELESS = replace(PALE, rule="label", help="Form elements must have labels")
FILTER = tuple(
    AccessibilityNode(f"checkbox|{name}|input|main", f'<input type="checkbox" class="facet" name="{name}">', "")
    for name in ("In stock", "Unavailable")
)
SORTING = tuple(
    AccessibilityNode(f"combobox||select|main|{form}", '<select id="sort" name="sort">', "")
    for form in ("/search q sort", "/shop sort")
)
PAGES = tuple(
    AccessibilityNode(f"link||a|nav|{at}", f'<a class="page-link {at}"></a>', "") for at in ("active", "is-disabled")
)
ITEMS = tuple(AccessibilityNode(f"listitem|{at}|li|nav", f"<li>{at}</li>", "") for at in ("Previous", "Next"))


def nameless(form: str) -> tuple[AccessibilityNode, ...]:
    """Two fields of a form that lack a label."""
    return tuple(
        AccessibilityNode(f"textbox|{name}|input|main|{form}", f'<input name="{name}" id="{name}">', "")
        for name in ("mail", "telephone")
    )


def plain_link(name: str) -> AccessibilityNode:
    """A link without a class, whose colour the stylesheet gives to all."""
    summary = (
        "Fix any of the following:\n  The link has insufficient color contrast (link text: #5755d9, other: #3b4351)"
    )
    return AccessibilityNode(f"link|{name}|a|main", f'<a href="/{name}">{name}</a>', summary)


def audited(*violations: AccessibilityViolation) -> Observation:
    return observation(accessibility=violations)


def pictured(alternative: str | None, path: str = "/pictures/mug.jpg", **more: Any) -> Observation:
    return observation(screen(pictures=(picture(path, alternative=alternative, **more),)))


ENGLISH = (
    "The shop is open and you can visit it for free. This is the place that we have for all of you, and it will not be "
    "closed by the end of the week. You are welcome with your friends, and they are welcome with you. "
) * 4
GERMAN = (
    "Der Laden ist offen und Sie sind mit uns auf der sicheren Seite. Das ist nicht für jeden, und wir werden auch den "
    "Rest zum Ende der Woche liefern. Die Waren sind bei uns oder sich selbst ein Geschenk. "
) * 4
PERSIAN = "همه کالاها با دست ساخته می‌شوند و در سه روز به دست شما می‌رسند. "
RUSSIAN_HELP = "Наш магазин работает каждый день без выходных"


def written(body: str, language: str, **more: Any) -> Observation:
    seen = screen(body=f"<main>{body}</main>", language=language)
    return observation(replace(seen, markup=seen.markup.replace("<html>", f'<html lang="{language}">')), **more)


def titled(title: str, **more: Any) -> Observation:
    return observation(screen(title=title, headings=("Shop",), **more))


def gone(
    to: str, heading: str, title: str = "Potter & Daughter", before_title: str = "Potter & Daughter"
) -> Observation:
    before = screen("/mugs", headings=("All mugs",), title=before_title)
    return observation(screen(to, headings=(heading,), title=title), before=before)


def asked(label: str, autocomplete: str, **more: Any) -> Observation:
    return observation(screen(elements=(element(label, "textbox", label=label, autocomplete=autocomplete, **more),)))


def styled(css: str) -> Observation:
    return observation(exchanges=(exchange("/site.css", kind="stylesheet", body=css),))


def linked(body: str) -> Observation:
    return observation(screen(body=f"<main>{body}</main>"))


def refreshed(header: str) -> Observation:
    return observation(document=document(response_headers={**SAFE_HEADERS, "refresh": header}))


NAME = element("Name", "textbox", field_name="name", form="order", input_type="text", box=box(20, 20, 200, 30))
AMOUNT = element("Amount", "spinbutton", field_name="amount", form="order", input_type="number", box=box(20, 120))
ONLY_AMOUNT = (AMOUNT,)
ORDER = '<form><div><input name="name"></div><div><input name="amount"></div></form>'


def refused(
    message: str, *, at: float = 400, markup: str = ORDER, fields: tuple[Element, ...] = (NAME, AMOUNT), **more: Any
) -> Observation:
    """The form refused an amount of nothing with this message, which stands at that height."""
    trial = ForbiddenInput("order", "Order", AMOUNT.key, "Amount", "required", "required", "", False, True, message)
    body = f"<main><p>{message}</p>{markup}</main>"
    seen = screen(body=body, elements=fields, texts=(text_run(message, y=at),), **more)
    return observation(seen, trial)


def beside(*, markup: str = ORDER, field: Element = AMOUNT, announced: bool = False) -> Observation:
    """A message that came up under the field for an amount."""
    message = "Please enter an amount"
    trial = ForbiddenInput(
        "order", "Order", field.key, "Amount", "required", "required", "", False, False, message, messages=(message,)
    )
    role = " role=alert" * announced
    run = text_run(message, x=field.box.x, y=field.box.y + field.box.height + 4)
    seen = screen(body=f"<main>{markup}<p{role}>{message}</p></main>", elements=(NAME, field), texts=(run,))
    return observation(seen, trial)


DESCRIBED = replace(AMOUNT, description="Please enter an amount")
MARKED = ORDER.replace('"amount"', '"amount" aria-invalid=true')
ANSWER = "We send it on the same day, and tell you when it has left."


def unfolded(*, was: bool, now: bool, before: str = "", after: str = ANSWER, **more: Any) -> Observation:
    """A click on a question, what it said of itself before and after, and what stood there."""
    question = element("When is it sent?", expanded=was)
    seen = screen(elements=(replace(question, expanded=now), *more.pop("beside", ())), text=f"Questions\n{after}")
    first = screen(elements=(question,), text=f"Questions\n{before}")
    return observation(seen, before=first, cause=(clicked(question),), effect=more.pop("effect", UNFOLDED))


def called(name: str, *drawn: str, role: str = "button", **more: Any) -> Observation:
    return observation(screen(elements=(element(name, role, drawn=drawn, **more),)))


TILE = element("Show sizes", "clickable", tag="div", focusable=False, gestures=("click",))
UNFOLDED = Effect(mutations=3)


def tapped(on: Element, *beside: Element, effect: Effect = UNFOLDED, text: str = "Small and large") -> Observation:
    before = screen(elements=(on, *beside), text="Sizes")
    return observation(screen(text=text), before=before, cause=(clicked(on),), effect=effect)


MUSIC = Medium(
    url=f"{ORIGIN}/music.mp3",
    box=box(0, 0, 0, 0),
    key="audio||audio|main",
    kind="audio",
    autoplay=True,
    playing=True,
    muted=False,
    loop=False,
    controls=False,
    seconds=40,
    sound=True,
)


def played(*elements: Element, **more: Any) -> Observation:
    return observation(screen(media=(replace(MUSIC, **more),), elements=elements))


def labelled(field: str) -> Observation:
    return observation(screen(body=f"<main><form><div>{field}</div></form></main>"))


CASES: tuple[Case, ...] = (
    bad("axe", "three pale texts of one template, as one bug", audited(PALE)),
    bad("axe", "two kinds of pale text, as two bugs", audited(replace(PALE, nodes=(*CARDS, NOTE))), finds=2),
    bad("axe", "pale texts of one colour in two templates, as one bug", audited(replace(PALE, nodes=GREY))),
    bad("axe", "two colours on one template, as two bugs", audited(replace(PALE, nodes=(*GREY, GREEN))), finds=2),
    bad("axe", "the nameless fields of one form, as one bug", audited(replace(NAMELESS, nodes=nameless("order")))),
    bad(
        "axe",
        "nameless fields of two forms, as two bugs",
        audited(replace(NAMELESS, nodes=nameless("order") + nameless("search"))),
        finds=2,
    ),
    bad("axe", "one nameless field alone in each of two forms, as one bug", audited(replace(NAMELESS, nodes=SORTING))),
    bad("axe", "the nameless boxes of one filter, as one bug", audited(replace(NAMELESS, nodes=FILTER))),
    bad("axe", "one template in two states, as one bug", audited(replace(PALE, rule="link-name", nodes=PAGES))),
    bad("axe", "items without their list, as one bug", audited(replace(PALE, rule="listitem", nodes=ITEMS))),
    bad("axe", "a link in a paragraph with the same fault, as one bug", audited(replace(PALE, nodes=(NOTE, INSIDE)))),
    bad(
        "axe",
        "links of one colour, as one bug",
        audited(replace(PALE, nodes=tuple(map(plain_link, ("Gulp", "unpkg"))))),
    ),
    bad("axe", "a rule that is not known here", audited(replace(PALE, rule="new-rule", help="Things must be so"))),
    good("axe", "a page without violations", audited()),
    good("axe", "a page that was not audited", observation()),
    good("axe", "a rule that geometry judges better", audited(replace(PALE, rule="target-size"))),
    good("axe", "an empty page, which blank_page owns", observation(screen(body="<div></div>"), accessibility=(PALE,))),
    # meaningless_alternative
    bad("meaningless_alternative", "a picture called by its file", pictured("mug.jpg")),
    bad("meaningless_alternative", "a camera's number", pictured("DSC_0412", "/pictures/9f.jpg")),
    good(
        "meaningless_alternative",
        "the icon of a link that downloads the picture",
        observation(
            screen(
                pictures=(picture("/pictures/mug.jpg", alternative="mug.jpg"),),
                links=(link("/pictures/mug.jpg", "Download mug.jpg"),),
            )
        ),
    ),
    bad("meaningless_alternative", "a filler", pictured("Image")),
    bad("meaningless_alternative", "a file's name without its ending", pictured("mug_large_2", "/mug_large_2.png")),
    good("meaningless_alternative", "a description", pictured("A mug with a blue rim")),
    good("meaningless_alternative", "decoration", pictured("")),
    good("meaningless_alternative", "no alternative at all, which axe tells", pictured(None)),
    good("meaningless_alternative", "a word that is also the file's name", pictured("mug", "/pictures/mug.jpg")),
    good("meaningless_alternative", "the icon of a file in a list", pictured("report.png", "/icons/file-type.svg")),
    good("meaningless_alternative", "a spacer", pictured("spacer", shown=(1, 1))),
    # wrong_language
    bad("wrong_language", "a German page declared as English", written(f"<p>{GERMAN}</p>", "en")),
    bad("wrong_language", "an English page declared as Persian", written(f"<p>{ENGLISH}</p>", "fa-IR")),
    bad("wrong_language", "a Persian page declared as English", written(f"<p>{PERSIAN * 4}</p>", "en")),
    bad(
        "wrong_language",
        "a Russian passage in an English page",
        written(f"<p>{ENGLISH}</p><p>{RUSSIAN_HELP}</p>", "en"),
    ),
    good(
        "wrong_language",
        "what visitors wrote in English on a German site",
        written(f"<nav>Zum Inhalt springen, Über den Verein</nav><p>{ENGLISH}</p><button>Auf die Liste</button>", "de"),
    ),
    bad(
        "wrong_language",
        "an English page with English around it",
        written(f"<nav>Skip to the content, About the guild</nav><p>{ENGLISH}</p>", "de"),
    ),
    good("wrong_language", "an English page", written(f"<p>{ENGLISH}</p>", "en-GB")),
    good("wrong_language", "a German page", written(f"<p>{GERMAN}</p>", "de")),
    good("wrong_language", "a language that is not known here", written(f"<p>{GERMAN}</p>", "lb")),
    good("wrong_language", "a page that declares none, which axe tells", written(f"<p>{GERMAN}</p>", "")),
    good("wrong_language", "a page of no single language", written(f"<p>{PERSIAN * 4}</p>", "mul")),
    good("wrong_language", "a tag that does not exist, which axe tells", written(f"<p>{GERMAN}</p>", "english")),
    good(
        "wrong_language",
        "a passage with a language of its own",
        written(f'<p>{ENGLISH}</p><p lang="ru">{RUSSIAN_HELP}</p><blockquote lang="de">{GERMAN}</blockquote>', "en"),
    ),
    good(
        "wrong_language",
        "names of languages and of a person",
        written(f'<p>{ENGLISH}</p><a href="/fa">فارسی</a> <a href="/ru">Русский</a> <p>Фёдор Достоевский</p>', "en"),
    ),
    good(
        "wrong_language",
        "what was typed during the test",
        written(
            f"<p>{ENGLISH}</p><li>{RUSSIAN_HELP}</li>", "en", cause=(typed(element("Note", "textbox"), RUSSIAN_HELP),)
        ),
    ),
    good("wrong_language", "an example of code", written(f"<p>{ENGLISH}</p><pre>{RUSSIAN_HELP}</pre>", "en")),
    good("wrong_language", "two languages mixed", written(f"<p>{ENGLISH}</p><p>{GERMAN}</p>", "en")),
    good("wrong_language", "a Serbian page in Latin letters", written("<p>Prodavnica je otvorena</p>" * 20, "sr")),
    # template_title
    bad("template_title", "the title of an editor's template", titled("Document")),
    bad("template_title", "the title of a generator", titled("Vite + React + TS")),
    bad("template_title", "a file's name", titled("index.html")),
    good("template_title", "a title that says something", titled("Mugs | Potter & Daughter")),
    good("template_title", "a missing value, which leaked_placeholder tells", titled("undefined")),
    good("template_title", "no title, which axe tells", titled("")),
    good("template_title", "a page about documents", observation(screen(title="Document", headings=("Document",)))),
    good("template_title", "an empty page, which blank_page owns", titled("Document", body="<div></div>")),
    # title_stays
    bad("title_stays", "another page with the same title", gone("/about", "Who we are")),
    bad("title_stays", "another route with the same title", gone("/mugs#/about", "Who we are")),
    bad("title_stays", "a title that is about the first page", gone("/about", "Who we are", "Mugs", "Mugs")),
    good("title_stays", "a title of its own", gone("/about", "Who we are", title="Who we are")),
    good("title_stays", "the same page with other parameters", gone("/mugs?page=2", "More mugs")),
    good("title_stays", "the same heading", gone("/about", "All mugs")),
    good("title_stays", "a title that is about both", gone("/old", "Old mugs", "Mugs", "Mugs")),
    good(
        "title_stays",
        "two of one kind",
        observation(screen("/draft/2", headings=("Second",)), before=screen("/draft/1", headings=("First",))),
    ),
    good("title_stays", "no page before", titled("Potter & Daughter")),
    # contradicting_autocomplete
    bad("contradicting_autocomplete", "an email field filled with a phone number", asked("Email", "tel")),
    bad(
        "contradicting_autocomplete", "a postal code with a card's number", asked("Postal code *", "billing cc-number")
    ),
    good("contradicting_autocomplete", "the right value", asked("Email", "section-a shipping email")),
    good("contradicting_autocomplete", "signing in by address", asked("Email", "username")),
    good("contradicting_autocomplete", "filling switched off", asked("Email", "off")),
    good("contradicting_autocomplete", "a trick to switch it off", asked("Email", "new-password")),
    good("contradicting_autocomplete", "a label that asks for either", asked("Email or phone", "tel")),
    good("contradicting_autocomplete", "a value that is not known here", asked("Email", "organization")),
    # locked_orientation
    bad(
        "locked_orientation",
        "a body that is turned",
        styled("@media (orientation: portrait) { .a { color: red } body { transform: rotate(90deg); } }"),
    ),
    bad(
        "locked_orientation",
        "a page that is turned in its own style",
        observation(
            screen(body="<style>@media (orientation:landscape){html{rotate:-0.25turn}}</style><main>Shop</main>")
        ),
    ),
    bad("locked_orientation", "a notice alone", observation(screen(body="<p>Please rotate your device.</p>"))),
    good("locked_orientation", "another layout", styled("@media (orientation: portrait) { body { width: 100% } }")),
    good(
        "locked_orientation",
        "an arrow that is turned",
        styled("@media (orientation: portrait) { .arrow { transform: rotate(90deg) } }"),
    ),
    good(
        "locked_orientation",
        "half a turn, and a body turned on paper",
        styled("@media (orientation: portrait) { body { rotate: 180deg } } @media print { body { rotate: 90deg } }"),
    ),
    good("locked_orientation", "a comment", styled("/* @media (orientation: portrait) { body { rotate: 90deg } } */")),
    good(
        "locked_orientation",
        "a full turn in parts",
        styled("@media (orientation: portrait) { body { transform: rotate(90deg) rotate(-90deg) } }"),
    ),
    good(
        "locked_orientation",
        "an article that speaks of it",
        observation(screen(body=f"<main><p>{ENGLISH} Rotate your device to see the map.</p></main>")),
    ),
    # vague_link
    bad(
        "vague_link",
        "two links without anything around",
        linked('<div><a href="/a">Read more</a> <a href="/b">Read more…</a></div>'),
    ),
    bad(
        "vague_link",
        "two pictures without words",
        linked('<div><img alt=""><a href="/a">Here</a></div><div><img alt=""><a href="/b">here</a></div>'),
    ),
    good(
        "vague_link",
        "cards with headings",
        linked(
            '<article><h2>Mugs</h2><a href="/a">More</a></article>'
            '<article><h2>Bowls</h2><a href="/b">More</a></article>'
        ),
    ),
    good(
        "vague_link",
        "links in sentences",
        linked('<p>Read about our mugs <a href="/a">here</a>.</p><p>And about bowls <a href="/b">here</a>.</p>'),
    ),
    good(
        "vague_link",
        "rows of a table",
        linked(
            '<table><tr><td>Blue mug</td><td><a href="/a">Details</a></td></tr>'
            '<tr><td>Red mug</td><td><a href="/b">Details</a></td></tr></table>'
        ),
    ),
    good("vague_link", "one place twice", linked('<a href="/a">More</a><a href="/a#reviews">More</a>')),
    good(
        "vague_link",
        "names for screen readers",
        linked('<a href="/a" aria-label="More about mugs">More</a><a href="/b" aria-label="More about bowls">More</a>'),
    ),
    good("vague_link", "words that say something", linked('<a href="/a">Mugs</a><a href="/b">Mugs</a>')),
    # timed_refresh
    bad("timed_refresh", "a page that reloads after half a minute", refreshed("30")),
    bad("timed_refresh", "a page that is left after five seconds", refreshed("5; url=/welcome")),
    good("timed_refresh", "a redirect at once", refreshed("0; url=/welcome")),
    good("timed_refresh", "a limit of more than a day", refreshed("90000")),
    good("timed_refresh", "a header that nobody can read", refreshed("soon")),
    good("timed_refresh", "no such header", observation()),
    # error_names_no_field
    bad("error_names_no_field", "a message that fits any field", refused("Something went wrong, please try again.")),
    bad("error_names_no_field", "a message that names none", refused("Your input is not valid")),
    good("error_names_no_field", "a message that names the field", refused("The amount is not valid")),
    good("error_names_no_field", "a message beside the field", refused("Please fill this in", at=170)),
    good(
        "error_names_no_field",
        "a field that is marked",
        refused("Your input is not valid", markup=ORDER.replace('"amount"', '"amount" aria-invalid="true"')),
    ),
    good(
        "error_names_no_field",
        "a frame that is marked",
        refused(
            "Your input is not valid",
            markup=ORDER.replace('<div><input name="amount"', '<div class="has-error"><input name="amount"'),
        ),
    ),
    good("error_names_no_field", "a form with one field", refused("Your input is not valid", fields=ONLY_AMOUNT)),
    good(
        "error_names_no_field",
        "signing in, where nobody must say what was wrong",
        refused("These details are not right", fields=(replace(NAME, input_type="password"), AMOUNT)),
    ),
    good("error_names_no_field", "an answer without words", refused(f"POST {ORIGIN}/order: 422")),
    # error_not_tied
    bad("error_not_tied", "a message for the eyes alone", beside()),
    good(
        "error_not_tied",
        "a field that refers to it",
        beside(field=replace(AMOUNT, description="Please enter an amount")),
    ),
    good(
        "error_not_tied",
        "a field that is marked",
        beside(markup=ORDER.replace('"amount"', '"amount" aria-invalid=true')),
    ),
    good("error_not_tied", "a message that is announced", beside(announced=True)),
    # state_not_told
    bad("state_not_told", "an answer that is shown", unfolded(was=False, now=False)),
    bad("state_not_told", "an answer that is hidden", unfolded(was=True, now=True, before=ANSWER, after="")),
    good("state_not_told", "a state that follows", unfolded(was=False, now=True)),
    good("state_not_told", "a click that shows nothing", unfolded(was=False, now=False, after="")),
    good("state_not_told", "a dialog", unfolded(was=False, now=False, beside=(element("Close", region="dialog"),))),
    good("state_not_told", "another page", unfolded(was=False, now=False, effect=Effect(url_changed=True))),
    # label_not_linked
    bad("label_not_linked", "a label beside its field", labelled("<label>Name</label><p><input placeholder=Anna></p>")),
    bad("label_not_linked", "a wrong id", labelled("<label for=nam>Name</label><input id=name placeholder=Anna>")),
    good(
        "label_not_linked", "its field's id", labelled("<label for=name>Name</label><input id=name placeholder=Anna>")
    ),
    good("label_not_linked", "the field in it", labelled("<label>Name <input placeholder=Anna></label>")),
    good("label_not_linked", "a name of its own", labelled("<label>Name</label><input aria-label=Name placeholder=A>")),
    good("label_not_linked", "a field that axe tells", labelled("<label>Name</label><input>")),
    good(
        "label_not_linked",
        "a label of several",
        labelled("<label>Size</label><input placeholder=W><input placeholder=H>"),
    ),
    good(
        "label_not_linked",
        "a component in it",
        labelled("<label>Name <x-field></x-field></label><input placeholder=A>"),
    ),
    # label_not_in_name
    bad("label_not_in_name", "another word", called("Submit enquiry", "Send")),
    bad("label_not_in_name", "a part of the label", called("the full", "The full label")),
    bad("label_not_in_name", "a number in words", called("Page two", "Page 2", role="link")),
    bad("label_not_in_name", "a field with another label", called("Phone", "Email", role="textbox")),
    good("label_not_in_name", "the label and more", called("Next page in the list", "Next Page")),
    good("label_not_in_name", "no other name", called("Send")),
    good("label_not_in_name", "a sign", called("Close", "X")),
    good("label_not_in_name", "an arrow beside the label", called("Next", "Next →")),
    good("label_not_in_name", "an explanation in brackets", called("Date", "Date (DD/MM/YYYY)", role="textbox")),
    good("label_not_in_name", "an icon's ligature", called("Go on", "arrow_forward")),
    good("label_not_in_name", "a count in a badge", called("Shopping cart", "3")),
    good("label_not_in_name", "another way to write it", called("Email us", "E-mail")),
    good(
        "label_not_in_name", "a card called by its heading", called("Blue mug", "Blue mug", "Made by hand", role="link")
    ),
    good("label_not_in_name", "a role that is not called by its words", called("Choice", "One", role="listener")),
    # mouse_only_control
    bad("mouse_only_control", "a div that unfolds something", tapped(TILE)),
    bad(
        "mouse_only_control",
        "a span with a role that leads away",
        tapped(replace(TILE, role="link", tag="span"), effect=Effect(url_changed=True)),
    ),
    good("mouse_only_control", "a div that takes the focus", tapped(replace(TILE, focusable=True))),
    good("mouse_only_control", "a click that did nothing", tapped(TILE, effect=Effect(requests=1))),
    good("mouse_only_control", "a ripple", tapped(TILE, text="Sizes")),
    good("mouse_only_control", "a menu that closes on any click", tapped(TILE, element("Menu", expanded=True))),
    good("mouse_only_control", "a backdrop without a name", tapped(replace(TILE, name=""))),
    good("mouse_only_control", "an option that arrows choose", tapped(replace(TILE, role="option"))),
    good("mouse_only_control", "a card beside its link", tapped(TILE, element("Show sizes", "link"))),
    good("mouse_only_control", "a page that was only looked at", observation(screen(elements=(TILE,)))),
    # autoplaying_sound
    bad("autoplaying_sound", "music", played()),
    bad("autoplaying_sound", "a short sound that never ends", played(seconds=2, loop=True)),
    bad("autoplaying_sound", "a film with sound", played(element("Buy"), kind="video", box=box(0, 0, 640, 360))),
    good("autoplaying_sound", "a short sound", played(seconds=3)),
    good("autoplaying_sound", "a silent film", played(kind="video", muted=True)),
    good("autoplaying_sound", "a film of which nobody knows whether it has sound", played(kind="video", sound=False)),
    good("autoplaying_sound", "a player with controls", played(controls=True)),
    good("autoplaying_sound", "a button that stops it", played(element("Pause music"))),
    good("autoplaying_sound", "sound that waits for a click", played(autoplay=False)),
    good("autoplaying_sound", "sound of unknown length", played(seconds=None)),
)
