"""Both doors judge an address alike: the database when a test is submitted, the workers when they connect."""

import ipaddress
from collections.abc import Iterator
from contextlib import suppress

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from deffatest.addresses import SPECIAL_NETWORKS, is_public, kind_of_special
from deffatest.targets import TargetRefused, read_target
from tests.integration.acting import Person, Refused, operator, sign_up
from tests.stack_fixture import Stack
from tests.target_spellings import PRIVATE_NAMES, PRIVATE_NUMBERS, PUBLIC_HOSTS, UNREADABLE

Verdict = tuple[str, str, str]


class Database:
    """What the database makes of addresses."""

    def __init__(self, stack: Stack) -> None:
        self._connection = psycopg.connect(stack.database_url, autocommit=True)

    def verdict(self, address: str) -> Verdict:
        row = self._connection.execute(
            """
            select
            coalesce(problem, ''),
            case when problem is null then coalesce(host(target.address), host) else '' end,
            coalesce(
              case
                when problem is not null then ''
                when target.address is not null then private.kind_of_special(target.address)
                else private.kind_of_name(host)
              end,
              ''
            )
            from private.read_address(%s) as target
            """,
            [address],
        ).fetchone()
        assert row is not None
        return row

    def kind_of_special(self, address: str) -> str:
        [(kind,)] = self._connection.execute("select coalesce(private.kind_of_special(%s), '')", [address]).fetchall()
        return kind

    def networks(self) -> list[tuple[str, str]]:
        return self._connection.execute("select network::cidr::text, kind from private.special_networks()").fetchall()

    def close(self) -> None:
        self._connection.close()


def ours(address: str) -> Verdict:
    """What a worker makes of it."""
    try:
        target = read_target(address)
    except TargetRefused as refused:
        return str(refused), "", ""
    return "", str(target.address or target.host), target.private_kind


def agree(database: Database, address: str) -> None:
    problem, host, kind = database.verdict(address)
    with suppress(ValueError):
        host = str(ipaddress.ip_address(host))
    assert (problem, host, kind) == ours(address), address


@pytest.fixture(scope="module")
def database(stack: Stack) -> Iterator[Database]:
    database = Database(stack)
    yield database
    database.close()


@pytest.fixture(scope="module")
def asker(stack: Stack) -> Person:
    return sign_up(stack, "chaos")


def test_both_have_the_same_list_of_networks(database: Database) -> None:
    assert database.networks() == [(str(network), kind) for network, kind in SPECIAL_NETWORKS]


def test_every_known_spelling_is_read_alike(database: Database) -> None:
    hosts = [*PRIVATE_NUMBERS, *PRIVATE_NAMES, *PUBLIC_HOSTS]
    for address in [*(f"http://{host}:8080/" for host in hosts), *UNREADABLE]:
        agree(database, address)


def spelled(number: int) -> st.SearchStrategy[str]:
    """A part of an IPv4 address."""
    wide = "".join(chr(0xFF10 + int(digit)) for digit in str(number))
    return st.sampled_from([f"{number}", f"0{number:o}", f"0x{number:x}", f"0X{number:X}", f"000{number:o}", wide])


def bracketed(address: ipaddress.IPv6Address) -> st.SearchStrategy[str]:
    return st.sampled_from([f"[{address}]", f"[{address.exploded}]", f"[{address.compressed.upper()}]"])


def wrapped(address: ipaddress.IPv4Address) -> st.SearchStrategy[str]:
    high, low = int(address) >> 16, int(address) & 0xFFFF
    heads = ["::ffff:", "64:ff9b::", "::", "::ffff:0:"]
    return st.sampled_from([*(f"[{head}{address}]" for head in heads), f"[2002:{high:x}:{low:x}::]"])


def as_label(address: ipaddress.IPv4Address) -> st.SearchStrategy[str]:
    return st.sampled_from([str(address), str(address).replace(".", "-"), f"{int(address):08x}"])


def as_dashes(address: ipaddress.IPv6Address) -> str:
    return address.compressed.replace(":", "-")


def in_brackets(text: str) -> str:
    return f"[{text}]"


