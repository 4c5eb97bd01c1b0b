"""A page where guests book a table; `broken` names what is wrong with it."""

import re
from datetime import datetime
from html import escape
from urllib.parse import parse_qs

from tests.e2e.sites.server import Answer, Asked, Page

MOST = 8
LONGEST_NAME = 60
FORM = """<!doctype html><html lang=en><meta charset=utf-8><title>Book</title><main><h1>Book a table</h1>{errors}
<form action=/book method=post novalidate>
<p><label for=name>Your name</label> <input id=name name=name required maxlength=60 value="{name}"></p>
<p><label for=email>Email</label> <input id=email name=email type=email required value="{email}">{email_error}</p>
<p><label for=day>Day</label> <input id=day name=day value="{day}"> (DD.MM.YYYY){day_error}</p>
<p><label for=guests>Guests</label> <input id=guests name=guests type=number min=1 max=8 value="{guests}">
{guests_error}</p>
<p><label for=code>Secret word</label> <input id=code name=code value="{code}">{code_error}</p>
<p><button>Book</button></p></form></main>"""
FIELDS = ("name", "email", "day", "guests", "code")


def pages(*broken: str) -> dict[str, Answer]:
    """The form and what becomes of it; "limit", "letters", "message" and "server" can be broken."""

    def answer(asked: Asked) -> Page:
        if asked.method != "POST":
            return Page(_form({}, {}))
        sent = {name: values[0] for name, values in parse_qs(asked.body).items()}
        given = {name: sent.get(name, "") for name in FIELDS}
        if "server" not in broken and (errors := _errors(given, *broken)):
            return Page(_form(given, errors))
        name = given["name"]
        if "letters" in broken:
            name = name.encode().decode("latin-1")
        return Page(
            "<!doctype html><html lang=en><meta charset=utf-8><title>Booked</title><h1>Booked</h1>"
            f"<p>Thank you, {escape(name)}</p>",
        )

    return {"/book": answer}


def _errors(given: dict[str, str], *broken: str) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not given["name"].strip():
        errors["name"] = "Please enter your name."
    elif len(given["name"]) > LONGEST_NAME:
        errors["name"] = f"Your name may have at most {LONGEST_NAME} characters."
    if not re.fullmatch(r"\S+@\S+\.\S+", given["email"]):
        wrong = "Please enter fewer guests." if "message" in broken else "Please enter a valid email."
        errors["email"] = wrong
    if not _is_day(given["day"]):
        errors["day"] = "Use the format DD.MM.YYYY."
    most = MOST - ("limit" in broken)
    if not given["guests"].isdigit() or not 1 <= int(given["guests"]) <= most:
        errors["guests"] = f"Guests must be from 1 to {most}."
    if len(given["code"]) < 20:
        errors["code"] = "The secret word must be at least 20 characters."
    return errors


def _is_day(text: str) -> bool:
    try:
        return bool(datetime.strptime(text, "%d.%m.%Y"))
    except ValueError:
        return False


def _form(given: dict[str, str], errors: dict[str, str]) -> str:
    told = {f"{name}_error": f"<em> {errors[name]}</em>" if name in errors else "" for name in FIELDS}
    values = {name: escape(given.get(name, "")) for name in FIELDS}
    return FORM.format(errors=f"<p>{told['name_error']}</p>", **values, **told)
