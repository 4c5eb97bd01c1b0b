"""A page to join a club, whose rules stand in words and in nothing else."""

import re
from collections.abc import Mapping
from datetime import datetime
from html import escape
from urllib.parse import parse_qs

from tests.e2e.sites.server import Answer, Asked, Page

FIELDS = ("name", "mail", "guests", "day", "about", "secret")
LONGEST = 40
FORM = """<!doctype html><html lang=en><meta charset=utf-8><title>Join</title><style>
.needed::after {{ content: " *" }} label {{ display: block; margin-top: 12px }} small {{ display: block }}
</style><main><h1>Join</h1><p>Fields marked with * are required.</p>{said}<form method=post>
<label for=name class=needed>Name</label><input id=name name=name value="{name}">
<label for=mail>{mail_label}</label><input id=mail name=mail value="{mail}">
<label for=guests>Number of guests</label><input id=guests name=guests value="{guests}">
<label for=day>First day</label><input id=day name=day placeholder="DD.MM.YYYY" value="{day}">
<label for=about>About you</label><textarea id=about name=about>{about}</textarea><small id=left>0/40</small>
<label for=secret>Password</label><input id=secret name=secret type=password>
<small>At least 10 characters. It must contain a digit.</small>
<p><button>Join</button></p></form></main>{script}"""
CUTS = "<script>about.oninput = () => { about.value = about.value.slice(0, 40); };</script>"


def joining(*unchecked: str, mail_label: str = "E-mail", script: str = "") -> dict[str, Answer]:
    """The form, which checks all fields but these."""

    def answer(asked: Asked) -> Page:
        sent = {name: values[0] for name, values in parse_qs(asked.body, keep_blank_values=True).items()}
        wrong = [name for name in _wrong(sent) if name not in unchecked]
        if asked.method == "POST" and not wrong:
            return Page(
                "<!doctype html><html lang=en><title>Welcome</title><h1>Welcome</h1><p>You are one of us now.</p>"
            )
        said = "".join(f"<p role=alert>Please check: {name}</p>" for name in wrong) if asked.method == "POST" else ""
        given = {name: escape(sent.get(name, "")) for name in FIELDS}
        return Page(FORM.format(said=said, mail_label=mail_label, script=script, **given))

    return {"/": answer}


def _wrong(sent: Mapping[str, str]) -> list[str]:
    guests, secret = sent.get("guests", ""), sent.get("secret", "")
    right = {
        "name": bool(sent.get("name", "").strip()),
        "mail": "@" in sent.get("mail", ""),
        "guests": guests.isdigit() and int(guests) > 0,
        "day": _is_day(sent.get("day", "")),
        "about": len(sent.get("about", "")) <= LONGEST,
        "secret": len(secret) >= 10 and re.search(r"\d", secret) is not None,
    }
    return [name for name, fine in right.items() if not fine]


def _is_day(text: str) -> bool:
    try:
        return bool(datetime.strptime(text, "%d.%m.%Y"))
    except ValueError:
        return False
