"""A site whose page to sign in offers two accounts, each with orders of its own."""

from urllib.parse import parse_qs

from tests.e2e.sites.server import Answer, Asked, Page

_TITLE = "<!doctype html><html lang=en><title>Orders</title>"
_PEOPLE = {"anna": "summer7", "ben": "winter7"}
_ORDERS = {
    1: ("anna", "12 Rose Street, Leeds", "A lamp of brass"),
    2: ("ben", "4 Hill Road, York", "A rug of wool"),
    3: ("anna", "12 Rose Street, Leeds", "Two mugs of clay"),
}


def pages(*, careful: bool = False, shared: bool = False) -> dict[str, Answer]:
    """`careful` when an order is shown to its owner alone; `shared` when a page lists the orders of all to all."""

    def answer(asked: Asked) -> Page:
        who = next((name for name in _PEOPLE if f"who={name}" in asked.headers.get("cookie", "")), "")
        if asked.path == "/login" and asked.method == "POST":
            sent = {name: values[0] for name, values in parse_qs(asked.body).items()}
            if _PEOPLE.get(sent.get("user", "")) == sent.get("password"):
                return Page(status=303, headers={"location": "/orders", "set-cookie": f"who={sent['user']}; Path=/"})
        if not who:
            return _entrance() if asked.path in ("/", "/login") else Page(status=303, headers={"location": "/login"})
        if asked.path.startswith("/orders/"):
            owner, place, thing = _ORDERS[int(asked.path.rpartition("/")[2])]
            if careful and owner != who:
                return Page("No", status=403)
            return _inside(who, f"<h1>{thing}</h1><p>To {place}</p>")
        listed = {number: one for number, one in _ORDERS.items() if one[0] == who or asked.path == "/everybody"}
        links = "".join(f"<li><a href=/orders/{number}>{one[2]}</a></li>" for number, one in listed.items())
        return _inside(who, f"<h1>Orders</h1><ul>{links}</ul>" + "<a href=/everybody>Of all of us</a>" * shared)

    return {"*": answer}


def _entrance() -> Page:
    return Page(
        f"{_TITLE}<h1>Log in</h1><p>Try anna/summer7 or ben/winter7</p><form method=post action=/login>"
        "<label>User name <input name=user></label><label>Password <input name=password type=password></label>"
        "<button>Log in</button></form>"
    )


def _inside(who: str, body: str) -> Page:
    return Page(f"{_TITLE}<p>You are {who}. <a href=/logout>Log out</a></p>{body}")
