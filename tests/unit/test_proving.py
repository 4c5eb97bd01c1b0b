"""Whether a host is somebody's is found out from its DNS or from a file on it, and nowhere else."""

import ssl
from collections.abc import Iterator

import pytest
import trustme

from deffatest.addresses import AddressPolicy
from deffatest.errors import SettingsError
from scheduler import proving
from scheduler.proving import FILE_PATH, Finding, Prover, prover
from tests.e2e.sites.server import Answer, Page, Site
from tests.stand_ins.name_server import NameServer, name_server

HOST = "shop.example.com"
CHALLENGE = "deffatest-0123456789abcdef"
RECORD = f"_deffatest-challenge.{HOST} TXT"
AUTHORITY = trustme.CA()


@pytest.fixture
def names() -> Iterator[NameServer]:
    with name_server() as server:
        server.records[f"{HOST} A"] = ["127.0.0.1"]
        yield server


@pytest.fixture
def site() -> Iterator[Site]:
    """The host's site, with a certificate that we trust; empty at first."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = AUTHORITY.issue_cert(HOST, "other.example.com")
    certificate.configure_cert(tls)  # pyright: ignore[reportUnknownMemberType]
    site = Site({}, tls)
    yield site
    site.close()


def a_prover(names: NameServer, site: Site, *, allowed: str = "127.0.0.0/8", trusting: bool = True) -> Prover:
    tls = ssl.create_default_context()
    if trusting:
        AUTHORITY.configure_trust(tls)  # pyright: ignore[reportUnknownMemberType]
    resolver = prover([names.address], []).resolver
    return Prover(resolver, AddressPolicy.parse(filter(None, [allowed])), tls, site.port)


async def test_a_host_is_proved_by_its_record_among_others(names: NameServer, site: Site) -> None:
    names.records[RECORD] = ['"something else"', '"deffatest-0123456789" "abcdef"', '"deffatest-of-somebody-else"']
    found = await a_prover(names, site).look(HOST, CHALLENGE)
    assert found == Finding("dns", f"Proved by the TXT record _deffatest-challenge.{HOST}.")
    assert site.asked == []


@pytest.mark.parametrize("text", [CHALLENGE, f"{CHALLENGE}\n", f"deffatest-of-somebody-else\r\n  {CHALLENGE} \r\n"])
async def test_a_host_is_proved_by_its_file(names: NameServer, site: Site, text: str) -> None:
    site.pages[FILE_PATH] = Page(text, type="text/plain")
    assert (await a_prover(names, site).look(HOST, CHALLENGE)).what == "file"


@pytest.mark.parametrize(
    ("answer", "what", "words"),
    [
        (Page("deffatest-of-somebody-else"), "absent", "holds something else"),
        (Page(f"x{CHALLENGE}"), "absent", "holds something else"),
        (Page("x" * 5000 + f"\n{CHALLENGE}"), "absent", "holds something else"),
        (Page(CHALLENGE, status=404), "absent", "status 404"),
        (Page(CHALLENGE, status=403), "absent", "status 403"),
        (Page(status=503), "unanswered", "status 503"),
        (Page(status=302, headers={"location": f"https://other.example.com{FILE_PATH}"}), "absent", "another host"),
        (Page(status=302, headers={"location": f"http://{HOST}{FILE_PATH}"}), "absent", "another host"),
        (Page(status=302, headers={"location": f"https://{HOST}:8443{FILE_PATH}"}), "absent", "another host"),
        (Page(status=302, headers={"location": FILE_PATH}), "absent", "in a circle"),
    ],
)
async def test_what_is_no_proof_is_said_in_words(
    names: NameServer, site: Site, answer: Page, what: str, words: str
) -> None:
    names.records["other.example.com A"] = ["127.0.0.1"]
    site.pages[FILE_PATH] = answer
    found = await a_prover(names, site).look(HOST, CHALLENGE)
    assert found.what == what
    assert found.outcome.startswith(f"There is no TXT record _deffatest-challenge.{HOST}.")
    assert words in found.outcome


async def test_a_redirect_within_the_host_is_followed(names: NameServer, site: Site) -> None:
    moved: dict[str, Answer] = {FILE_PATH: Page(status=301, headers={"Location": "/c.txt"}), "/c.txt": Page(CHALLENGE)}
    site.pages.update(moved)
    assert (await a_prover(names, site).look(HOST, CHALLENGE)).what == "file"


async def test_a_name_that_leads_inside_is_not_asked(names: NameServer, site: Site) -> None:
    site.pages[FILE_PATH] = Page(CHALLENGE)
    found = await a_prover(names, site, allowed="").look(HOST, CHALLENGE)
    assert (found.what, site.asked) == ("absent", [])
    assert "private network" in found.outcome


async def test_a_name_is_resolved_once_and_connected_to_where_it_was_checked(names: NameServer, site: Site) -> None:
    names.records[f"{HOST} A"] = ["10.0.0.1", "127.0.0.1"]
    site.pages[FILE_PATH] = Page(CHALLENGE)
    assert (await a_prover(names, site).look(HOST, CHALLENGE)).what == "file"
    assert names.asked.count(f"{HOST} A") == 1


async def test_a_certificate_that_nobody_vouches_for_proves_nothing(names: NameServer, site: Site) -> None:
    site.pages[FILE_PATH] = Page(CHALLENGE)
    found = await a_prover(names, site, trusting=False).look(HOST, CHALLENGE)
    assert found.what == "unanswered"
    assert "no valid certificate" in found.outcome


async def test_silence_is_no_answer(names: NameServer, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "DNS_SECONDS", 0.2)
    names.silent.add(f"_deffatest-challenge.{HOST}")
    found = await a_prover(names, site).look(HOST, CHALLENGE)
    assert found.what == "unanswered"
    assert found.outcome.startswith(f"The DNS servers of {HOST} did not answer.")


@pytest.mark.parametrize("suffix", ["com", "co.uk", "github.io", "s3.amazonaws.com"])
async def test_nobody_owns_a_public_suffix(names: NameServer, site: Site, suffix: str) -> None:
    names.records[f"_deffatest-challenge.{suffix} TXT"] = [f'"{CHALLENGE}"']
    assert (await a_prover(names, site).look(suffix, CHALLENGE)).what == "refused"
    assert names.asked == []


@pytest.mark.parametrize("server", ["dns.example.com", "127.0.0.1:x", "127.0.0.1:0", "", "::1:53:"])
def test_a_wrong_dns_server_is_named(server: str) -> None:
    with pytest.raises(SettingsError, match="DEFFATEST_DNS_SERVERS"):
        prover([server], [])


@pytest.mark.parametrize("server", ["127.0.0.1", "127.0.0.1:5353", "::1", "[::1]", "[::1]:5353"])
def test_a_dns_server_is_an_address_with_or_without_port(server: str) -> None:
    [asked] = prover([server], []).resolver.nameservers
    assert str(asked).endswith(("@53", "@5353"))
