"""Paddle over HTTP: its API, its checkout page, and the means to make it fail.

with local_paddle() as paddle:
    price = paddle.account.sell("Pro", 2900)
    ... an SDK at paddle.address with paddle.api_key ...
"""

import html
import json
import socket
import threading
import uuid
from collections.abc import Awaitable, Callable, Generator, Iterable
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import anyio.to_thread
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.stand_ins.paddle.account import Account
from tests.stand_ins.paddle.entities import Entity, new_id, text
from tests.stand_ins.paddle.notifications import PostOffice
from tests.stand_ins.paddle.refusal import Refusal, invalid, not_found

API_KEY = "pdl_sdbx_apikey_01localpaddle0000000000000_local0secret0key0000000_AAA"
SECRET = "pdl_ntfset_01localdestination0000000_local0endpoint0secret"
PER_PAGE = 50


class LocalPaddle:
    """One seller's Paddle."""

    def __init__(self, address: str, api_key: str, secrets: Iterable[str]) -> None:
        self.address = address
        self.api_key = api_key
        self._secrets = list(secrets)
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget everything: an account in which nothing has happened."""
        self.post_office = PostOffice(list(self._secrets))
        self.account = Account(self.post_office, f"{self.address}/checkout")
        self.trouble: list[Refusal | str] = []
        """What the next calls of the API come to instead: a refusal; `lost` is done, but the answer never arrives;
        empty for nothing."""
        self.requests: list[tuple[str, str, Any]] = []
        """Method, path and body of every call of the API."""

    @property
    def secret(self) -> str:
        return self.post_office.secrets[0]

    def called(self, method: str, path: str) -> list[Any]:
        """The bodies of such calls."""
        return [body for its_method, its_path, body in self.requests if (its_method, its_path) == (method, path)]


Answer = Callable[[LocalPaddle, Request, Any], Any]


def make_app(paddle: LocalPaddle) -> Starlette:
    def call(answer: Answer, status: int = 200) -> Callable[[Request], Awaitable[Response]]:
        """A route of the API: the key is checked, errors get Paddle's shape."""

        async def endpoint(request: Request) -> Response:
            request_id = str(uuid.uuid4())
            try:
                body = await _body(request)
                _check_key(request, paddle.api_key)
                paddle.requests.append((request.method, request.url.path, body))
                trouble = paddle.trouble.pop(0) if paddle.trouble else None
                if isinstance(trouble, Refusal):
                    raise trouble
                with paddle.account.alone:
                    found = answer(paddle, request, body)
                if trouble == "lost":
                    # Hang up in the middle of an answer.
                    return Response(b"{", media_type="application/json", headers={"Content-Length": "2"})
            except Refusal as refusal:
                return JSONResponse(
                    {"error": refusal.error, "meta": {"request_id": request_id}}, refusal.status, _headers(refusal)
                )
            meta: Entity = {"request_id": request_id}
            if isinstance(found, _Page):
                meta["pagination"] = found.pagination
                found = found.rows
            return JSONResponse({"data": found, "meta": meta}, status)

        return endpoint

    async def checkout(request: Request) -> Response:
        account = paddle.account
        transaction = account.transactions.get(request.query_params.get("_ptxn", ""))
        if transaction is None:
            return HTMLResponse("<h1>There is no such checkout.</h1>", 404)
        if request.method == "GET":
            return HTMLResponse(_checkout_page(transaction))
        form = {name: str(value) for name, value in (await request.form()).items()}
        paid = await anyio.to_thread.run_sync(account.pay, transaction["id"], form["email"], form["card"])
        return HTMLResponse("<h1>Paid</h1>" if paid else "<h1>Declined</h1>", 200 if paid else 402)

    return Starlette(
        routes=[
            Route("/checkout", checkout, methods=["GET", "POST"]),
            Route("/prices", call(_list_prices), methods=["GET"]),
            Route("/prices/{id}", call(_get_price), methods=["GET"]),
            Route("/customers", call(_list_customers), methods=["GET"]),
            Route("/customers", call(_add_customer, 201), methods=["POST"]),
            Route("/customers/{id}", call(_get_customer), methods=["GET"]),
            Route("/customers/{id}/portal-sessions", call(_add_portal_session, 201), methods=["POST"]),
            Route("/transactions", call(_list_transactions), methods=["GET"]),
            Route("/transactions", call(_add_transaction, 201), methods=["POST"]),
            Route("/transactions/{id}", call(_get_transaction), methods=["GET"]),
            Route("/subscriptions", call(_list_subscriptions), methods=["GET"]),
            Route("/subscriptions/{id}", call(_get_subscription), methods=["GET"]),
            Route("/subscriptions/{id}", call(_update_subscription), methods=["PATCH"]),
            Route("/subscriptions/{id}/{action}", call(_act_on_subscription), methods=["POST"]),
            Route("/adjustments", call(_list_adjustments), methods=["GET"]),
            Route("/notifications", call(_list_notifications), methods=["GET"]),
            Route("/notifications/{id}", call(_get_notification), methods=["GET"]),
            Route("/notifications/{id}/replay", call(_replay, 202), methods=["POST"]),
            Route("/events", call(_list_events), methods=["GET"]),
        ]
    )


