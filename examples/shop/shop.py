"""One running shop: its goods, its shoppers, its templates, and the bugs that are on in it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from examples.seeding import Switches
from examples.shop import catalogue
from examples.shop.bugs import BUGS
from examples.shop.catalogue import Catalogue
from examples.shop.shoppers import Account, Accounts, Order, Visit, Visits

FOLDER = Path(__file__).parent
SCRIPT_AND_STYLE = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
FIRST_ORDER = 4101


class Shop:
    """Everything that handlers share. `bugs` are the ids of the seeded bugs that are on."""

    def __init__(self, bugs: frozenset[str]) -> None:
        self.bug = Switches(BUGS, bugs)
        self.catalogue = Catalogue()
        self.visits = Visits()
        self.accounts = Accounts()
        self.orders: dict[str, Order] = {}
        self.templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.filters["money"] = catalogue.money
        shared: dict[str, object] = {
            "bug": self.bug,
            "categories": catalogue.CATEGORIES,
            "payment_key": payment_key(),
            "asset": self.asset_address,
        }
        cast("dict[str, object]", self.templates.globals).update(shared)
        self.assets = dict(self._render_assets())

    def _render_assets(self) -> Iterator[tuple[str, str]]:
        """Scripts and style sheets are templates too: a bug that is off leaves no trace in them."""
        for folder in ("scripts", "styles"):
            for path in sorted((FOLDER / "templates" / folder).iterdir()):
                yield path.name, self.templates.get_template(f"{folder}/{path.name}").render()

    def asset_address(self, name: str) -> str:
        """The address of a script or style sheet, new when its text is new, so that it may be kept for long."""
        return f"/static/{name}?v={hashlib.sha256(self.assets[name].encode()).hexdigest()[:10]}"

    def next_order_number(self) -> str:
        return f"LF-{FIRST_ORDER + len(self.orders)}"

    def account_of(self, visit: Visit) -> Account | None:
        return self.accounts.find(visit.email)

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A whole page, with the notices that were waiting for one."""
        visit = visit_of(request)
        html = self.templates.get_template(template).render(
            path=request.url.path, visit=visit, account=self.account_of(visit), notices=visit.take_notices(), **values
        )
        return HTMLResponse(html, status)


def shop_of(request: Request) -> Shop:
    return cast(Shop, request.app.state.shop)


def visit_of(request: Request) -> Visit:
    return cast(Visit, request.state.visit)


def go(address: str) -> Response:
    """Sends the browser on with GET, as after every accepted form."""
    return RedirectResponse(address, 303)


def payment_key() -> str:
    """A made-up key in a payment company's form, joined here so that no scanner of repositories takes it for real."""
    return "sk_" + "live_" + "7Qm2VtR9xKc4LpW8sZb1NdY6"
