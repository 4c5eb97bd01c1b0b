"""A page under test cannot reach what is private, whatever it tries: spellings, names, redirects, sockets, UDP, files.

Only `shop.localhost` at its port may be visited here. It is a secure context, so a page has all that browsers offer.
"""

import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import pytest
import pytest_asyncio

from deffatest.targets import read_target
from tests.e2e.sites.server import Answer, Page, Site
from tests.e2e.sites.steps import opened
from tests.target_spellings import PRIVATE_NAMES, PRIVATE_NUMBERS, PUBLIC_HOSTS, UNREADABLE
from worker.observation.observation import Observation
from worker.observation.screen import Viewport
from worker.surfaces.browser import egress, open_surface
from worker.surfaces.interface import Surface, TargetUnreachable, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

StartSite = Callable[..., Site]
NAME = "shop.localhost"
OPEN = {"access-control-allow-origin": "*", "access-control-allow-headers": "*"}


class Names:
    """What names lead to, one answer after another, the last one for ever."""

    def __init__(self) -> None:
        self.answers: dict[str, list[str]] = {NAME: ["127.0.0.1"]}
        self.asked: list[str] = []

    def resolve(self, host: str) -> str:
        self.asked.append(host)
        answers = self.answers[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """In the place of DNS, for the names it knows."""
    names = Names()
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *rest: Any, **options: Any) -> Any:
        return real(names.resolve(host) if host in names.answers else host, port, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return names


@pytest.fixture
def inside() -> Iterator[Site]:
    """What is private, and would be glad to be asked."""
    site = Site({"*": Page("<h1>Inside</h1>", headers=OPEN)})
    yield site
    site.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def surface() -> AsyncIterator[Surface]:
    """A browser that may visit the shop's name and what stands for the internet, and nothing else."""
    surface = await open_surface(allowed_private_targets=[NAME, "rebinding.localhost", "127.0.0.2/32"])
    yield surface
    await surface.close()


@pytest_asyncio.fixture(loop_scope="session")
async def someone(surface: Surface) -> AsyncIterator[Visitor]:
    visitor = await surface.visitor("visitor-1", Viewport(1280, 720))
    yield visitor
    await visitor.close()


class Shop:
    """The site under test; its page runs a script and reports what that came to."""

    def __init__(self, site: StartSite, pages: Mapping[str, Answer] | None = None) -> None:
        self.site = site({"/report": Page("thanks"), **(pages or {})})
        self.url = f"http://{NAME}:{self.site.port}/"

    async def run(self, visitor: Visitor, script: str, body: str = "") -> tuple[Any, Observation]:
        self.site.pages["/"] = f"""<!doctype html><meta charset=utf-8><title>Shop</title><h1>Shop</h1>{body}<script>
            const outcome = (async () => {{ {script} }})().catch((error) => `threw ${{error}}`);
            outcome.then((found) => fetch('/report', {{ method: 'POST', body: JSON.stringify(found) }}));
        </script>"""
        seen = await opened(visitor, self.url)
        reports = [asked.body for asked in self.site.asked if asked.path == "/report"]
        for _ in range(50):
            if reports:
                break
            seen = await visitor.look()
            reports = [asked.body for asked in self.site.asked if asked.path == "/report"]
        return json.loads(reports[-1]), seen


@pytest.mark.usefixtures("names")
async def test_our_reading_of_addresses_is_the_browsers(someone: Visitor, site: StartSite) -> None:
    hosts = [*PRIVATE_NUMBERS, *PRIVATE_NAMES, *PUBLIC_HOSTS]
    addresses = [f"http://{host}:8080/" for host in hosts]
    script = f"return {json.dumps(addresses)}.map((address) => URL.parse(address)?.hostname);"
    found, _ = await Shop(site).run(someone, script)
    for host, theirs in zip(hosts, found, strict=True):
        target = read_target(f"http://{host}:8080/")
        ours = f"[{target.host}]" if target.address and target.address.version == 6 else target.host
        # The one thing that we leave to browsers is how other letters are written in ASCII.
        assert ours == theirs.removesuffix(".") or "xn--" in theirs, host
    for host, address in PRIVATE_NUMBERS.items():
        assert str(read_target(f"http://{host}/").address) == address


@pytest.mark.usefixtures("names")
async def test_a_page_cannot_fetch_what_is_private_in_any_spelling(
    someone: Visitor, site: StartSite, inside: Site
) -> None:
    spellings = ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.1", "[::1]", "[::ffff:7f00:1]", "0", "localhost"]
    spellings += ["\uff11\uff12\uff17.\uff10.\uff10.\uff11", "localhost.", "a.localhost", "127.0.0.1.nip.io"]
    addresses = [f"http://{host}:{inside.port}/" for host in spellings]
    script = f"""
        const ask = (address) => fetch(address).then((answer) => answer.text(), (error) => 'refused');
        return await Promise.all({json.dumps(addresses)}.map(ask));"""
    found, _ = await Shop(site).run(someone, script)
    assert found == ["refused"] * len(addresses)
    assert inside.asked == []


# Everything by which a page asks for something, of the address in ADDRESS.
WAYS = """
    <link rel=dns-prefetch href='ADDRESS/'><link rel=preconnect href='ADDRESS/'>
    <link rel=prefetch href='ADDRESS/prefetch'><link rel=modulepreload href='ADDRESS/module.js'>
    <link rel=stylesheet href='ADDRESS/style.css'><script src='ADDRESS/script.js'></script>
    <script type=speculationrules>{"prerender": [{"urls": ["ADDRESS/prerender"]}]}</script>
    <style>
      @import 'ADDRESS/import.css';
      @font-face { font-family: f; src: url('ADDRESS/font') } p { font-family: f }
    </style>
    <p>Text<img src='ADDRESS/image'><video src='ADDRESS/video' poster='ADDRESS/poster'></video>
    <iframe src='ADDRESS/frame'></iframe><object data='ADDRESS/object'></object><embed src='ADDRESS/embed'>
    <iframe name=target></iframe><form method=post target=target action='ADDRESS/form'></form>
    <iframe srcdoc="<img src='ADDRESS/srcdoc'>"></iframe>
    <iframe src="data:text/html,<img src='ADDRESS/data'><script>fetch('ADDRESS/data-fetch')</script>"></iframe>
    <a ping='ADDRESS/ping' href='#ping' id=ping>ping</a>"""
MORE_WAYS = """
    const inside = 'ADDRESS', done = [];
    navigator.sendBeacon(inside + '/beacon', 'x');
    document.querySelector('form').submit();
    document.querySelector('#ping').click();
    const ends = (thing) => new Promise((end) => {
      thing.onerror = () => end('refused');
      thing.onopen = () => end('open');
    });
    done.push(await ends(new WebSocket(inside.replace('http', 'ws') + '/socket')));
    done.push(await ends(new EventSource(inside + '/events')));
    const asking = URL.createObjectURL(new Blob([
      `fetch('${inside}/worker').then(() => postMessage('open'), () => postMessage('refused'))`]));
    done.push(await new Promise((end) => { new Worker(asking).onmessage = (event) => end(event.data); }));
    done.push(await import(inside + '/dynamic.js').then(() => 'open', () => 'refused'));
    await navigator.serviceWorker.register('/service.js');
    const service = (await navigator.serviceWorker.ready).active;
    const channel = new MessageChannel();
    const said = new Promise((end) => { channel.port1.onmessage = (event) => end(event.data); });
    service.postMessage(inside + '/service', [channel.port2]);
    done.push(await said);
    window.open(inside + '/popup');
    return done;"""
SERVICE = """onmessage = (event) => fetch(event.data).then(
    () => event.ports[0].postMessage('open'), () => event.ports[0].postMessage('refused'));"""


@pytest.mark.usefixtures("names")
async def test_a_page_cannot_reach_what_is_private_by_any_kind_of_request(
    someone: Visitor, site: StartSite, inside: Site
) -> None:
    shop = Shop(site, {"/service.js": Page(SERVICE, type="text/javascript")})
    address = f"http://127.0.0.1:{inside.port}"
    found, _ = await shop.run(someone, MORE_WAYS.replace("ADDRESS", address), WAYS.replace("ADDRESS", address))
    assert found == ["refused"] * 5
    assert inside.asked == []


@pytest.mark.usefixtures("names")
async def test_what_is_not_private_is_reached_in_all_these_ways(someone: Visitor, site: StartSite) -> None:
    outside = Site({"*": Page("<h1>Outside</h1>", headers=OPEN)}, host="127.0.0.2")
    shop = Shop(site, {"/service.js": Page(SERVICE, type="text/javascript")})
    address = outside.url.rstrip("/")
    try:
        await shop.run(someone, MORE_WAYS.replace("ADDRESS", address), WAYS.replace("ADDRESS", address))
        ways = {asked.path.removeprefix("/") for asked in outside.asked}
    finally:
        outside.close()
    assert ways >= {"style.css", "script.js", "import.css", "image", "frame", "form", "srcdoc", "data", "data-fetch"}
    assert ways >= {"beacon", "socket", "events", "worker", "dynamic.js", "service"}


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize("place", ["http://127.0.0.1:{port}/", "http://0x7f.1:{port}/", "//[::ffff:127.0.0.1]:{port}/"])
async def test_a_redirect_to_what_is_private_ends_there(
    surface: Surface, someone: Visitor, site: StartSite, inside: Site, place: str
) -> None:
    there = Page(status=302, headers={"location": place.format(port=inside.port)})
    shop = Shop(site, {"/away": there, "/around": Page(status=307, headers={"location": "/away"})})
    found, _ = await shop.run(someone, "return await fetch('/around').then(() => 'open', () => 'refused')")
    assert found == "refused"
    seen = await opened(someone, f"{shop.url}around")
    assert seen.screen.text == ""
    assert (await someone.fetch(f"{shop.url}away")).failure == egress.Obstacle.PRIVATE_ADDRESS
    with pytest.raises(TargetUnreachable) as refusal:
        await surface.reach(f"{shop.url}away")
    assert refusal.value.code == "target_private_address"
    assert inside.asked == []


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    "place",
    ["file:///etc/hostname", "data:text/html,<h1>Data</h1>", "chrome://version"],
)
async def test_a_page_leads_to_no_file_and_no_page_of_the_browsers(
    someone: Visitor, site: StartSite, place: str
) -> None:
    shop = Shop(site, {"/away": Page(status=302, headers={"location": place})})
    script = f"""
        const frame = Object.assign(document.createElement('iframe'), {{ src: '{place}' }});
        document.body.append(frame);
        await new Promise((go) => setTimeout(go, 300));
        let text = '';
        try {{ text = frame.contentDocument?.body?.innerText ?? ''; }} catch {{ text = ''; }}
        location.href = '{place}';
        return [text, await fetch('/away').then((answer) => answer.text(), () => 'refused')];"""
    found, _ = await shop.run(someone, script)
    assert found == ["", "refused"]
    seen = await someone.look()
    assert seen.screen.url == shop.url
    away = await someone.fetch(f"{shop.url}away")
    assert (away.status, away.body) == (None, "")