@contextmanager
def local_paddle(
    *, port: int = 0, api_key: str = API_KEY, secrets: Iterable[str] = (SECRET,)
) -> Generator[LocalPaddle, None, None]:
    """A Paddle of one's own for as long as the block runs."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        paddle = LocalPaddle(f"http://127.0.0.1:{listener.getsockname()[1]}", api_key, secrets)
        server = _Server(uvicorn.Config(make_app(paddle), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listener],), name="local Paddle")
        thread.start()
        try:
            assert server.listening.wait(30), "the local Paddle did not start"
            yield paddle
        finally:
            paddle.post_office.close()
            server.should_exit = True
            thread.join()


class _Server(uvicorn.Server):
    """Says when it listens, and leaves signals alone."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    def install_signal_handlers(self) -> None:
        """A test's signals are not the server's."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


# What the routes answer


def _list_prices(paddle: LocalPaddle, request: Request, _: Any) -> "_Page":
    return _page(paddle, request, paddle.account.prices.values())


def _get_price(paddle: LocalPaddle, request: Request, _: Any) -> Entity:
    return paddle.account.find(paddle.account.prices, request.path_params["id"])


def _list_customers(paddle: LocalPaddle, request: Request, _: Any) -> "_Page":
    return _page(paddle, request, paddle.account.customers.values())


def _add_customer(paddle: LocalPaddle, _: Request, body: Any) -> Entity:
    if not body.get("email"):
        raise invalid("email", "must be provided as part of the request")
    return paddle.account.add_customer(body["email"], body.get("name"))


def _get_customer(paddle: LocalPaddle, request: Request, _: Any) -> Entity:
    return paddle.account.find(paddle.account.customers, request.path_params["id"])


def _add_portal_session(paddle: LocalPaddle, request: Request, body: Any) -> Entity:
    customer = paddle.account.find(paddle.account.customers, request.path_params["id"])
    portal = f"https://sandbox-customer-portal.paddle.com/{new_id('cpl')}"
    token = f"token={uuid.uuid4().hex}"
    wanted: list[str] = _fields(body).get("subscription_ids") or []
    if len(wanted) > 25:
        raise invalid("subscription_ids", "must have at most 25 entries")
    for subscription_id in wanted:
        if paddle.account.find(paddle.account.subscriptions, subscription_id)["customer_id"] != customer["id"]:
            raise not_found(subscription_id)
    return {
        "id": new_id("cpls"),
        "customer_id": customer["id"],
        "urls": {
            "general": {"overview": f"{portal}?action=overview&{token}"},
            "subscriptions": [
                {
                    "id": each,
                    "cancel_subscription": f"{portal}?action=cancel_subscription&subscription_id={each}&{token}",
                    "update_subscription_payment_method": f"{portal}?action=update&subscription_id={each}&{token}",
                    "view_subscription": f"{portal}?action=view&subscription_id={each}&{token}",
                }
                for each in wanted
            ],
        },
        "created_at": text(datetime.now(UTC)),
    }


def _list_transactions(paddle: LocalPaddle, request: Request, _: Any) -> "_Page":
    return _page(paddle, request, paddle.account.transactions.values())


def _add_transaction(paddle: LocalPaddle, _: Request, body: Any) -> Entity:
    return paddle.account.add_transaction(body)


def _get_transaction(paddle: LocalPaddle, request: Request, _: Any) -> Entity:
    return paddle.account.find(paddle.account.transactions, request.path_params["id"])


def _list_subscriptions(paddle: LocalPaddle, request: Request, _: Any) -> "_Page":
    return _page(paddle, request, map(_with_addresses, paddle.account.subscriptions.values()))


def _get_subscription(paddle: LocalPaddle, request: Request, _: Any) -> Entity:
    return _with_addresses(paddle.account.find(paddle.account.subscriptions, request.path_params["id"]))


def _update_subscription(paddle: LocalPaddle, request: Request, body: Any) -> Entity:
    return _with_addresses(paddle.account.update(request.path_params["id"], body))


def _act_on_subscription(paddle: LocalPaddle, request: Request, body: Any) -> Entity:
    identifier, effective_from = request.path_params["id"], _fields(body).get("effective_from")
    account = paddle.account
    match request.path_params["action"]:
        case "cancel":
            changed = account.cancel(identifier, effective_from)
        case "pause":
            changed = account.pause(identifier, effective_from)
        case "resume":
            changed = account.resume(identifier)
        case "activate":
            changed = account.activate(identifier)
        case action:
            raise Refusal(404, "invalid_url", f"there is no {action}")
    return _with_addresses(changed)


def _list_adjustments(paddle: LocalPaddle, request: Request, _: Any) -> "_Page":
    return _page(paddle, request, paddle.account.adjustments.values())


def _list_notifications(paddle: LocalPaddle, request: Request, _: Any) -> "_Page":
    return _page(paddle, request, paddle.post_office.notifications)


def _get_notification(paddle: LocalPaddle, request: Request, _: Any) -> Entity:
    return _notification(paddle, request)


def _replay(paddle: LocalPaddle, request: Request, _: Any) -> Entity:
    return {"notification_id": paddle.post_office.replay(_notification(paddle, request))["id"]}


def _list_events(paddle: LocalPaddle, request: Request, _: Any) -> "_Page":
    told = [each["payload"] for each in paddle.post_office.notifications if each["origin"] == "event"]
    return _page(
        paddle,
        request,
        [{name: value for name, value in event.items() if name != "notification_id"} for event in told],
        by="event_id",
    )


def _notification(paddle: LocalPaddle, request: Request) -> Entity:
    identifier = request.path_params["id"]
    for notification in paddle.post_office.notifications:
        if notification["id"] == identifier:
            return notification
    raise not_found(identifier)


def _with_addresses(subscription: Entity) -> Entity:
    """The API adds to a subscription what no webhook has."""
    return {
        **subscription,
        "management_urls": {
            "update_payment_method": f"https://buyer-portal.paddle.com/subscriptions/{subscription['id']}/update",
            "cancel": f"https://buyer-portal.paddle.com/subscriptions/{subscription['id']}/cancel",
        },
    }


# What all routes share


@dataclass(frozen=True)
class _Page:
    rows: list[Entity]
    pagination: Entity


def _page(paddle: LocalPaddle, request: Request, rows: Iterable[Entity], by: str = "id") -> _Page:
    """Those that fit the query's filters, from `after` on, `per_page` of them."""
    asked = request.query_params
    fitting = sorted(
        (row for row in rows if all(_fits(row, name, asked[name]) for name in asked)), key=lambda row: row[by]
    )
    per_page = min(int(asked.get("per_page", PER_PAGE)), 200)
    rest = [row for row in fitting if row[by] > asked["after"]] if "after" in asked else fitting
    page = deepcopy(rest[:per_page])
    following = request.url.include_query_params(after=page[-1][by]) if page else request.url
    pagination = {
        "per_page": per_page,
        "next": f"{paddle.address}{following.path}?{following.query}",
        "has_more": len(rest) > per_page,
        "estimated_total": len(fitting),
    }
    return _Page(page, pagination)


