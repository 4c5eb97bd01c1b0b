"""Which addresses belong to the app under test."""

from urllib.parse import SplitResult, urlsplit

from worker.observation.sites import registered_domain

_DEFAULT_PORTS = {"http": 80, "https": 443}


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
    return registered_domain(host) or f"{host}:{parts.port or _DEFAULT_PORTS.get(parts.scheme)}"
