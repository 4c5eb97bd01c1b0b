"""Which addresses the browser may visit."""

import ipaddress

import pytest

from deffatest.addresses import AddressPolicy, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
    ],
)
def test_an_address_that_the_internet_does_not_reach_is_refused(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    assert not AddressPolicy().allows("name.example", 80, ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.215.14", "2606:4700::1111", "64:ff9b::101:101", "::ffff:8.8.8.8"]
)
def test_a_public_address_is_visited(address: str) -> None:
    assert AddressPolicy().allows("name.example", 443, ipaddress.ip_address(address))


def test_a_private_target_is_allowed_by_name_by_port_or_by_network() -> None:
    policy = AddressPolicy.parse(["Shop.internal", "localhost:3000", "10.0.0.0/8", "[::1]:8080", "192.168.1.5"])
    private = ipaddress.ip_address("172.16.0.1")
    assert policy.allows("shop.internal", 80, private)
    assert policy.allows("SHOP.internal.", 8080, private)
    assert policy.allows("localhost", 3000, ipaddress.ip_address("127.0.0.1"))
    assert not policy.allows("localhost", 3001, ipaddress.ip_address("127.0.0.1"))
    assert policy.allows("anything", 1, ipaddress.ip_address("10.9.9.9"))
    assert policy.allows("anything", 1, ipaddress.ip_address("::ffff:10.9.9.9"))
    assert policy.allows("::1", 8080, ipaddress.ip_address("::1"))
    assert not policy.allows("::1", 80, ipaddress.ip_address("::1"))
    assert policy.allows("192.168.1.5", 1, ipaddress.ip_address("192.168.1.5"))
    assert not policy.allows("other.internal", 80, private)


@pytest.mark.parametrize("entry", ["", "http://localhost/", "two words", "host:port", "10.0.0.0/99"])
def test_a_mistaken_entry_is_named(entry: str) -> None:
    with pytest.raises(ValueError, match="host, host:port or network"):
        AddressPolicy.parse([entry])