def _fits(row: Entity, name: str, wanted: str) -> bool:
    if name in ("after", "per_page", "order_by", "include"):
        return True
    if name in ("from", "to"):
        return row["occurred_at"] >= wanted if name == "from" else row["occurred_at"] <= wanted
    return name not in row or row[name] in wanted.split(",")


async def _body(request: Request) -> Any:
    raw = await request.body()
    if not raw:
        return None
    try:
        return json.loads(raw)
    except ValueError as error:
        raise Refusal(400, "bad_request", "Request body is not valid JSON.") from error


def _fields(body: Any) -> Entity:
    """Of a body that may be left out."""
    return {} if body is None else body


def _check_key(request: Request, key: str) -> None:
    scheme, _, sent = request.headers.get("authorization", "").partition(" ")
    if not sent:
        raise Refusal(403, "authentication_missing", "Authentication header was not provided.")
    if scheme.lower() != "bearer" or sent != key:
        raise Refusal(403, "forbidden", "You aren't permitted to perform this request.")


def _headers(refusal: Refusal) -> dict[str, str]:
    return {"Retry-After": "60"} if refusal.status == 429 else {}


def _checkout_page(transaction: Entity) -> str:
    items = "".join(
        f"<li>{item['quantity']} × {html.escape(item['price']['description'])}</li>" for item in transaction["items"]
    )
    total = int(transaction["details"]["totals"]["grand_total"]) / 100
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Checkout</title>
<body style="font: 16px system-ui; max-width: 28rem; margin: 3rem auto">
<h1>Local Paddle</h1>
<ul>{items}</ul>
<p>{total:.2f} {transaction["currency_code"]} a month</p>
<form method="post">
<p><label>E-mail <input name="email" type="email" value="buyer@example.com" required></label></p>
<p><label>Card <select name="card">
<option value="4242424242424242">4242 4242 4242 4242, good</option>
<option value="4000000000000002">4000 0000 0000 0002, declined</option>
<option value="4000002760003184">4000 0027 6000 3184, good once</option>
</select></label></p>
<button>Pay</button>
</form>
</body>
</html>
"""
