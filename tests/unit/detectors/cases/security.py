"""What helps an attacker, and what looks like it."""

from dataclasses import replace
from typing import Any

from tests.unit.detectors.building import (
    ORIGIN,
    SAFE_HEADERS,
    SECURE,
    clicked,
    document,
    element,
    exchange,
    form,
    link,
    observation,
    screen,
)
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.experiments.addresses import PathProbe, SourceMap
from worker.observation.experiments.forms import ReflectedInput
from worker.observation.observation import Observation
from worker.observation.runtime import Cookie

SESSION = Cookie("sessionid", "shop.example.com", "/", secure=True, http_only=True, same_site="Lax", session=True)
PASSWORD = element("Password", "textbox", input_type="password", field_name="password", form="/sign-in")
FOREIGN = link("https://maps.example.org/x", "Map", target="_blank")
# Put together here, so that no scanner takes this file for a leak.
STRIPE = "sk_" + "live_" + "51HqLyjWDarjtT1zdp7dcTESTkey"
AWS = "AKI" + "AIOSFODNN7ABCDEFG"
GITHUB = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
SEARCH_KEY = "e39ab94d3e1f4dd3" + "b9f6a6c21a5c3a2f"
RANDOM = "q8Zr2LmX" + "v71TnYb4KsWd"


def secure(path: str = "/account", **more: Any) -> Observation:
    return observation(screen(SECURE + path, **more))


def served(**changed: str) -> Observation:
    """A page with these headers changed; "" takes one away."""
    headers = {**SAFE_HEADERS, **{name.replace("_", "-"): value for name, value in changed.items()}}
    sent = {name: value for name, value in headers.items() if value}
    sending = screen(SECURE + "/", forms=(form(),))
    return observation(sending, document=document(SECURE + "/", response_headers=sent))


def script(body: str) -> Observation:
    return observation(scripts=(exchange("/static/cart.js", kind="script", body=body),))


def with_key_on(*paths: str) -> Observation:
    """Documents whose own script holds the same key."""
    body = f'<script>const clientSecret = "{RANDOM}";</script>'
    return observation(exchanges=tuple(document(path, body=body) for path in paths))


def with_cookie(cookie: Cookie) -> Observation:
    return replace(secure(), cookies=(cookie,))


def probed(path: str, purpose: str, body: str, status: int = 200) -> Observation:
    return observation(None, PathProbe(ORIGIN + path, purpose, status, "text/plain", body))


def mapped(
    *sources: str, body: str = '{"version": 3, "sources": ["a.js"]', path: str = "/static/shop.js.map", **more: Any
) -> Observation:
    return observation(None, SourceMap(ORIGIN + path, more.pop("status", 200), body, sources, **more))


def reflected(outcome: str) -> Observation:
    return observation(
        None,
        ReflectedInput(
            "searchbox|Search|input|header|", "Search", "<b data-probe>", outcome, url=f"{ORIGIN}/search?q=x"
        ),
    )


def asks_password(**more: Any) -> Observation:
    return observation(screen("/sign-in", elements=(PASSWORD,), forms=(form(PASSWORD, key="/sign-in", **more),)))


def opened(path: str, **more: Any) -> Observation:
    return observation(screen(path), **more)


def told(body: str, *, secret: bool = False, type: str = "application/json") -> Observation:
    answer = exchange("/api/me", body=body, response_headers={"content-type": type}, repeats_secret=secret)
    return observation(exchanges=(answer,))


