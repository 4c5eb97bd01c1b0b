"""Sign-up, sign-in and the account's own page."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from examples.shop.forms import Answers, Field, check, read
from examples.shop.shop import go, shop_of, visit_of

SIGN_UP = (
    Field("name", "Full name", max_length=80, autocomplete="name", hint="As it should stand on the parcel."),
    Field("email", "Email address", "email", max_length=254, autocomplete="email", hint="You will sign in with it."),
    Field(
        "password",
        "Password",
        "password",
        min_length=10,
        max_length=100,
        autocomplete="new-password",
        hint="At least 10 characters.",
    ),
)
SIGN_IN = (
    Field("email", "Email address", "email", max_length=254, autocomplete="email"),
    Field("password", "Password", "password", max_length=100, autocomplete="current-password"),
)


async def show(request: Request) -> Response:
    shop, visit = shop_of(request), visit_of(request)
    if not visit.email:
        return go("/account/sign-in")
    saved = [product for slug in sorted(visit.saved) if (product := shop.catalogue.find(slug))]
    orders = [shop.orders[number] for number in visit.orders]
    return shop.page(request, "account.html", saved=saved, orders=orders)


async def sign_up(request: Request) -> Response:
    shop, visit = shop_of(request), visit_of(request)
    if request.method == "GET":
        return shop.page(request, "sign_up.html", fields=SIGN_UP, answers=read(SIGN_UP, {}))
    answers = check(SIGN_UP, await request.form())
    taken = shop.accounts.find(answers["email"]) and not shop.bug("sign-up-takes-known-address")
    if answers.fine and taken:
        answers.errors["email"] = "There is an account with this address already. Sign in instead."
    if not answers.fine:
        return shop.page(request, "sign_up.html", fields=SIGN_UP, answers=without_password(answers))
    visit.email = shop.accounts.open(answers["email"], answers["name"], answers["password"]).email
    shop.visits.renew(visit)
    visit.notice("Welcome to Larkfield. Your account is ready.")
    return go("/account")


async def sign_in(request: Request) -> Response:
    shop = shop_of(request)
    if request.method == "POST":
        return enter(request, await request.form())
    if shop.bug("sign-in-by-get") and "password" in request.query_params:
        return enter(request, request.query_params)
    return shop.page(request, "sign_in.html", fields=SIGN_IN, answers=read(SIGN_IN, {}))


def enter(request: Request, sent: Mapping[str, object]) -> Response:
    shop, visit = shop_of(request), visit_of(request)
    answers = check(SIGN_IN, sent)
    account = shop.accounts.sign_in(answers["email"], answers["password"]) if answers.fine else None
    if account is None:
        answers.errors.setdefault("email", "No account has this address and this password.")
        return shop.page(request, "sign_in.html", fields=SIGN_IN, answers=without_password(answers))
    visit.email = account.email
    shop.visits.renew(visit)
    visit.notice(f"Good to see you, {account.name}.")
    return go("/admin" if account.staff else "/account")


async def sign_out(request: Request) -> Response:
    shop, visit = shop_of(request), visit_of(request)
    visit.email = None
    shop.visits.renew(visit)
    visit.notice("You are signed out.")
    return go("/")


def without_password(answers: Answers) -> Answers:
    return Answers({**answers.values, "password": ""}, answers.errors)


routes = [
    Route("/account", show),
    Route("/account/sign-up", sign_up, methods=["GET", "POST"]),
    Route("/account/sign-in", sign_in, methods=["GET", "POST"]),
    Route("/account/sign-out", sign_out, methods=["POST"]),
]
