"""The workshops, the form to book places in one, and what was booked."""

import asyncio
from dataclasses import replace
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from examples.shop.bookings import MOST_PLACES, TYPES, WORKSHOPS, Booking, Workshop
from examples.shop.catalogue import money
from examples.shop.forms import Answers, Field, check, read, text
from examples.shop.shop import Shop, go, shop_of, visit_of
from examples.shop.shoppers import Visit

# How long the letter that confirms a booking takes to be handed over; a second click comes well within it.
LETTER_SECONDS = 0.3
FIELDS = (
    Field("name", "Booked for", max_length=60, autocomplete="name", hint="Whoever will be at the bench."),
    Field("places", "Places", "number", minimum=1, maximum=MOST_PLACES, max_length=None, wide=False),
)


async def show(request: Request) -> Response:
    chosen = request.query_params.get("type", "")
    return shop_of(request).page(request, "workshops.html", types=TYPES, chosen=chosen if chosen in TYPES else "")


async def all_of_them(_request: Request) -> Response:
    return JSONResponse(
        [
            {
                "address": f"/workshops/{workshop.id}",
                "title": workshop.title,
                "type": workshop.type,
                "line": workshop.line,
                "day": workshop.day.isoformat(),
                "price": money(workshop.price),
            }
            for workshop in WORKSHOPS.values()
        ]
    )


async def one(request: Request) -> Response:
    workshop = wanted_workshop(request)
    if request.method == "GET":
        return form_page(request, workshop, read(FIELDS, {"places": "1"}))
    visit, answers = visit_of(request), check(FIELDS, await request.form())
    asked_by_script = "application/json" in request.headers.get("accept", "")
    if not answers.fine:
        return JSONResponse({"address": None}) if asked_by_script else form_page(request, workshop, answers)
    visit.bookings.add(workshop, answers["name"], int(answers["places"]))
    await asyncio.sleep(LETTER_SECONDS)
    visit.notice(f"{workshop.title} is booked.")
    return JSONResponse({"address": "/bookings"}) if asked_by_script else go("/bookings")


def form_page(request: Request, workshop: Workshop, answers: Answers) -> Response:
    return shop_of(request).page(
        request,
        "workshop.html",
        workshop=workshop,
        day=written(workshop.day),
        fields=FIELDS,
        answers=answers,
    )


async def bookings(request: Request) -> Response:
    shop, visit = shop_of(request), visit_of(request)
    rows = [(booking, written(booking.workshop.day)) for booking in visit.bookings]
    return shop.page(request, "bookings.html", rows=rows, sum=sum_of(shop, visit))


async def edit(request: Request) -> Response:
    booking = visit_of(request).bookings.find(request.path_params["number"])
    if booking is None:
        raise HTTPException(404)
    if request.method == "GET":
        answers = Answers({"name": booking.name, "places": str(booking.places)})
        return edit_page(request, booking, answers)
    return await save(request, booking)


def edit_page(request: Request, booking: Booking, answers: Answers) -> Response:
    day = written(booking.workshop.day)
    return shop_of(request).page(request, "booking.html", booking=booking, day=day, fields=FIELDS, answers=answers)


async def save(request: Request, booking: Booking) -> Response:
    shop, visit, sent = shop_of(request), visit_of(request), await request.form()
    if text(sent.get("do")) == "cancel" and not shop.bug("booking-cancel-saves"):
        return go("/bookings")
    answers = check(FIELDS, sent)
    if not answers.fine:
        return edit_page(request, booking, answers)
    visit.bookings.change(replace(booking, name=answers["name"], places=int(answers["places"])))
    return go("/bookings")


async def remove(request: Request) -> Response:
    visit = visit_of(request)
    visit.bookings.remove(await sent_number(request))
    return JSONResponse({"sum": sum_of(shop_of(request), visit)})


async def restore(request: Request) -> Response:
    visit = visit_of(request)
    visit.bookings.restore(await sent_number(request))
    return JSONResponse({"sum": sum_of(shop_of(request), visit)})


async def sent_number(request: Request) -> int:
    """The booking's number in the form, 0 where there is none; no booking has that."""
    number = text((await request.form()).get("number"))
    return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0


def sum_of(shop: Shop, visit: Visit) -> str:
    rows = list(visit.bookings)
    places = len(rows) if shop.bug("bookings-sum-counts-rows") else sum(booking.places for booking in rows)
    return f"{places} {'place' if places == 1 else 'places'} in all"


def written(day: date) -> str:
    """A day as the script of the list writes it: 3 October 2026."""
    return f"{day.day} {day:%B %Y}"


def wanted_workshop(request: Request) -> Workshop:
    workshop = WORKSHOPS.get(request.path_params["id"])
    if workshop is None:
        raise HTTPException(404)
    return workshop


routes = [
    Route("/workshops", show),
    Route("/workshops/{id}", one, methods=["GET", "POST"]),
    Route("/api/workshops", all_of_them),
    Route("/bookings", bookings),
    Route("/bookings/remove", remove, methods=["POST"]),
    Route("/bookings/restore", restore, methods=["POST"]),
    Route("/bookings/{number:int}/edit", edit, methods=["GET", "POST"]),
]
