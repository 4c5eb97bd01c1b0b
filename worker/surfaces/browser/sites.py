"""Whether two addresses belong to one site."""

import ipaddress
from functools import lru_cache
from urllib.parse import urlsplit

import tldextract

# The list of public suffixes that comes with the package: no look-up over the network.
_extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=4096)
def site_of(url: str) -> str:
    """The registrable domain ("example.co.uk"), or the host itself where there is none (an IP address, localhost)."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _extract(host).top_domain_under_public_suffix or host
    return host


def same_site(url: str, other: str) -> bool:
    """Whether both have the same site; data: and blob: addresses belong to whoever made them."""
    return not url.startswith(("http", "ws")) or site_of(url) == site_of(other)
