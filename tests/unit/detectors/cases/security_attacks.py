"""What came of harmless attacks, and what libraries, policies and tokens say of themselves."""

import json
from base64 import urlsafe_b64encode
from dataclasses import replace
from typing import Any

from tests.unit.detectors.building import ORIGIN, SAFE_HEADERS, document, exchange, link, observation, screen
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.experiments.attacks import (
    ActiveUpload,
    ForgedRequest,
    ForgedToken,
    Injection,
    OpenMethod,
    Redirection,
    ScriptedAnswer,
    Sent,
    SharedAnswer,
    SmuggledScript,
    TrustedHeader,
    UnguardedAnswer,
    VerboseError,
)
from worker.observation.observation import Observation
from worker.observation.runtime import Cookie

PAGE = f"{ORIGIN}/items?id=2"
SENT = Sent("GET", PAGE, answer="200\nsomething")
PROOF = "A true sum changed nothing, a false one did."
TRACE = 'Traceback (most recent call last):\n  File "/srv/app.py", line 3, in show'
RULES = {
    "sql": "sql_injection",
    "xpath": "xpath_injection",
    "ldap": "ldap_injection",
    "nosql": "nosql_injection",
    "template": "template_injection",
    "command": "command_injection",
    "path": "path_traversal",
    "header": "header_injection",
    "xml": "xml_external_entity",
    "address": "server_side_request",
}


def injection(kind: str) -> Observation:
    return observation(None, Injection(kind, "query", "id", PAGE, "2 and 5=4+1", PROOF, SENT))


def smuggled(outcome: str, **more: Any) -> Observation:
    return observation(
        None, SmuggledScript("query", "q", f"{ORIGIN}/find", "<style data-x>", outcome, "<b><style", SENT, **more)
    )


def policed(policy: str) -> Observation:
    return observation(document=document(response_headers={**SAFE_HEADERS, "content-security-policy": policy}))


SESSION = Cookie("sessionid", "127.0.0.1", "/", secure=True, http_only=True, same_site="Lax", session=True)


def cached(rules: str, words: str = "Log out", *cookies: Cookie) -> Observation:
    sent = {**SAFE_HEADERS, "cache-control": rules}
    offered = screen(links=(link("/out", words),))
    return observation(offered, document=document(response_headers=sent), cookies=cookies or (SESSION,))


def loaded(url: str) -> Observation:
    return observation(exchanges=(exchange(url, kind="script"),))


def written(body: str) -> Observation:
    return observation(scripts=(exchange("/static/all.js", kind="script", body=body),))


def included(element: str) -> Observation:
    return observation(screen(body=element))


def token(head: dict[str, Any], body: dict[str, Any], signature: str = "c2lnbmF0dXJl") -> Observation:
    parts = (urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in (head, body))
    return observation(exchanges=(exchange("/api/session", body=json.dumps({"jwt": ".".join((*parts, signature))})),))


SIGNED = {"alg": "HS256", "typ": "JWT"}
CLAIMS = {"sub": "17", "exp": 1_900_000_000}

