"""What the browser itself says of a page: files and connections that it refuses, and whose fault an error is."""

from dataclasses import replace
from typing import Any

from tests.unit.detectors.building import ORIGIN, exchange, observation, screen, typed
from tests.unit.detectors.building import element as field
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.observation import Observation
from worker.observation.runtime import ConsoleMessage, Socket, UncaughtException

CDN = "https://cdn.widgets.example"
SRI = (
    "Failed to find a valid digest in the 'integrity' attribute for resource '{}' with computed SHA-256 integrity "
    "'CmeDYEZNLhjSjHU4KhVMjPtExWuRhufwDfF3QfVO1As='. The resource has been blocked."
)
LOADING = (
    "Loading the script '{}' violates the following Content Security Policy directive: \"script-src 'self'\". The "
    "action has been blocked."
)
REFUSED = (
    "Refused to connect to '{}' because it violates the following Content Security Policy directive: "
    "\"connect-src 'self'\"."
)
INLINE = "Applying inline style violates the following Content Security Policy directive 'style-src 'none''."
TYPE = (
    "Refused to execute script from '{}' because its MIME type ('text/html') is not executable, and strict MIME type "
    "checking is enabled."
)
MODULE = (
    "Failed to load module script: Expected a JavaScript-or-Wasm module script but the server responded with a MIME "
    'type of "text/html". Strict MIME type checking is enforced for module scripts per HTML spec.'
)
SOCKET = "WebSocket connection to '{}' failed: {}"
UPGRADE = "Error during WebSocket handshake: Unexpected response code: 404"
GONE = "A bad HTTP response code (404) was received when fetching the script."
REGISTER = (
    f"Failed to register a ServiceWorker for scope ('{ORIGIN}/') with script ('{ORIGIN}/sw.js'): "
    "ServiceWorker script evaluation failed"
)
OWN_SOCKET = "ws://127.0.0.1:4000/live"
CLOSED = Socket(OWN_SOCKET, opened=True, lived_ms=40, received=0, times=5)
SW_SCRIPT = exchange("/sw.js", 404, "script", request_headers={"service-worker": "script"})


def said(*texts: str, url: str = "", **more: Any) -> Observation:
    """A page on whose console the browser wrote these errors."""
    return observation(console=tuple(ConsoleMessage(1000, "error", text, url) for text in texts), **more)


def thrown(stack: str, *, rejected: bool = False, markup: str = "") -> Observation:
    error = UncaughtException(1000, "TypeError", "x is not a function", stack, f"{ORIGIN}/shop", rejected)
    return observation(screen(body=f"<main>Things to buy</main>{markup}"), exceptions=(error,))


CASES: tuple[Case, ...] = (
    bad("resource_integrity", "a script that was changed", said(SRI.format(f"{ORIGIN}/app.js"))),
    bad("resource_integrity", "a library of another server that was changed", said(SRI.format(f"{CDN}/lib.js"))),
    good("resource_integrity", "other errors", said(TYPE.format(f"{ORIGIN}/app.js"))),
    good("console_error", "a file whose integrity value does not match", said(SRI.format(f"{ORIGIN}/app.js"))),
    bad("blocked_by_own_policy", "an own script", said(LOADING.format(f"{ORIGIN}/app.js"))),
    bad("blocked_by_own_policy", "a request, in the words of older browsers", said(REFUSED.format(f"{CDN}/api"))),
    bad("blocked_by_own_policy", "inline styles, many of them, as one", said(INLINE, INLINE)),
    good(
        "blocked_by_own_policy",
        "what only measures",
        said(LOADING.format("https://www.google-analytics.com/analytics.js")),
    ),
    good("blocked_by_own_policy", "a policy that only reports", said("[Report Only] " + REFUSED.format(f"{CDN}/api"))),
    good(
        "blocked_by_own_policy",
        "markup that was typed to see whether it runs",
        said(INLINE, cause=(typed(field("Note", "textbox"), "<style onload=x>"),)),
    ),
    bad("wrong_media_type", "a start page in place of a script", said(TYPE.format(f"{ORIGIN}/app.js"))),
    bad("wrong_media_type", "a start page in place of a module", said(MODULE, url=f"{ORIGIN}/app.mjs")),
    good(
        "wrong_media_type",
        "an error page, of which the rule for those tells",
        said(TYPE.format(f"{ORIGIN}/app.js"), exchanges=(exchange("/app.js", 404, "script"),)),
    ),
    bad("service_worker_fails", "a script that is not there", said(GONE, exchanges=(SW_SCRIPT,))),
    bad("service_worker_fails", "a script that throws", said(REGISTER)),
    good("service_worker_fails", "another script that is not there", said("Failed to load resource: 404")),
    good("http_error", "a service worker's script that is not there", said(GONE, exchanges=(SW_SCRIPT,))),
    bad("websocket_fails", "a server that does not know it", said(SOCKET.format(OWN_SOCKET, UPGRADE))),
    bad("websocket_fails", "reconnecting without end, as one", said(*[SOCKET.format(OWN_SOCKET, UPGRADE)] * 6)),
    bad("websocket_fails", "a socket that is closed each time at once", observation(sockets=(CLOSED,))),
    good("websocket_fails", "one that is closed once", observation(sockets=(replace(CLOSED, times=1),))),
    good("websocket_fails", "one that has told something", observation(sockets=(replace(CLOSED, received=3),))),
    good(
        "websocket_fails",
        "a socket that the page gave up itself",
        said(SOCKET.format(OWN_SOCKET, "WebSocket is closed before the connection is established.")),
    ),
    good(
        "websocket_fails",
        "a development server's socket",
        said(SOCKET.format("ws://127.0.0.1:4000/_next/webpack-hmr", UPGRADE)),
    ),
    bad("uncaught_exception", "a rejected promise", thrown(f"at f ({ORIGIN}/app.js:1:2)", rejected=True)),
    bad("uncaught_exception", "another site's widget", thrown(f"at f ({CDN}/widget.js:1:2)")),
    good(
        "uncaught_exception",
        "what our own trouble brings about",
        observation(
            exceptions=(UncaughtException(1, "TypeError", "Failed to fetch", "", ORIGIN),),
            exchanges=(exchange("/api", 500, provoked=True),),
        ),
    ),
)
