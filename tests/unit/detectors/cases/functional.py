"""What breaks, leads nowhere, shows what it should not, or takes what it forbids."""

from dataclasses import replace
from typing import Any

from tests.unit.detectors.building import (
    ORIGIN,
    clicked,
    document,
    element,
    exchange,
    form,
    link,
    nothing_happened,
    observation,
    picture,
    screen,
    text_run,
    typed,
)
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.experiments.addresses import LinkCheck
from worker.observation.experiments.forms import ForbiddenInput
from worker.observation.observation import Observation
from worker.observation.runtime import ConsoleMessage, Effect, UncaughtException
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

STACK = f"TypeError: x\n    at add ({ORIGIN}/static/shop.js:10:5)"


def thrown(message: str, stack: str = STACK, name: str = "TypeError") -> Observation:
    return observation(exceptions=(UncaughtException(1000, name, message, stack, ORIGIN + "/shop"),))


def thrown_inline(*paths: str) -> Observation:
    """The same error by a script that stands in each of these pages."""
    said = "basket is not defined"
    return observation(
        exceptions=tuple(
            UncaughtException(1000, "ReferenceError", said, f"at {ORIGIN}{path}:10:5", ORIGIN + path) for path in paths
        )
    )


def logged(text: str, level: str = "error", url: str = f"{ORIGIN}/static/shop.js", **more: Any) -> Observation:
    return observation(console=(ConsoleMessage(2000, level, text, url, 3),), **more)


def followed(path: str, status: int) -> Observation:
    """A link was clicked and its page answered with this status."""
    on = element("About", "link", href=ORIGIN + path)
    before = screen(elements=(on,), links=(link(path, "About"),))
    opened = document(path, status)
    return observation(screen(path), before=before, cause=(clicked(on),), exchanges=(opened,), document=opened)


def pressed(on: Element, effect: Effect | None = None, before: Screen | None = None, **more: Any) -> Observation:
    before = replace(before or screen(), elements=(on,)) if before is None or not before.elements else before
    return observation(before=before, cause=(clicked(on),), effect=effect or nothing_happened(), **more)


def sent_again(*, answered_before: bool) -> tuple[Element, Effect, Screen]:
    """A form's button was clicked, and nothing came of it this time."""
    send = element("Log in", key="send", form="/login")
    before = screen("/login", elements=(send,), forms=(form(submit=send.key),))
    return send, Effect(answered_before=answered_before), before


def searched(words: str, page: str = "/") -> Observation:
    """A form's button was clicked with this in its only field, and nothing came of it."""
    field = element("Search", "searchbox", input_type="search", value=words)
    send = element("Find", key="find", form="/search")
    before = screen(page, elements=(field, send), forms=(form(field, submit=send.key),))
    return pressed(send, Effect(), before)


def said(text: str, **more: Any) -> Observation:
    return observation(screen(body=f"<main><p>{text}</p></main>", texts=(text_run(text),)), **more)


def coded(text: str) -> Observation:
    body = f"<main><p>How to log a value:</p><pre><code>{text}</code></pre></main>"
    return observation(screen(body=body, texts=(text_run(text, key=f"code|{text}|code|main"),)))


def paged(text: str, body: str = "", **more: Any) -> Observation:
    return observation(screen(body=body or f"<main><p>{text}</p></main>", text=text), **more)


LONG_ARTICLE = "<p>" + "Many words about how databases work and why they fail. " * 60 + "</p>"
QUANTITY = element("Quantity", "spinbutton", input_type="number", minimum="1", maximum="10")


def tried(accepted: bool | None, **more: Any) -> Observation:
    given: dict[str, Any] = {
        "form": "/cart/add",
        "form_name": "Add to cart",
        "field": QUANTITY.key,
        "field_label": "Quantity",
        "constraint": "minimum",
        "declared": "1",
        "value": "-1",
        "accepted": accepted,
        "bypassed_browser": False,
    }
    return observation(screen(elements=(QUANTITY,)), ForbiddenInput(**{**given, **more}))


MISSING_IMAGE = picture("/pictures/gone.jpg", natural=(0, 0))
SAVE = element("Save for later")
EMAIL = element("Email", "textbox", input_type="email", required=True, form="/account")
STYLES = (element("Primary"), element("Secondary"), element("Outline contrast"))
EXAMPLE = '<main><button>Save for later</button><pre><code>&lt;<i>button</i> class="plain"></code></pre></main>'
SEND = element("Send", form="/account", input_type="submit")

