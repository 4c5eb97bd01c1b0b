"""Which addresses belong to the app under test."""

from functools import cache, lru_cache
from urllib.parse import SplitResult, urlsplit

import tldextract

_DEFAULT_PORTS = {"http": 80, "https": 443}


@cache
def _extract() -> tldextract.TLDExtract:
    """The public suffix list as bundled with the package: a run needs no other host than its target."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


class Scope:
    """The site of a start address.

    Its registered domain with all subdomains; for an IP or a bare name, that host and port.
    """

    def __init__(self, start: str) -> None:
        self._site = _site(urlsplit(start))

    def includes(self, url: str) -> bool:
        """Whether the address may be opened; anything but http and https may not."""
        try:
            parts = urlsplit(url)
            return parts.scheme in _DEFAULT_PORTS and _site(parts) == self._site
        except ValueError:
            return False


def _site(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower().rstrip(".")
    return _registered(host) or f"{host}:{parts.port or _DEFAULT_PORTS.get(parts.scheme)}"


@lru_cache(maxsize=1024)
def _registered(host: str) -> str:
    return _extract()(host).top_domain_under_public_suffix