CASES: tuple[Case, ...] = (
    *(bad(rule, f"a proved injection ({kind})", injection(kind)) for kind, rule in RULES.items()),
    *(
        good(rule, "an injection of another kind", injection("xpath" if kind == "sql" else "sql"))
        for kind, rule in RULES.items()
    ),
    # verbose_error
    bad(
        "verbose_error",
        "a strange value that shows a stack",
        observation(None, VerboseError("query", "id", PAGE, "'", TRACE[:34], SENT)),
    ),
    bad(
        "verbose_error",
        "a page that fails with a stack",
        observation(exchanges=(exchange("/a", status=500, body=TRACE),)),
    ),
    good(
        "verbose_error", "a page that tells how to read a stack", observation(exchanges=(exchange("/a", body=TRACE),))
    ),
    good(
        "verbose_error",
        "a page that fails in plain words",
        observation(exchanges=(exchange("/a", status=500, body="<h1>Something went wrong</h1>"),)),
    ),
    # script_from_address
    bad("script_from_address", "a probe that ran", smuggled("executed")),
    bad("script_from_address", "a probe that was stored", smuggled("executed", stored=True)),
    good("script_from_address", "a probe that was escaped", smuggled("escaped")),
    # open_redirect
    bad(
        "open_redirect",
        "a redirection to anywhere",
        observation(None, Redirection("query", "next", PAGE, "https://example.com/df1", "header", SENT)),
    ),
    good("open_redirect", "nothing that was tried", observation()),
    # shared_with_any_origin
    bad(
        "shared_with_any_origin",
        "an origin that is given back",
        observation(None, SharedAnswer(PAGE, "https://x.example", "https://x.example", SENT)),
    ),
    good("shared_with_any_origin", "nothing that was tried", observation()),
    # trusted_host_header
    bad(
        "trusted_host_header",
        "a link to the header's host",
        observation(None, TrustedHeader(PAGE, "X-Forwarded-Host", "x.example", 'href="https://x.example', SENT)),
    ),
    good("trusted_host_header", "nothing that was tried", observation()),
    # open_method
    bad("open_method", "an echo", observation(None, OpenMethod(PAGE, "TRACE", SENT))),
    bad("open_method", "a file that was kept", observation(None, OpenMethod(PAGE, "PUT", SENT))),
    good("open_method", "nothing that was tried", observation()),
    # missing_access_control
    bad(
        "missing_access_control",
        "a guest who reads an account",
        observation(None, UnguardedAnswer(f"{ORIGIN}/orders/3", "guest", "anna.df123456@example.com", SENT)),
    ),
    good("missing_access_control", "nothing that was tried", observation()),
    # forged_request
    bad(
        "forged_request", "a request that took effect", observation(None, ForgedRequest(PAGE, "POST", "df123456", SENT))
    ),
    bad(
        "forged_request",
        "a link that took effect",
        observation(None, ForgedRequest(PAGE, "GET", "You follow Ben", SENT, chosen=False)),
    ),
    good("forged_request", "nothing that was tried", observation()),
    # forged_token
    bad("forged_token", "a token of anybody's", observation(None, ForgedToken(PAGE, "without a signature", SENT))),
    good("forged_token", "nothing that was tried", observation()),
    # readable_as_script
    bad("readable_as_script", "an answer that calls", observation(None, ScriptedAnswer(PAGE, "a@b.example", SENT))),
    good("readable_as_script", "nothing that was tried", observation()),
    # active_upload
    bad(
        "active_upload",
        "a page that was uploaded",
        observation(None, ActiveUpload(f"{ORIGIN}/files/a.html", "a.html", "text/html", SENT)),
    ),
    good("active_upload", "nothing that was tried", observation()),
    # weak_content_policy
    bad("weak_content_policy", "any inline script", policed("script-src 'self' 'unsafe-inline'; object-src 'none'")),
    bad("weak_content_policy", "scripts of any host", policed("default-src *")),
    bad("weak_content_policy", "plug-ins of any host", policed("script-src 'self'")),
    good("weak_content_policy", "the site's own scripts", policed("default-src 'self'")),
    good(
        "weak_content_policy",
        "'unsafe-inline' for old browsers, beside a nonce",
        policed(
            "script-src 'nonce-r4nd0m' 'strict-dynamic' 'unsafe-inline' https:; object-src 'none'; base-uri 'none'"
        ),
    ),
    good("weak_content_policy", "a policy for frames alone", policed("frame-ancestors 'self'")),
    good("weak_content_policy", "inline styles", policed("default-src 'self'; style-src 'self' 'unsafe-inline'")),
    # vulnerable_library
    bad("vulnerable_library", "an old jQuery by its address", loaded("https://code.jquery.com/jquery-3.4.1.min.js")),
    bad(
        "vulnerable_library",
        "an old package by its address",
        loaded("https://cdn.example.com/npm/lodash@4.17.11/lodash.js"),
    ),
    bad(
        "vulnerable_library",
        "an old Bootstrap by its banner",
        written("/*!\n * Bootstrap v3.3.7 (https://getbootstrap"),
    ),
    bad(
        "vulnerable_library",
        "an old Lodash by what it states",
        written('var u="__lodash_hash_undefined__";x.VERSION="4.17.11";'),
    ),
    good("vulnerable_library", "a jQuery of today", loaded("https://code.jquery.com/jquery-3.7.1.min.js")),
    good("vulnerable_library", "a plug-in with a version of its own", loaded("/js/jquery-carousel-1.2.3.js")),
    good(
        "vulnerable_library",
        "Angular, which is not AngularJS",
        loaded("https://cdn.example.com/npm/angular@17.0.1/a.js"),
    ),
    good("vulnerable_library", "a file that only speaks of a library", written('say("made with jQuery v1.2.3")')),
    # missing_integrity
    bad(
        "missing_integrity",
        "a foreign script of a fixed version",
        included('<script src="https://cdn.example.net/lib@1.2.3/lib.js"></script>'),
    ),
    good(
        "missing_integrity",
        "one with a hash",
        included('<script src="https://cdn.example.net/lib@1.2.3/lib.js" integrity="sha384-abc"></script>'),
    ),
    good(
        "missing_integrity",
        "one that is meant to change",
        included('<script src="https://widgets.example.net/embed.js"></script>'),
    ),
    good("missing_integrity", "one of its own", included('<script src="/static/lib@1.2.3/lib.js"></script>')),
    # weak_token
    bad("weak_token", "a token without a signature", token({"alg": "none"}, CLAIMS, "")),
    bad("weak_token", "a token that never ends", token(SIGNED, {"sub": "17"})),
    bad("weak_token", "a token with a password in it", token(SIGNED, {**CLAIMS, "password": "sunny"})),
    good("weak_token", "a token that is in order", token(SIGNED, CLAIMS)),
    good("weak_token", "a token about nobody", token(SIGNED, {"role": "anon"})),
    # serialized_object
    bad(
        "serialized_object", "an object of Java", observation(screen(links=(link("/a?state=rO0ABXNyABFqYXZhLnV0aWw"),)))
    ),
    bad(
        "serialized_object",
        "an object of PHP",
        observation(exchanges=(exchange("/a?cart=O%3A4%3A%22Cart%22%3A1%3A%7B%7D"),)),
    ),
    bad("serialized_object", "an object that reckons", injection("object")),
    good("serialized_object", "words", observation(screen(links=(link("/a?state=gone&q=(discount)"),)))),
    # cacheable_private_page
    bad("cacheable_private_page", "a signed-in visitor's page that is public", cached("public, max-age=600")),
    good("cacheable_private_page", "a private one", cached("private, max-age=600")),
    good("cacheable_private_page", "a guest's page", cached("public, max-age=600", "Log in")),
    good("cacheable_private_page", "one that says nothing", cached("")),
    good(
        "cacheable_private_page",
        "a sample page without a session",
        cached("public, max-age=600", "Log out", replace(SESSION, name="theme")),
    ),
)
