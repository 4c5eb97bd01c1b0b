"""Which site an address belongs to, by the list of public suffixes that comes with a package: nothing is asked over
the network."""

import ipaddress
from functools import lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

_suffixes = PublicSuffixList(accept_unknown=False)


def host(url: str) -> str:
    """The host's name without port, in lower case; empty when there is none."""
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def registered_domain(name: str) -> str:
    """What somebody registered ("example.co.uk", "somebody.github.io"); empty for an IP address or a bare name."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return _suffixes.privatesuffix(name) or ""
    return ""


def has_public_suffix(name: str) -> bool:
    """Whether a name ends as public names do; where it does not (".invalid", ".test", ".con"), nobody can answer."""
    return bool(_suffixes.publicsuffix(name))


def site(url: str) -> str:
    """The registered domain, or the host itself where there is none."""
    name = host(url)
    return registered_domain(name) or name


def same_site(one: str, other: str) -> bool:
    """Whether both belong to one site; an address without a host (data:, blob:) belongs to whoever made it."""
    return not host(one) or not host(other) or site(one) == site(other)


def route_in(fragment: str) -> str:
    """Of a fragment, what leads to a place of its own ("/tasks", "!/tasks") and not to a part of the page; else ""."""
    return fragment if fragment.startswith(("/", "!/")) else ""
