"""What is missing from a page, and whether the page is about that."""

from collections.abc import Collection, Sequence

_LARGE_PART = 0.4
_FEWEST_LINES = 3


def misses_its_subject(usual: Sequence[str], missing: Collection[str], headings: Sequence[str]) -> bool:
    """Whether a large part of the usual lines is missing, or the page's first heading."""
    large = len(missing) >= _FEWEST_LINES and len(missing) >= _LARGE_PART * len(usual)
    return large or bool(headings and headings[0] in missing)
