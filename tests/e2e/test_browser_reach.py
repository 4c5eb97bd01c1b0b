"""Whether an app can be tested at all, and how a refusal is told."""

import socket
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
import trustme

from tests.e2e.sites.server import Page, Site
from tests.e2e.sites.steps import opened
from worker.observation.screen import Viewport
from worker.surfaces.browser import open_surface
from worker.surfaces.interface import Surface, TargetUnreachable, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

StartSite = Callable[..., Site]


async def code_of(surface: Surface, url: str) -> str:
    """The code that a refusal carries; its reason must be a sentence."""
    with pytest.raises(TargetUnreachable) as refusal:
        await surface.reach(url)
    assert refusal.value.reason.endswith((".", "?", ")."))
    assert urlsplit(url).hostname or "" in refusal.value.reason
    return refusal.value.code


async def test_an_app_is_reached_at_the_address_it_redirects_to(browser_surface: Surface, site: StartSite) -> None:
    shop = site({"/": Page(status=302, headers={"location": "/home"}), "/home": "<h1>Home</h1>"})
    assert await browser_surface.reach(shop.url) == f"{shop.url}home"


async def test_a_host_that_nobody_knows(browser_surface: Surface) -> None:
    assert await code_of(browser_surface, "http://no-such-host.invalid/") == "target_host_unknown"
    assert await code_of(browser_surface, "https://no-such-host.invalid/") == "target_host_unknown"


async def test_a_port_that_nobody_listens_on(browser_surface: Surface) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    assert await code_of(browser_surface, f"http://127.0.0.1:{port}/") == "target_refused"
    assert await code_of(browser_surface, f"https://127.0.0.1:{port}/") == "target_refused"


async def test_a_certificate_that_nobody_vouches_for(browser_surface: Surface, site: StartSite) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = trustme.CA().issue_cert("127.0.0.1")
    certificate.configure_cert(tls)  # pyright: ignore[reportUnknownMemberType]
    shop = site({"/": "<h1>Hello</h1>"}, tls)
    assert await code_of(browser_surface, shop.url) == "target_tls_error"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Page("Who?", status=401, headers={"www-authenticate": 'Basic realm="shop"'}), "target_unauthorized"),
        (Page("Nothing here", status=404), "target_not_found"),
        (Page("Go away", status=403), "target_forbidden"),
        (Page("Oh no", status=500), "target_server_error"),
        (Page("Later", status=503), "target_server_error"),
        (Page(status=302, headers={"location": "/"}), "target_redirect_loop"),
        (Page('{"a": 1}', type="application/json"), "target_not_html"),
        (Page(b"\x89PNG", type="image/png"), "target_not_html"),
        (
            Page("a,b", type="text/html", headers={"content-disposition": "attachment; filename=a.csv"}),
            "target_is_download",
        ),
        (Page(b"PK", type="application/zip"), "target_is_download"),
        (Page(b"<p>" + b"x" * 50_000_000), "target_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_an_answer_that_is_no_page_to_test(
    browser_surface: Surface, site: StartSite, answer: Page, code: str
) -> None:
    assert await code_of(browser_surface, site({"*": answer}).url) == code


@pytest.mark.parametrize("url", ["ftp://example.com/", "file:///etc/passwd", "nonsense", "http://"])
async def test_what_is_no_web_address(browser_surface: Surface, url: str) -> None:
    assert await code_of(browser_surface, url) == "target_invalid_address"


async def test_a_private_address_is_refused_directly_by_name_and_after_a_redirect(
    browser_surface: Surface, site: StartSite
) -> None:
    private = site({"/": "<h1>Inside</h1>"})
    # 127.0.0.1 is allowed here, ::1 is not.
    outside = site({"/": Page(status=302, headers={"location": f"http://[::1]:{private.port}/"})})
    assert await code_of(browser_surface, f"http://[::1]:{private.port}/") == "target_private_address"
    assert await code_of(browser_surface, "http://169.254.169.254/latest/meta-data/") == "target_private_address"
    assert await code_of(browser_surface, outside.url) == "target_private_address"
    assert private.asked == []


async def test_a_page_cannot_fetch_frame_or_open_what_is_private(visitor: Visitor, site: StartSite) -> None:
    private = site({"*": Page("<h1>Inside</h1>", headers={"access-control-allow-origin": "*"})})
    inside = f"http://[::1]:{private.port}/"
    shop = site(
        {
            "/": f"<h1>Shop</h1><img src='{inside}pixel.png'><iframe src='{inside}frame'></iframe>"
            f"<script>fetch('{inside}data').catch(() => {{}}); new WebSocket('ws://[::1]:{private.port}/socket')</script>"
        }
    )
    seen = await opened(visitor, shop.url)
    refused = {one.url: one for one in seen.exchanges if one.url.startswith(inside)}
    assert refused.keys() == {f"{inside}pixel.png", f"{inside}frame", f"{inside}data"}
    assert all(
        one.status is None and "PRIVATE_NETWORK" in one.failure and one.aborted_by_us for one in refused.values()
    )
    assert (await visitor.fetch(inside)).failure == "net::ERR_BLOCKED_BY_PRIVATE_NETWORK_ACCESS_CHECKS"
    blocked = await opened(visitor, inside)
    assert blocked.document is not None
    assert blocked.document.status is None
    assert blocked.screen.url == inside
    assert blocked.screen.text == ""
    assert private.asked == []


async def test_a_name_that_leads_to_a_private_address_is_refused_unless_it_is_allowed(site: StartSite) -> None:
    shop = site({"/": "<h1>Shop</h1>"})
    url = f"http://localhost:{shop.port}/"
    careful = await open_surface()
    try:
        assert await code_of(careful, url) == "target_private_address"
        assert shop.asked == []
    finally:
        await careful.close()
    told = await open_surface(allowed_private_targets=[f"localhost:{shop.port}"])
    try:
        assert await told.reach(url) == url
        visitor = await told.visitor("visitor-1", Viewport(800, 600))
        seen = await opened(visitor, url)
        assert seen.screen.headings == ("Shop",)
    finally:
        await told.close()