CASES: tuple[Case, ...] = (
    # mixed_content
    bad(
        "mixed_content",
        "a script over HTTP",
        replace(secure(), exchanges=(exchange("http://cdn.example.com/a.js", kind="script"),)),
    ),
    good(
        "mixed_content",
        "a script over HTTPS",
        replace(secure(), exchanges=(exchange("https://cdn.example.com/a.js", kind="script"),)),
    ),
    good("mixed_content", "a page over HTTP", observation(exchanges=(exchange("/a.js", kind="script"),))),
    # missing_security_headers
    bad(
        "missing_security_headers",
        "no content security policy but framing refused",
        served(content_security_policy="", x_frame_options="DENY"),
    ),
    bad(
        "missing_security_headers",
        "none at all",
        served(content_security_policy="", x_content_type_options="", referrer_policy="", strict_transport_security=""),
        finds=5,
    ),
    good("missing_security_headers", "all of them", served()),
    good(
        "missing_security_headers",
        "a page that may be framed and on which nothing can be sent",
        observation(
            document=document(response_headers={**SAFE_HEADERS, "content-security-policy": "default-src 'self'"})
        ),
    ),
    good(
        "missing_security_headers",
        "plain HTTP on this machine without HSTS",
        observation(document=document(response_headers={**SAFE_HEADERS, "strict-transport-security": ""})),
    ),
    good("missing_security_headers", "an error page", observation(document=document(status=500, response_headers={}))),
    # unsafe_cookie
    bad("unsafe_cookie", "a session that scripts can read", with_cookie(replace(SESSION, http_only=False))),
    bad("unsafe_cookie", "a session over plain HTTP", with_cookie(replace(SESSION, secure=False, same_site="None"))),
    good("unsafe_cookie", "a session that is protected", with_cookie(SESSION)),
    good("unsafe_cookie", "a language", with_cookie(replace(SESSION, name="lang", http_only=False))),
    good(
        "unsafe_cookie",
        "a CSRF token, which scripts must read",
        with_cookie(replace(SESSION, name="csrf_session", http_only=False)),
    ),
    good("unsafe_cookie", "another site", with_cookie(replace(SESSION, domain="tracker.example.net", http_only=False))),
    good(
        "unsafe_cookie",
        "a cookie without Secure on this machine",
        observation(cookies=(replace(SESSION, domain="127.0.0.1", secure=False),)),
    ),
    # exposed_secret
    bad("exposed_secret", "a Stripe key", script(f'const key = "{STRIPE}";')),
    bad("exposed_secret", "an AWS key", script(f'const id = "{AWS}";')),
    bad("exposed_secret", "a GitHub token", script(f'token: "{GITHUB}"')),
    bad("exposed_secret", "a value named as a secret", script(f'const clientSecret = "{RANDOM}";')),
    good("exposed_secret", "a publishable key", script('const key = "pk_live_51HqLyjWDarjtT1zdp7dcXYZ";')),
    good(
        "exposed_secret",
        "a Google browser key",
        script('const apiKey = "AIza' + "SyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY" + '";'),
    ),
    good("exposed_secret", "a placeholder", script('const apiKey = "your-api-key-goes-here-123";')),
    good("exposed_secret", "a word", script('const accessToken = "not-available-anywhere";')),
    good("exposed_secret", "a name in code", script('headers["access_token"] = "storage.accessToken.value";')),
    good(
        "exposed_secret",
        "the key of a search that must be in the page",
        script(f"docsearch({{ apiKey: '{SEARCH_KEY}', indexName: 'spectre', inputSelector: '#search' }});"),
    ),
    good("exposed_secret", "a map's public token", script(f'mapboxgl.accessToken = "pk.eyJ1Ijoi.{RANDOM}";')),
    good("exposed_secret", "a captcha's key", script(f'captchaApiKey: "6L{(RANDOM * 2)[:38]}"')),
    bad("exposed_secret", "a key that is on two pages, as one", with_key_on("/a", "/b")),
    # reflected_input
    bad("reflected_input", "a probe that ran", reflected("executed")),
    bad("reflected_input", "a probe that became elements", reflected("raw")),
    good("reflected_input", "a probe that was escaped", reflected("escaped")),
    good("reflected_input", "a probe that is nowhere", reflected("absent")),
    # unsafe_target_blank
    bad("unsafe_target_blank", "an invited site", observation(screen(links=(replace(FOREIGN, rel="opener"),)))),
    bad(
        "unsafe_target_blank",
        "sites that older browsers would let, as one",
        observation(screen(links=(FOREIGN, link("https://code.example.net/x", "Code", target="_blank")))),
    ),
    good("unsafe_target_blank", "noopener", observation(screen(links=(replace(FOREIGN, rel="noopener"),)))),
    good(
        "unsafe_target_blank", "noreferrer", observation(screen(links=(replace(FOREIGN, rel="noreferrer nofollow"),)))
    ),
    good("unsafe_target_blank", "the same site", observation(screen(links=(link("/help", target="_blank"),)))),
    # exposed_source_map
    bad("exposed_source_map", "a source map", mapped("webpack://shop/src/cart.js", "webpack://shop/node_modules/a.js")),
    bad(
        "exposed_source_map",
        "that of an app whose bundler collects licences",
        mapped("../src/App.tsx", script_start="/*! For license information please see shop.js.LICENSE.txt */"),
    ),
    good("exposed_source_map", "a page that answers everything", mapped(body="<!doctype html>")),
    good("exposed_source_map", "a map that is not there", mapped(body="", status=404)),
    good("exposed_source_map", "a library by its name", mapped("../src/a.js", path="/js/bootstrap.bundle.min.js.map")),
    good("exposed_source_map", "a package", mapped("../src/a.ts", path="/npm/@popperjs/core@2.11.8/umd/a.js.map")),
    good(
        "exposed_source_map",
        "a script made of nothing but packages",
        mapped("webpack://shop/node_modules/react/index.js", "webpack/bootstrap"),
    ),
    good(
        "exposed_source_map",
        "a script that says at its beginning what it is",
        mapped("../src/ts/layout.ts", script_start="/*!\n * AdminPage v4.0.0\n * Licensed under MIT\n */\n!function"),
    ),
    # exposed_debug_page
    bad(
        "exposed_debug_page",
        "an environment file",
        probed("/.env", "environment file", "APP_NAME=shop\nDB_PASSWORD=secret\n"),
    ),
    bad("exposed_debug_page", "a Git folder", probed("/.git/HEAD", "version control", "ref: refs/heads/main\n")),
    bad(
        "exposed_debug_page",
        "a debug page",
        probed("/debug", "debug page", "<!doctype html><html><head><title>Debug · Shop</title>"),
    ),
    bad(
        "exposed_debug_page",
        "PHP's information",
        probed("/phpinfo.php", "debug page", "<html><title>PHP 8.3.1 - phpinfo()</title>"),
    ),
    good(
        "exposed_debug_page",
        "a page that answers everything",
        probed("/.env", "environment file", "<!doctype html><title>Shop</title>"),
    ),
    good(
        "exposed_debug_page",
        "a shop's page about debugging elsewhere",
        probed("/debug", "debug page", "<!doctype html><title>Shop</title><h1>Not found</h1>"),
    ),
    good("exposed_debug_page", "a file that is not there", probed("/.env", "environment file", "Not found", 404)),
    # insecure_form
    bad("insecure_form", "a password sent with GET", asks_password(method="get")),
    bad("insecure_form", "a password sent over HTTP", asks_password(action="http://shop.example.com/sign-in")),
    good("insecure_form", "a password sent with POST", asks_password()),
    good("insecure_form", "a form that a script sends", asks_password(method="get", scripted=True)),
    good("insecure_form", "a password sent over HTTPS", asks_password(action="https://shop.example.com/sign-in")),
    # version_leak
    bad("version_leak", "a server with its version", served(server="Apache/2.4.41 (Ubuntu)")),
    bad("version_leak", "PHP with its version", served(x_powered_by="PHP/8.1.2")),
    good("version_leak", "a server's name alone", served(server="nginx")),
    good("version_leak", "a framework's name alone", served(x_powered_by="Express")),
    # token_in_url
    bad("token_in_url", "a session in an address", opened("/account?session_id=a8f3b2c19d8e7f6a")),
    good(
        "token_in_url",
        "a confirmation from a mail",
        opened("/verify?token=a8f3b2c19d8e7f6a&access_token=a8f3b2c19d8e7f6a"),
    ),
    good("token_in_url", "a page number", opened("/shop?page=2&sid=1")),
    bad(
        "password_in_answer",
        "the password that was typed",
        told('{"name": "anna", "password": "••••••••"}', secret=True),
    ),
    bad("password_in_answer", "hashes of all users", told('[{"passwordHash":"$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgc"}]')),
    good("password_in_answer", "dots that the server sends itself", told('{"password": "••••••••"}')),
    good("password_in_answer", "a label", told('{"password": "Passwort", "forgot_password": "Vergessen?"}')),
    good("password_in_answer", "a page", told('{"password": "••••••••"}', secret=True, type="text/html")),
    # password_in_url
    bad("password_in_url", "a password in an address", opened("/account?user=a&password=sunny-day")),
    good("password_in_url", "an empty one", opened("/account?password=")),
    good(
        "password_in_url",
        "a form with GET, which insecure_form owns",
        opened(
            "/account?password=sunny-day",
            before=asks_password(method="get").screen,
            cause=(clicked(element("Sign in")),),
        ),
    ),
)
