"""Names the frames of a page so that an element in one can be found again."""

from urllib.parse import urlsplit

from playwright.async_api import Frame, Page

# Advertisements come in dozens of frames; a person looks at a few.
FRAMES_LOOKED_AT = 6


def named_frames(page: Page) -> dict[str, Frame]:
    """Every child frame under a name that lasts: its own name, else its path; "~2" tells equals apart."""
    named: dict[str, Frame] = {}
    for frame in page.frames:
        if frame.parent_frame is None or frame.is_detached():
            continue
        base = _name(frame)
        name = base
        ordinal = 1
        while name in named:
            ordinal += 1
            name = f"{base}~{ordinal}"
        named[name] = frame
    return named


def find_frame(page: Page, name: str) -> Frame | None:
    """The frame of that name; "" is the main one."""
    return page.main_frame if not name else named_frames(page).get(name)


def _name(frame: Frame) -> str:
    if frame.name:
        return frame.name
    parts = urlsplit(frame.url)
    return (parts.hostname or "") + parts.path if parts.scheme in ("http", "https") else parts.scheme or "frame"