FOURS = st.integers(0, 2**32 - 1).map(ipaddress.IPv4Address)
SIXES = st.one_of(
    # Half of them with many zeros, which have more spellings.
    st.integers(0, 2**128 - 1).map(ipaddress.IPv6Address),
    st.lists(st.sampled_from(["0", "1", "7f00", "ffff", "2002", "fe80"]), min_size=8, max_size=8)
    .map(":".join)
    .map(ipaddress.IPv6Address),
)
NUMERIC_HOSTS = st.one_of(
    st.lists(st.integers(0, 300).flatmap(spelled), min_size=1, max_size=5).map(".".join),
    st.integers(0, 2**32 + 5).flatmap(spelled),
    st.text("0123456789\uff10\uff11\uff17\u2460\u00b2xX.\u3002\uff0eabfF", min_size=1, max_size=14),
    SIXES.flatmap(bracketed),
    FOURS.flatmap(wrapped),
    st.text("0123456789abcdefF:.", max_size=20).map(in_brackets),
)
WORDS = "localhost local internal example com nip io sslip xn--bcher-kva home arpa b\u00fccher"
LABEL = st.one_of(
    st.sampled_from(WORDS.split()),
    st.text("abcxz0129-_\uff41\u017f\u212a", min_size=1, max_size=6),
    FOURS.flatmap(as_label),
    SIXES.map(as_dashes),
)
NAMES = st.tuples(
    st.lists(LABEL, min_size=1, max_size=4).map(".".join),
    st.sampled_from(["", ".nip.io", ".sslip.io", ".localtest.me", ".localhost", ".example.com"]),
    st.sampled_from(["", "."]),
).map("".join)
# PostgreSQL stores no NUL, and an unpaired surrogate is no character.
ANYTHING = st.text(
    st.characters(max_codepoint=0x2FFF, exclude_categories=("Cs", "Cn", "Co"), exclude_characters="\x00"), max_size=12
)
ADDRESSES = st.tuples(
    st.sampled_from(["http://", "https://", "http://", "HTTP://", " https://", ""]),
    st.one_of(NUMERIC_HOSTS, NAMES, ANYTHING, st.tuples(NAMES, ANYTHING).map("".join)),
    st.sampled_from(["", ":80", ":0", ":70000", ":", ":8080"]),
    st.sampled_from(["", "/", "/a?b=c", "#x", "?@", "/\\", "\t"]),
).map("".join)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(address=ADDRESSES)
@example(address="http://0.0.0.0x/")
@example(address="http://\u0130.local")
def test_any_address_is_read_alike(database: Database, address: str) -> None:
    agree(database, address)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(address=st.one_of(FOURS, SIXES))
@example(address=ipaddress.ip_address("2002:c0a8:101::1"))
@example(address=ipaddress.ip_address("::ffff:0:7f00:1"))
def test_any_network_address_is_judged_alike(
    database: Database, address: ipaddress.IPv4Address | ipaddress.IPv6Address
) -> None:
    assert database.kind_of_special(str(address)) == kind_of_special(address)
    # Whatever Python's own list calls private is refused by ours, unless it only wraps a public one.
    if isinstance(address, ipaddress.IPv4Address) and not address.is_global:
        assert not is_public(address)


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "0xa9fea9fe", "[fd00::1]", "[::ffff:10.0.0.1]", "intranet", "10-0-0-1.nip.io"]
)
@pytest.mark.parametrize("door", ["insert", "rpc"])
def test_a_private_target_is_refused_at_every_door_with_what_to_do(asker: Person, door: str, host: str) -> None:
    address = f"http://{host}:8080/secret"
    with pytest.raises(Refused) as refusal:
        if door == "rpc":
            asker.submit(test_source_url=address)
        else:
            asker.api.insert(
                "tests",
                {"user_id": asker.user_id, "test_name": "x", "test_type": "web_url", "test_source_url": address},
            )
    assert refusal.value.status == 422
    assert refusal.value.message == "The address is not on the open internet, so it cannot be tested from here."
    assert "leads to" in refusal.value.details
    assert "everybody can open" in refusal.value.hint
    assert asker.profile()["tests_this_month_count"] == 0


@pytest.mark.parametrize(
    ("pattern", "allowed", "refused"),
    [
        ("shop.internal", ["http://shop.internal:3000/", "https://SHOP.internal./"], ["http://a.shop.internal/"]),
        ("wiki.corp:8443", ["https://wiki.corp:8443/"], ["https://wiki.corp/", "http://wiki.corp:8080/"]),
        ("10.0.0.0/8", ["http://10.1/", "http://[::ffff:10.0.0.9]/"], ["http://11.lan/", "http://192.168.0.1/"]),
        ("192.168.1.5:9000", ["http://0xc0a80105:9000/"], ["http://192.168.1.5/", "http://192.168.1.6:9000/"]),
        ("[fd00::1]:8080", ["http://[fd00:0::1]:8080/"], ["http://[fd00::1]/", "http://[fd00::2]:8080/"]),
    ],
)
def test_an_operator_allows_a_private_target_by_name_port_or_network(
    stack: Stack, asker: Person, pattern: str, allowed: list[str], refused: list[str]
) -> None:
    with operator(stack) as connection:
        connection.execute("insert into private.target_exceptions (pattern) values (%s)", [pattern])
        try:
            for address in allowed:
                test_id = asker.submit(test_source_url=address)["test_id"]
                assert asker.test(test_id)["test_source_url"] == address
                asker.api.call("cancel_test", p_test_id=test_id)
            for address in refused:
                with pytest.raises(Refused, match="not on the open internet"):
                    asker.submit(test_source_url=address)
        finally:
            connection.execute("delete from private.target_exceptions where pattern = %s", [pattern])


def test_no_client_sees_or_writes_exceptions(stack: Stack) -> None:
    with operator(stack) as connection:
        for role in (
            "anon",
            "authenticated",
            "service_role",
            "deffatest_worker",
            "deffatest_scheduler",
            "deffatest_door",
        ):
            for privilege in ("select", "insert", "update", "delete"):
                row = connection.execute(
                    "select has_table_privilege(%s, 'private.target_exceptions', %s) as may", [role, privilege]
                ).fetchone()
                assert row == {"may": False}, (role, privilege)
