"""A bundle is unpacked into its folder and nowhere else, and served as an ordinary host would."""

import gzip
import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from deffatest.zip_reader import Bounds
from tests.upload_files import PAGE, Raw, raw_zip, zip_of
from worker.bundle.site_server import SiteServer, host_of
from worker.bundle.unpacking import BundleUnusable, unpack

BOUNDS = Bounds(100, 10_000_000)
SITE = {
    "index.html": PAGE,
    "about.html": b"<h1>About</h1>",
    "shop/index.html": b"<h1>Shop</h1>",
    "app.js": b"let a = 1;\n" * 500,
    "Grüße.html": b"<h1>Hello</h1>",
    "app.wasm": b"\0asm",
}


def write_site(folder: Path, files: dict[str, bytes]) -> Path:
    (folder / "site.zip").write_bytes(zip_of({f"dist/{name}": content for name, content in files.items()}))
    unpack(folder / "site.zip", "dist/", folder / "site", BOUNDS)
    return folder / "site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    folder = tmp_path_factory.mktemp("site")
    (folder / "secret.txt").write_text("not yours")
    with SiteServer(write_site(folder, SITE)) as server:
        yield server


def ask(server: SiteServer, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(*server.address, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/", 200, "text/html; charset=utf-8"),
        ("/about", 200, "text/html; charset=utf-8"),
        ("/shop/", 200, "text/html; charset=utf-8"),
        ("/app.js?v=2", 200, "text/javascript; charset=utf-8"),
        ("/app.wasm", 200, "application/wasm"),
        ("/Gr%C3%BC%C3%9Fe.html", 200, "text/html; charset=utf-8"),
        ("/Gru%CC%88%C3%9Fe.html", 200, "text/html; charset=utf-8"),
        ("/missing", 404, "text/html; charset=utf-8"),
        ("/../secret.txt", 404, "text/html; charset=utf-8"),
        ("/%2e%2e/secret.txt", 404, "text/html; charset=utf-8"),
        ("/..%2fsecret.txt", 404, "text/html; charset=utf-8"),
        ("//etc/passwd", 404, "text/html; charset=utf-8"),
    ],
)
def test_a_path_leads_to_a_file_of_the_site_or_to_nothing(site: SiteServer, path: str, status: int, kind: str) -> None:
    response, body = ask(site, path, Accept="text/html")
    assert (response.status, response.headers["Content-Type"]) == (status, kind)
    assert b"not yours" not in body


def test_a_folder_is_not_listed_but_leads_to_its_page(site: SiteServer) -> None:
    response, body = ask(site, "/shop?a=b")
    assert (response.status, response.headers["Location"], body) == (301, "/shop/?a=b", b"")


def test_texts_are_sent_compressed_to_who_can_read_that(site: SiteServer) -> None:
    response, body = ask(site, "/app.js", Accept_Encoding="gzip, br")
    assert (response.headers["Content-Encoding"], gzip.decompress(body)) == ("gzip", SITE["app.js"])
    plain, body = ask(site, "/app.js")
    assert (plain.headers["Content-Encoding"], body) == (None, SITE["app.js"])


def test_it_is_read_and_never_written(site: SiteServer) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        response, _ = ask(site, "/", method)
        assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD")
    response, body = ask(site, "/", "HEAD")
    assert (response.status, int(response.headers["Content-Length"]), body) == (200, len(PAGE), b"")


def test_an_app_of_a_single_page_answers_at_every_address_that_is_no_file(tmp_path: Path) -> None:
    with SiteServer(write_site(tmp_path, {"index.html": PAGE, "app.js": b"1"})) as server:
        assert ask(server, "/orders/7", Accept="text/html,*/*")[1] == PAGE
        assert ask(server, "/orders/7", Accept="application/json")[0].status == 404
        assert ask(server, "/logo.png", Accept="text/html,*/*")[0].status == 404


def test_a_site_may_have_its_own_page_for_what_is_missing(tmp_path: Path) -> None:
    with SiteServer(write_site(tmp_path, {"index.html": PAGE, "404.html": b"Oh no", "a.html": b"a"})) as server:
        response, body = ask(server, "/nothing", Accept="text/html")
        assert (response.status, body) == (404, b"Oh no")


@pytest.mark.parametrize(
    ("file_name", "host"),
    [
        ("Corner Shop v2.zip", "corner-shop-v2.localhost"),
        ("../../x", "x.localhost"),
        ("日本.zip", "bundle.localhost"),
        ("a" * 300 + ".zip", f"{'a' * 50}.localhost"),
    ],
)
def test_a_bundle_is_shown_under_its_name(file_name: str, host: str) -> None:
    assert host_of(file_name) == host


@pytest.mark.parametrize(
    "entry",
    [
        Raw(b"../evil.html", PAGE),
        Raw(b"/evil.html", PAGE),
        Raw(b"evil.html", b"/etc/passwd", mode=0o120777),
        Raw(b"evil.php", b"<?php"),
        Raw(b"big.bin", b"x", method=0, size=20_000_000, packed=bytes(1_000_000)),
    ],
)
def test_what_no_inspector_would_pass_is_not_unpacked_either(tmp_path: Path, entry: Raw) -> None:
    (tmp_path / "site.zip").write_bytes(raw_zip(Raw(b"index.html", PAGE), entry))
    with pytest.raises(BundleUnusable):
        unpack(tmp_path / "site.zip", "", tmp_path / "site", BOUNDS)
    assert not (tmp_path / "evil.html").exists()
