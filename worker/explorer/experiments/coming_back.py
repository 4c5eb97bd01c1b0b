"""How a visitor comes to where a seen request can be sent again as it was sent."""

from worker.explorer.experiments.entries import Sending
from worker.explorer.graph import Deed, open_page
from worker.explorer.walk import Walk


async def stand_where_sent(walk: Walk, way: tuple[Deed, ...], sending: Sending) -> None:
    """Open the page that sends it; by the whole way where a stranger is not answered, or says not
    who asks. Raises SurfaceError."""
    if sending.by_token and _has_past(way):
        await walk.go(way)
        return
    page = sending.page if sending.page.startswith(("http://", "https://")) else sending.url
    await walk.open(page)
    if not _has_past(way):
        return
    answer = await walk.visitor.fetch(page, follow_redirects=False, body_limit=1024)
    turned_away = answer.status is None or answer.status >= 300
    if turned_away or walk.url.partition("?")[0] != page.partition("?")[0].partition("#")[0]:
        await walk.start_over()
        await walk.go(way)


def _has_past(way: tuple[Deed, ...]) -> bool:
    """Whether the way is more than opening a page: something was sent or stored on it."""
    return len(way) > 1 or (len(way) == 1 and way != open_page(way[0][0].value))
