"""Parameters in addresses whose names say that they hold a secret."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from worker.detectors.traffic import answers
from worker.observation.observation import Observation

# Links sent by mail and signed downloads carry a token by design; they are used once or end soon.
_BY_DESIGN = re.compile(
    r"verify|confirm|reset|invite|unsubscribe|callback|oauth|sign(ed)?[-_/]|magic|activate|socket|realtime",
    re.IGNORECASE,
)


def named(observation: Observation, names: re.Pattern[str], shortest: int = 1) -> Iterator[tuple[str, str, str]]:
    """Address, method and parameter's name for each such parameter with at least this many characters, each place
    once.
    """
    seen: set[tuple[str, str]] = set()
    addresses = [(one.url, one.method) for one in answers(observation) if one.same_site]
    for url, method in [(observation.screen.url, "GET"), *addresses]:
        parts = urlsplit(url)
        if _BY_DESIGN.search(parts.path):
            continue
        for name, value in parse_qsl(parts.query):
            if names.match(name) and len(value) >= shortest and (parts.path, name) not in seen:
                seen.add((parts.path, name))
                yield url, method, name
