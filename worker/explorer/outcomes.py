"""What the explorer alone can tell: a page that stopped answering or died leaves nothing to observe."""

from worker.detectors.base import Finding
from worker.detectors.functional import page_crashed, page_unresponsive
from worker.explorer.graph import Deed
from worker.surfaces.actions import ActionKind
from worker.surfaces.interface import PageCrashed, PageUnresponsive


def stopped_page(error: PageUnresponsive | PageCrashed, page: str, deed: Deed) -> Finding:
    """The finding that this deed, done on this page, hung or crashed it."""
    last = deed[-1]
    if last.kind is ActionKind.NAVIGATE:
        page, last = last.value, None
    rule = page_unresponsive if isinstance(error, PageUnresponsive) else page_crashed
    return rule.raised(page, last)