CASES: tuple[Case, ...] = (
    # uncaught_exception
    bad(
        "uncaught_exception", "an error nobody catches", thrown("Cannot read properties of undefined (reading 'price')")
    ),
    good("uncaught_exception", "a page without errors", observation()),
    bad("uncaught_exception", "a script in the pages themselves, as one", thrown_inline("/shop", "/about")),
    good(
        "uncaught_exception",
        "a warning of the browser about layout",
        thrown("ResizeObserver loop limit exceeded", name="Error"),
    ),
    good("uncaught_exception", "a request given up", thrown("The operation was aborted.", name="AbortError")),
    good("uncaught_exception", "an error of another origin without details", thrown("Script error.", "", "")),
    good(
        "uncaught_exception",
        "an error of a tracker",
        thrown("x is not defined", "ReferenceError: x\n at https://www.google-analytics.com/analytics.js:1:2"),
    ),
    good(
        "uncaught_exception", "an error of an extension", thrown("y", "Error: y\n at chrome-extension://abc/x.js:1:2")
    ),
    good(
        "uncaught_exception",
        "a fetch that our own moving on cut short",
        replace(thrown("Failed to fetch"), exchanges=(exchange("/api/cart", None, aborted_by_us=True),)),
    ),
    # console_error
    bad(
        "console_error", "an error that the page logs", logged("Could not restore the list of recently viewed products")
    ),
    good("console_error", "a clipboard that we have not", logged("Unable to write to clipboard. :-(")),
    good("console_error", "a warning", logged("Slow network", "warning")),
    good(
        "console_error",
        "a failed resource, which http_error owns",
        logged("Failed to load resource: the server responded with 404"),
    ),
    good(
        "console_error",
        "mixed content, which has a rule of its own",
        logged("Mixed Content: The page at ... was loaded over HTTPS"),
    ),
    good(
        "console_error",
        "an uncaught exception told again",
        logged("Uncaught TypeError: x is null", exceptions=(UncaughtException(1, "TypeError", "x is null", "", ""),)),
    ),
    good("console_error", "a script of another site", logged("ads failed", url="https://ads.example.net/a.js")),
    good(
        "console_error",
        "the app's own line about a request that failed",
        logged("Could not load the stock: HTTP 500", exchanges=(exchange("/api/stock", 500, at_ms=1900),)),
    ),
    good(
        "console_error",
        "what the page tells its user as well",
        replace(
            logged(f"Error: Wrong name or password\n    at send ({ORIGIN}/app.js:3:8)"),
            screen=screen(text="Sign in Wrong name or  password"),
        ),
    ),
    bad(
        "console_error",
        "words that the user is not told",
        replace(logged("Error: Wrong name or password"), screen=screen(text="Sign in")),
    ),
    # failed_request
    bad(
        "failed_request",
        "a request of a script that is refused",
        observation(exchanges=(exchange("/api/stock/7", None, failure="net::ERR_CONNECTION_REFUSED"),)),
    ),
    good("failed_request", "a request that was answered", observation(exchanges=(exchange("/api/stock/7"),))),
    good(
        "failed_request",
        "a request that we aborted",
        observation(exchanges=(exchange("/api", None, failure="net::ERR_ABORTED"),)),
    ),
    good(
        "failed_request",
        "a request that our navigation cut short",
        observation(exchanges=(exchange("/api", None, failure="net::ERR_FAILED", aborted_by_us=True),)),
    ),
    good(
        "failed_request",
        "a tracker that is blocked",
        observation(
            exchanges=(
                exchange("https://www.google-analytics.com/g", None, failure="net::ERR_FAILED", same_site=False),
            )
        ),
    ),
    good(
        "failed_request",
        "a picture, which broken_image owns",
        observation(
            screen(pictures=(MISSING_IMAGE,)),
            exchanges=(exchange(MISSING_IMAGE.url, None, "image", failure="net::ERR_CONNECTION_RESET"),),
        ),
    ),
    # http_error
    bad("http_error", "a page that answers 500", followed("/offers", 500)),
    bad(
        "http_error", "a script that is not there", observation(exchanges=(exchange("/static/app.js", 404, "script"),))
    ),
    bad("http_error", "a request that answers 503", observation(exchanges=(exchange("/api/estimate", 503),))),
    bad("http_error", "data that is not there", observation(exchanges=(exchange("/api/product/7", 404),))),
    bad(
        "http_error",
        "a checked link to a page that fails",
        observation(None, LinkCheck(ORIGIN + "/offers", "Offers", "link|Offers|a|nav|", 500)),
    ),
    good("http_error", "answers that are fine", observation(exchanges=(exchange("/api/cart"), exchange("/x", 304)))),
    good(
        "http_error",
        "what we made up",
        observation(exchanges=(exchange("/api/mugs/no-such-dfa4daab", 404), exchange("/api/orders/987654321", 404))),
    ),
    good("http_error", "nobody being signed in", observation(exchanges=(exchange("/api/me", 401),))),
    good(
        "http_error",
        "a form refused as not valid",
        observation(exchanges=(exchange("/api/order", 422, method="POST"),)),
    ),
    good("http_error", "too many requests of ours", observation(exchanges=(exchange("/api/cart", 429),))),
    good(
        "http_error",
        "a thing that is gone, opened by its old address",
        observation(
            screen("/product/7"),
            exchanges=(exchange("/api/product/7", 404),),
            cause=(Action(ActionKind.NAVIGATE, value=f"{ORIGIN}/product/7"),),
        ),
    ),
    good(
        "http_error",
        "an address that names no number where one is expected",
        observation(
            screen("/tasks/bulk"),
            exchanges=(exchange("/api/tasks/NaN", 404),),
            cause=(Action(ActionKind.NAVIGATE, value=f"{ORIGIN}/tasks/bulk"),),
        ),
    ),
    bad(
        "http_error",
        "a number that is read wrongly from the address",
        observation(
            screen("/tasks/7"),
            exchanges=(exchange("/api/tasks/NaN", 404),),
            cause=(Action(ActionKind.NAVIGATE, value=f"{ORIGIN}/tasks/7"),),
        ),
    ),
    good(
        "http_error",
        "a thing that is gone, asked for once more",
        observation(
            screen("/product/7/edit"),
            exchanges=(exchange("/api/product/7", 404),),
            cause=(clicked(element("Try again")),),
            effect=Effect(requests=1, mutations=3),
        ),
    ),
    bad(
        "http_error",
        "a link to a thing that is not there",
        observation(
            screen("/product/7"),
            exchanges=(exchange("/api/product/7", 404),),
            cause=(clicked(element("Mug", "link")),),
            effect=Effect(requests=1, url_changed=True),
        ),
    ),
    good("http_error", "a missing favicon", observation(exchanges=(exchange("/favicon.ico", 404, "other"),))),
    good(
        "http_error",
        "a tracker that fails",
        observation(exchanges=(exchange("https://stats.hotjar.com/x.js", 500, "script", same_site=False),)),
    ),
    good("http_error", "a missing page behind a link, which broken_link owns", followed("/jobs", 404)),
    good(
        "http_error",
        "a missing page that we asked for ourselves",
        observation(
            screen("/nowhere"),
            before=screen(),
            cause=(Action(ActionKind.NAVIGATE, value=ORIGIN + "/nowhere"),),
            exchanges=(document("/nowhere", 404),),
        ),
    ),
    good(
        "http_error",
        "a thing of a routed page that may be gone",
        observation(
            screen("/#/article/a-good-cup"),
            before=screen(),
            cause=(Action(ActionKind.NAVIGATE, value=ORIGIN + "/#/article/a-good-cup"),),
            exchanges=(exchange("/api/articles/a-good-cup", 404),),
        ),
    ),
    good(
        "http_error",
        "a broken picture, which broken_image owns",
        observation(screen(pictures=(MISSING_IMAGE,)), exchanges=(exchange(MISSING_IMAGE.url, 404, "image"),)),
    ),
    # broken_link
    good(
        "broken_link",
        "another language of a page that is not there",
        observation(
            screen("/nowhere"),
            LinkCheck(ORIGIN + "/language?to=de&next=%2Fnowhere", "Deutsch", "link|Deutsch|a|nav|", 404),
            document=document("/nowhere", 404),
        ),
    ),
    bad(
        "broken_link",
        "another language that a page does not have",
        observation(
            screen("/here"),
            LinkCheck(ORIGIN + "/language?to=de&next=%2Fhere", "Deutsch", "link|Deutsch|a|nav|", 404),
            document=document("/here"),
        ),
    ),
    bad(
        "broken_link",
        "a checked link that answers 404",
        observation(None, LinkCheck(ORIGIN + "/jobs/12", "Jobs", "link|Jobs|a|main|", 404)),
    ),
    bad("broken_link", "a followed link that answers 404", followed("/jobs", 404)),
    good(
        "broken_link",
        "a link that is fine",
        observation(None, LinkCheck(ORIGIN + "/about", "About", "link|About|a|main|", 200)),
    ),
    good(
        "broken_link",
        "a page that is gone when it is loaded again",
        observation(
            before=screen("/order/7", links=(link("/order/7#main", "Skip to the content"),)),
            cause=(Action(ActionKind.RELOAD),),
            exchanges=(document("/order/7", 404),),
        ),
    ),
    good("broken_link", "a page behind a log-in", observation(None, LinkCheck(ORIGIN + "/admin", "Admin", "k", 403))),
    good(
        "broken_link",
        "another site that refuses robots",
        observation(None, LinkCheck("https://www.linkedin.com/in/x", "Us", "k", 999, same_site=False)),
    ),
    # broken_image
    bad(
        "broken_image",
        "a picture that did not load",
        observation(screen(pictures=(MISSING_IMAGE,)), exchanges=(exchange(MISSING_IMAGE.url, 404, "image"),)),
    ),
    good("broken_image", "a picture that loaded", observation(screen(pictures=(picture(),)))),
    good(
        "broken_image",
        "a picture still on its way",
        observation(screen(pictures=(replace(MISSING_IMAGE, complete=False),))),
    ),
    good("broken_image", "a counting pixel", observation(screen(pictures=(picture("/pixel.gif", (0, 0), (1, 1)),)))),
    good(
        "broken_image",
        "a picture that we did not wait for",
        observation(
            screen(pictures=(MISSING_IMAGE,)),
            exchanges=(exchange(MISSING_IMAGE.url, None, "image", aborted_by_us=True),),
        ),
    ),
    good(
        "broken_image", "a picture without an address", observation(screen(pictures=(replace(MISSING_IMAGE, url=""),)))
    ),
    # dead_control
    bad("dead_control", "a button without an effect", pressed(SAVE)),
    bad(
        "dead_control",
        "a link to # without an effect",
        pressed(element("Size guide", "link", href=f"{ORIGIN}/shop#"), Effect(url_changed=True)),
    ),
    good("dead_control", "a button with an effect", pressed(SAVE, Effect(mutations=2))),
    good("dead_control", "a form that has answered before", pressed(*sent_again(answered_before=True))),
    bad("dead_control", "a dialog that stays", pressed(element("Close", region="dialog"))),
    good("dead_control", "nothing to close", pressed(element("Close"))),
    good("dead_control", "a search for nothing", searched("")),
    bad("dead_control", "a search that does nothing", searched("mug")),
    bad("dead_control", "another search that does nothing", searched("mug", "/search?q=cup&people=2")),
    good("dead_control", "a search for what is shown", searched("mug", "/search?q=mug&people=2")),
    bad("dead_control", "a form that never answers", pressed(*sent_again(answered_before=False))),
    good("dead_control", "a disabled button", pressed(replace(SAVE, enabled=False))),
    good("dead_control", "a link to the present page", pressed(element("Shop", "link", href=f"{ORIGIN}/shop"))),
    good(
        "dead_control",
        "a link to a place on the page",
        pressed(element("Details", "link", href=f"{ORIGIN}/shop#details")),
    ),
    good("dead_control", "a mail address", pressed(element("Write to us", "link", href="mailto:us@example.com"))),
    good("dead_control", "a telephone number", pressed(element("Call", "link", href="tel:+4912345"))),
    good("dead_control", "the tab that is chosen", pressed(element("Details", "tab", checked=True))),
    good("dead_control", "the radio button that is chosen", pressed(element("Blue", "radio", checked=True))),
    good("dead_control", "a copy button, which acts outside of the page", pressed(element("Copy link"))),
    good("dead_control", "going down from the lowest quantity", pressed(element("−"))),
    good("dead_control", "the present page's number", pressed(element("2"))),
    good(
        "dead_control",
        "a filter that is on",
        pressed(
            element("All"), before=screen(body='<button class="filter active">All</button>', elements=(element("All"),))
        ),
    ),
    good("dead_control", "a text field", pressed(element("Name", "textbox", input_type="text"))),
    good("dead_control", "a file field", pressed(element("Photo", input_type="file"))),
    good(
        "dead_control",
        "a form that the browser holds back",
        pressed(SEND, before=screen(elements=(SEND, EMAIL), forms=(form(EMAIL, submit=SEND.key),))),
    ),
    good("dead_control", "an example beside its code", pressed(SAVE, before=screen(body=EXAMPLE))),
    good(
        "dead_control",
        "a sample of a style",
        pressed(STYLES[1], before=screen(elements=STYLES)),
    ),
    good(
        "dead_control",
        "a sample whose click is cancelled",
        pressed(replace(STYLES[1], gestures=("click",)), before=screen(elements=STYLES)),
    ),
    bad("dead_control", "a button called so without others", pressed(STYLES[1])),
    bad(
        "dead_control",
        "a button that listens, on a page with code",
        pressed(replace(SAVE, gestures=("click",)), before=screen(body=EXAMPLE)),
    ),
    good("dead_control", "a control that is covered", pressed(replace(SAVE, covered_by='div.banner "Cookies"'))),
    # blank_page
    bad("blank_page", "a page with an empty root", observation(screen("/gift-cards", '<div id="root"></div>'))),
    good("blank_page", "a page with text", observation()),
    good("blank_page", "coloured boxes", observation(screen("/art", "<div class='box'></div>", painted=True))),
    good("blank_page", "a drawing", observation(screen("/game", "<canvas></canvas>"))),
    good(
        "blank_page",
        "a page that passes on",
        observation(screen("/old", '<meta http-equiv="refresh" content="0; url=/new">')),
    ),
    good(
        "blank_page",
        "a failed page, which http_error owns",
        observation(screen("/x", "<div></div>"), document=document("/x", 500)),
    ),
    # error_text
    bad(
        "error_text",
        "a Python stack trace",
        paged('Traceback (most recent call last):\n  File "/app/shop.py", line 12, in show\nKeyError: battery'),
    ),
    bad("error_text", "a PostgreSQL error", paged('ERROR: column "ratting" does not exist')),
    bad("error_text", "an SQLite error", paged("sqlite3.OperationalError: no such column: p.ratting")),
    bad("error_text", "a MySQL error", paged("You have an error in your SQL syntax; check the manual")),
    bad("error_text", "a PHP error", paged("Fatal error: Uncaught Error: x in /srv/www/index.php:3 on line 3")),
    bad(
        "error_text",
        "a Java stack trace",
        paged("java.lang.NullPointerException\n\tat com.shop.Cart.add(Cart.java:31)"),
    ),
    bad("error_text", "a Node stack trace", paged("Oops\n    at Object.<anonymous> (/srv/app/index.js:12:7)")),
    bad(
        "error_text",
        "a Django debug page",
        paged("KeyError at /shop\nDjango Version: 5.1\nYou're seeing this error because you have DEBUG = True"),
    ),
    bad("error_text", "a Rails error page", paged("We're sorry, but something went wrong.")),
    bad("error_text", "a Next.js error page", paged("Application error: a client-side exception has occurred")),
    bad(
        "error_text",
        "a JavaScript error as text",
        paged("TypeError: Cannot read properties of undefined (reading 'map')"),
    ),
    good("error_text", "a message made for people", paged("Sorry, this product is out of stock.")),
    good(
        "error_text",
        "a refusal of a form",
        paged("Please enter a valid email address. There was an error with your order."),
    ),
    good(
        "error_text",
        "an article that explains an error",
        paged(
            "You have an error in your SQL syntax " + LONG_ARTICLE,
            f"<article><h1>Errors</h1>{LONG_ARTICLE}<pre><code>You have an error in your SQL "
            f"syntax</code></pre></article>",
        ),
    ),
    good(
        "error_text",
        "a short article with an example",
        paged("Traceback (most recent call last)", "<article><pre>Traceback (most recent call last)</pre></article>"),
    ),
    good(
        "error_text",
        "a document in Markdown that quotes an error",
        paged("ERROR: column x does not exist", document=document(response_headers={"content-type": "text/markdown"})),
    ),
    good(
        "error_text",
        "our own input shown again",
        paged("You searched for ORA-01756", cause=(typed(element("Search", "searchbox"), "ORA-01756"),)),
    ),
    good(
        "error_text",
        "the plain page of an error that http_error owns",
        paged("Internal Server Error", document=document(status=500)),
    ),
    # leaked_placeholder
    bad("leaked_placeholder", "undefined as a whole text", said("undefined")),
    bad("leaked_placeholder", "a price that is no number", said("£NaN")),
    bad("leaked_placeholder", "an object", said("Delivery to [object Object]")),
    bad("leaked_placeholder", "a label with null", said("Size: null")),
    bad("leaked_placeholder", "a greeting to undefined", said("Hello, undefined!")),
    bad("leaked_placeholder", "a template that was not run", said("Welcome, {{ first_name }}!")),
    bad("leaked_placeholder", "a template literal", said("You have ${count} items")),
    bad("leaked_placeholder", "a format", said("%s items in your cart")),
    bad("leaked_placeholder", "a parameter in braces", said("{count} items left")),
    bad("leaked_placeholder", "a date that is none", said("Arrives on Invalid Date")),
    bad("leaked_placeholder", "filling text", said("Lorem ipsum dolor sit amet")),
    bad("leaked_placeholder", "a title that is undefined", observation(screen(title="undefined"))),
    bad("leaked_placeholder", "a link to undefined", observation(screen(links=(link("/product/undefined", "Mug"),)))),
    good(
        "leaked_placeholder",
        "an example of a heading beside its code",
        observation(
            screen(
                body="<main><h1>Lorem ipsum</h1><pre>&lt;h1>Title&lt;/h1></pre></main>",
                texts=(text_run("Lorem ipsum"),),
            )
        ),
    ),
    good("leaked_placeholder", "plain text", said("Stoneware mug, £14")),
    good(
        "leaked_placeholder",
        "a sentence that uses the word",
        said("The behaviour of this case is undefined by the standard."),
    ),
    good("leaked_placeholder", "a heading of a reference", said("Undefined behaviour in C")),
    good("leaked_placeholder", "null as a word", said("The agreement is null and void.")),
    good("leaked_placeholder", "code", coded("console.log(`${x}`, undefined, NaN)")),
    good("leaked_placeholder", "an address pattern", said("GET /users/{id}/orders")),
    good("leaked_placeholder", "percentages", said("Save 20% sitewide, 100%s of styles")),
    good("leaked_placeholder", "a name", said("Nan's kitchen")),
    good("leaked_placeholder", "a choice of None", said("Allergens: None")),
    good(
        "leaked_placeholder",
        "our own input shown again",
        said("Results for {{name}}", cause=(typed(element("Search", "searchbox"), "{{name}}"),)),
    ),
    # forbidden_input_accepted
    bad("forbidden_input_accepted", "a negative quantity that is taken", tried(True)),
    bad("forbidden_input_accepted", "a server that checks nothing", tried(True, bypassed_browser=True)),
    bad(
        "forbidden_input_accepted",
        "spaces in a field with a star",
        tried(True, constraint="blank", declared="* required", value="   ", told=True),
    ),
    bad(
        "forbidden_input_accepted",
        "a password shorter than it says",
        tried(True, constraint="short", declared="at least 8 characters", value="Kw7!mrt", told=True),
    ),
    good("forbidden_input_accepted", "a refusal", tried(False)),
    good("forbidden_input_accepted", "a refusal of what words forbid", tried(False, constraint="day", told=True)),
    good("forbidden_input_accepted", "an answer that cannot be told", tried(None)),
    # impossible_number
    bad("impossible_number", "fewer than none", observation(screen(text="Basket (-2 items)"))),
    bad("impossible_number", "fewer than none in stock", observation(screen(text="Oak board\n-3 in stock"))),
    bad("impossible_number", "more stars than there are", observation(screen(text="Rated 6.2 out of 5 stars"))),
    good("impossible_number", "none", observation(screen(text="Basket (0 items)"))),
    good("impossible_number", "a range", observation(screen(text="Packs of 2 -3 items, 5-10 reviews"))),
    good("impossible_number", "a name with a dash", observation(screen(text="Mug-3 left handed"))),
    good("impossible_number", "all stars", observation(screen(text="Rated 5 out of 5 stars, 10 of 12 stars"))),
)