async def test_a_name_that_turns_inward_is_no_longer_visited(
    someone: Visitor, site: StartSite, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = Site({"/": "<h1>Outside</h1>", "/data": Page("outside", headers=OPEN)}, host="127.0.0.2")
    private = Site({"*": Page("inside", headers=OPEN)}, port=outside.port)
    address = f"http://shop.rebinding.example:{outside.port}"
    ask = f"const ask = () => fetch('{address}/data').then((answer) => answer.text(), () => 'refused');"
    script = f"{ask} return [await ask(), await ask()];"
    try:
        # Public first, private second: who looked is connected to what was looked at.
        names.answers["shop.rebinding.example"] = ["127.0.0.2", "127.0.0.1"]
        found, _ = await Shop(site).run(someone, script)
        assert found == ["outside", "outside"]
        assert names.asked.count("shop.rebinding.example") == 1
        # Once the name is looked up again, its new answer is judged again.
        monkeypatch.setattr(egress, "NAME_SECONDS", 0.0)
        names.answers["again.rebinding.example"] = ["127.0.0.2", "127.0.0.1"]
        found, _ = await Shop(site).run(someone, script.replace("shop.rebinding", "again.rebinding"))
        assert found == ["outside", "refused"]
        assert names.asked.count("again.rebinding.example") == 2
        assert private.asked == []
    finally:
        outside.close()
        private.close()


@pytest.mark.usefixtures("names")
async def test_a_page_sends_nothing_past_the_proxy_over_udp(someone: Visitor, site: StartSite) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ears:
        ears.bind(("0.0.0.0", 0))
        ears.setblocking(False)
        port = ears.getsockname()[1]
        script = f"""
            const urls = ['stun:127.0.0.1:{port}', 'stun:{NAME}:{port}', 'turn:127.0.0.1:{port}?transport=udp'];
            const peer = new RTCPeerConnection({{ iceServers: [{{ urls, username: 'a', credential: 'b' }}] }});
            const candidates = [];
            peer.onicecandidate = (event) => {{ if (event.candidate) candidates.push(event.candidate.candidate); }};
            peer.createDataChannel('');
            await peer.setLocalDescription(await peer.createOffer());
            await Promise.race([new Promise((go) => setTimeout(go, 1500)), new Promise((go) => {{
              peer.onicegatheringstatechange = () => {{ if (peer.iceGatheringState === 'complete') go(); }};
            }})]);
            let transport = 'none';
            try {{
              const tooLong = new Promise((_, no) => setTimeout(no, 1000));
              await Promise.race([new WebTransport('https://127.0.0.1:{port}/').ready, tooLong]);
              transport = 'open';
            }} catch {{ transport = 'refused'; }}
            return [candidates, transport];"""
        found, _ = await Shop(site).run(someone, script)
        assert found == [[], "refused"]
        with suppress(BlockingIOError):
            heard = ears.recvfrom(2048)
            raise AssertionError(f"something came over UDP: {heard!r}")


PRIVATE = [f"http://{host}/" for host in (*PRIVATE_NAMES, *PRIVATE_NUMBERS) if host != NAME]


@pytest.mark.parametrize("address", [*UNREADABLE, *PRIVATE])
async def test_what_submit_would_refuse_is_not_reached_either(surface: Surface, address: str) -> None:
    with pytest.raises(TargetUnreachable) as refusal:
        await surface.reach(address)
    assert refusal.value.code in ("target_private_address", "target_invalid_address")
