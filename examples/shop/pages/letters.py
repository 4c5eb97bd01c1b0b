"""Writing to the shop: the contact form and the newsletter."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from examples.shop.forms import Field, check, read
from examples.shop.shop import go, shop_of, visit_of

CONTACT = (
    Field("name", "Your name", max_length=80, autocomplete="name"),
    Field("email", "Email address", "email", max_length=254, autocomplete="email"),
    Field(
        "topic",
        "Topic",
        "choice",
        options=(("order", "An order"), ("product", "A product"), ("other", "Something else")),
    ),
    Field(
        "order",
        "Order number",
        required=False,
        max_length=7,
        pattern="LF-[0-9]{4}",
        hint="If there is one: LF and four digits, such as LF-4101.",
    ),
    Field("message", "Message", "area", min_length=10, max_length=1000, hint="At least 10 characters."),
)
NEWSLETTER = (
    Field("name", "First name", max_length=40, autocomplete="given-name"),
    Field(
        "email",
        "Email address",
        "email",
        max_length=254,
        autocomplete="email",
        hint="One letter a month. Unsubscribe in each.",
    ),
)


async def contact(request: Request) -> Response:
    shop = shop_of(request)
    if request.method == "GET":
        return shop.page(request, "contact.html", fields=CONTACT, answers=read(CONTACT, {}))
    sent = await request.form()
    answers = read(CONTACT, sent) if shop.bug("contact-form-accepts-anything") else check(CONTACT, sent)
    if not answers.fine:
        return shop.page(request, "contact.html", fields=CONTACT, answers=answers)
    visit_of(request).notice("Thank you. Your message has arrived, and Wren will answer within two days.")
    return go("/contact")


async def newsletter(request: Request) -> Response:
    shop = shop_of(request)
    if request.method == "GET":
        return shop.page(request, "newsletter.html", fields=NEWSLETTER, answers=read(NEWSLETTER, {}))
    answers = check(NEWSLETTER, await request.form())
    if shop.bug("newsletter-message-at-wrong-field"):
        answers.errors = {{"name": "email", "email": "name"}[field]: said for field, said in answers.errors.items()}
    if not answers.fine:
        return shop.page(request, "newsletter.html", fields=NEWSLETTER, answers=answers)
    name = "{{ first_name }}" if shop.bug("newsletter-greeting-unrendered") else answers["name"]
    visit_of(request).notice(f"Welcome, {name}! The next letter leaves on the first of the month.")
    return go("/newsletter")


routes = [
    Route("/contact", contact, methods=["GET", "POST"]),
    Route("/newsletter", newsletter, methods=["GET", "POST"]),
]
