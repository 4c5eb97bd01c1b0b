"""Questions about web addresses that several rules ask."""

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urldefrag, urlsplit

from worker.observation.sites import has_public_suffix, host, route_in, site

# Parties whose failures say nothing about the app: analytics, advertising, consent, chat and error collection.
_TRACKERS = """
    google-analytics.com googletagmanager.com googlesyndication.com googleadservices.com doubleclick.net
    adservice.google.com facebook.net facebook.com connect.facebook.net hotjar.com hotjar.io clarity.ms bing.com
    segment.com segment.io mixpanel.com amplitude.com heap.io heapanalytics.com fullstory.com logrocket.com
    logrocket.io mouseflow.com crazyegg.com optimizely.com sentry.io bugsnag.com datadoghq.com
    datadoghq-browser-agent.com nr-data.net newrelic.com rollbar.com raygun.io matomo.cloud plausible.io fathom.com
    usefathom.com cloudflareinsights.com umami.is posthog.com criteo.com criteo.net taboola.com outbrain.com
    adnxs.com amazon-adsystem.com adroll.com quantserve.com scorecardresearch.com twitter.com ads-twitter.com t.co
    linkedin.com licdn.com tiktok.com snapchat.com sc-static.net pinterest.com pinimg.com cookielaw.org onetrust.com
    cookiebot.com usercentrics.eu consentmanager.net trustarc.com iubenda.com intercom.io intercomcdn.com
    zendesk.com zdassets.com drift.com crisp.chat tawk.to hubspot.com hs-scripts.com hsforms.net recaptcha.net
    hcaptcha.com yandex.ru mc.yandex.ru baidu.com omtrdc.net demdex.net adobedtm.com
"""
TRACKERS = frozenset(_TRACKERS.split())


_EDITS = re.compile(
    r"edit|settings|profile?|preferences|bearbeiten|einstellungen|ajustes|perfil|modif|paramètres|ویرایش|تنظیمات",
    re.IGNORECASE,
)


# A number, or words that are joined: 12, a-good-cup.
_ONE_THING = re.compile(r"\d|[^\W_]-[^\W_]")


def names_one_thing(part: str) -> bool:
    """Whether a part of an address names one thing among many."""
    return _ONE_THING.search(part) is not None


def is_for_editing(url: str) -> bool:
    """Whether a page is called by its address one of what one keeps about oneself, or where something is changed."""
    return _EDITS.search(unquote(url)) is not None


def origin(url: str) -> str:
    """Scheme, host and port."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()


def path(url: str) -> str:
    """The path, at least "/"."""
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return "/"


def routed(url: str) -> SplitResult:
    """The parts of an address as the app's router reads them: a path and a query that stand in the fragment
    ("/#/tasks?page=2") belong to those of the address. Raises ValueError.
    """
    parts = urlsplit(url)
    if not route_in(parts.fragment):
        return parts
    route = urlsplit(parts.fragment)
    query = "&".join(filter(None, (parts.query, route.query)))
    return parts._replace(path=f"{parts.path}#{route.path}", query=query, fragment="")


def within_site(url: str) -> str:
    """Path and query, with the route: what leads to one place of a site."""
    parts = routed(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def cannot_exist(url: str) -> bool:
    """Whether no public name ends so (".invalid", ".test", a misspelt ".con"): nothing anywhere can answer."""
    name = host(url)
    return "." in name and not is_local(url) and not has_public_suffix(name)


def is_tracker(url: str) -> bool:
    """Whether it belongs to a party that only measures, advertises or chats."""
    return site(url) in TRACKERS or host(url) in TRACKERS


@lru_cache(maxsize=1024)
def is_local(url: str) -> bool:
    """Whether the address is on the same machine or a private network, where plain HTTP is usual."""
    name = host(url)
    if name == "localhost" or name.endswith((".localhost", ".local", ".test", ".internal", ".home.arpa")):
        return True
    try:
        return not ip_address(name).is_global
    except ValueError:
        return "." not in name


def without_fragment(url: str) -> str:
    """The address up to its fragment."""
    return urldefrag(url).url


def as_words(text: str) -> str:
    """An address as words, so that /account/log-out reads like a label; a label as it is."""
    if text.startswith(("http://", "https://", "/")):
        parts = urlsplit(text)
        text = unquote(f"{parts.path} {parts.query}")
    return re.sub(r"[-_/+=&?.]+", " ", text)
