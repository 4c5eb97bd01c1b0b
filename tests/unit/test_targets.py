"""Addresses are read as browsers read them, and seen through when they lead to private places."""

import ipaddress

import pytest

from deffatest.targets import OwnHosts, TargetRefused, read_target
from tests.target_spellings import PRIVATE_NAMES, PRIVATE_NUMBERS, PUBLIC_HOSTS, UNREADABLE


@pytest.mark.parametrize(("host", "address"), PRIVATE_NUMBERS.items())
def test_a_private_address_is_seen_through_every_spelling(host: str, address: str) -> None:
    target = read_target(f"http://{host}/")
    assert target.address == ipaddress.ip_address(address)
    assert target.private_kind


@pytest.mark.parametrize("host", PRIVATE_NAMES)
def test_a_private_name_is_known(host: str) -> None:
    assert read_target(f"https://{host}:8443/x?y").private_kind


@pytest.mark.parametrize("host", PUBLIC_HOSTS)
def test_a_public_host_is_let_through(host: str) -> None:
    assert read_target(f"https://{host}/").private_kind == ""


@pytest.mark.parametrize("address", UNREADABLE)
def test_what_can_be_read_two_ways_is_not_read(address: str) -> None:
    with pytest.raises(TargetRefused):
        read_target(address)


def test_host_and_port_are_told_as_browsers_tell_them() -> None:
    target = read_target(" https://\uff33hop.Example.COM.:8443/a ")
    assert (target.host, target.port, target.address) == ("shop.example.com", 8443, None)
    assert read_target("http://a.example").port == 80
    assert read_target("https://[2606:4700:0::1111]").host == "2606:4700::1111"


@pytest.mark.parametrize(
    ("url", "included"),
    [
        ("https://example.com/", True),
        ("http://EXAMPLE.com.:8080/x", True),
        ("https://shop.example.com/", True),
        ("https://a.b.example.com/", True),
        ("https://example.com.evil.example/", False),
        ("https://badexample.com/", False),
        ("https://file.example.org/", True),
        ("https://sub.file.example.org/", False),
        ("http://127.0.0.1:3000/", True),
        ("http://0x7f.1/", True),
        ("http://localhost:3000/", True),
        ("http://localhost:3001/", False),
        ("http://10.0.0.1/", False),
        ("https://user@example.com/", False),
        ("about:blank", False),
        ("", False),
    ],
)
def test_only_hosts_that_somebody_proved_may_be_probed(url: str, included: bool) -> None:
    hosts = OwnHosts.parse(["example.com", "*.example.com", "file.example.org", "127.0.0.0/8", "localhost:3000"])
    assert hosts.include(url) is included
    assert not OwnHosts.parse([]).include(url)
