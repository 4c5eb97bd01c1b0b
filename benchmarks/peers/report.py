"""What any tester says of a site, ours among them, in one shape."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Task:
    """Test `url` for at most `seconds`; leave raw results in `folder`, which exists.

    `pages` are the addresses of a site that were found beforehand, for tools that do not look for pages themselves;
    `seed` is for those that choose by chance.
    """

    url: str
    folder: Path
    seconds: float
    seed: int
    pages: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """Scheme, host and port of the site, with a slash at the end."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}/"


@dataclass(frozen=True)
class Reported:
    """One thing that a tester says is wrong: its rule, the page's address, and its words with all that it shows."""

    rule: str
    page: str
    words: str


@dataclass(frozen=True)
class Used:
    """How much of the app was reached, measured alike for all that explore.

    `script_share` is the part of its scripts' bytes that ran, `screens` how many screens looked different.
    """

    script_share: float
    script_bytes: int
    screens: int


@dataclass(frozen=True)
class Report:
    """What a tester reported in `seconds`; `cost` is US dollars for models, `note` what a reader should know."""

    tool: str
    reported: list[Reported]
    seconds: float
    used: Used | None = None
    cost: float = 0.0
    note: str = ""
    failed: bool = field(default=False)
