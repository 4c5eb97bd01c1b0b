"""What every answer carries: the security headers, how long it may be kept, and the cookie of the visit."""

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from examples.seeding import Switches
from examples.shop.shoppers import Visits

COOKIE = "larkfield_session"
COOKIE_DAYS = 14
# What belongs to one person is not left in the browser for whoever comes after them.
OF_ONE_PERSON = ("/account", "/checkout", "/order", "/bookings")
WITHOUT_VISIT = ("/static/", "/pictures/", "/favicon", "/robots.txt")

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class AnswerHeaders:
    """Adds the headers that every answer has."""

    def __init__(self, app: ASGIApp, bug: Switches) -> None:
        self.app = app
        self.bare = bug("security-headers-missing")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                private = scope["path"].startswith(OF_ONE_PERSON)
                headers.setdefault("Cache-Control", "no-store" if private else "private, no-cache")
                if not self.bare:
                    headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
                    headers.update(SECURITY_HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class SameOriginPosts:
    """Refuses a form that another site sends (CWE-352)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            request = Request(scope)
            origin = request.headers.get("origin")
            if origin and origin.partition("://")[2] != request.headers.get("host"):
                refusal = PlainTextResponse("This form was sent from another site.", 403)
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)


class VisitCookie:
    """Finds or opens the visit that a request belongs to, and puts it in `request.state.visit`."""

    def __init__(self, app: ASGIApp, visits: Visits, bug: Switches) -> None:
        self.app = app
        self.visits = visits
        self.flags = "" if bug("session-cookie-readable") else "; HttpOnly; SameSite=Lax"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(WITHOUT_VISIT):
            await self.app(scope, receive, send)
            return
        known = Request(scope).cookies.get(COOKIE)
        visit = self.visits.find_or_open(known)
        scope.setdefault("state", {})["visit"] = visit

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and visit.token != known:
                secure = "; Secure" if scope["scheme"] == "https" else ""
                MutableHeaders(scope=message).append(
                    "Set-Cookie", f"{COOKIE}={visit.token}; Path=/; Max-Age={COOKIE_DAYS * 86400}{self.flags}{secure}"
                )
            await send(message)

        await self.app(scope, receive, send_with_cookie)
