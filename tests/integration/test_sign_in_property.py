"""The rules of signing in beside a second telling of them in Python, over random histories of one account."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from tests.integration.acting import Person, sign_up
from tests.stack_fixture import Stack

Connection = psycopg.Connection[tuple[Any, ...]]

# All times are so long that the seconds which a history really takes do not change what happens.
FIRST_WAIT = 1000
LOCK = 15_000
KNOWN = 1
TIMES = [100, 1300, 2300, 4700, 15_600]
HOME = "203.0.113.1"
NETWORKS = [HOME, HOME, HOME, "203.0.113.2", "2001:db8::1"]

# Mostly wrong and mostly after the wait, so that histories come to locks and past them.
TRIES = st.tuples(st.sampled_from(["door", "hook"]), st.sampled_from(NETWORKS), st.sampled_from([False] * 6 + [True]))
STEPS = st.tuples(st.sampled_from(TIMES), TRIES)


@dataclass
class Guard:
    """How one network, or the whole world, stands."""

    failures: int = 0
    failed_at: int = 0
    locked_until: int = 0

    def wait(self, now: int) -> int:
        if self.locked_until:
            return max(0, self.locked_until - now)
        if not self.failures or self.failed_at <= now - LOCK:
            return 0
        pause = FIRST_WAIT * 2 ** (self.failures - 2) if self.failures > 1 else 0
        return max(0, self.failed_at + pause - now)

    def fail(self, now: int) -> None:
        if self.locked_until > now:
            return
        is_recent = not self.locked_until and self.failures and self.failed_at > now - LOCK
        self.failures = self.failures + 1 if is_recent else 1
        self.failed_at = now
        self.locked_until = now + LOCK if self.failures == 5 else 0


@dataclass
class Model:
    """The rules as docs/signing-in.md tells them."""

    now: int = 0
    world: Guard = field(default_factory=Guard)
    known: dict[str, Guard] = field(default_factory=dict[str, Guard])
    """The latest last."""

    def try_password(self, network: str, right: bool) -> int:
        """Seconds to wait; 0 when the password was looked at."""
        own = self.known.get(network)
        if wait := (own or self.world).wait(self.now):
            return wait
        if right:
            self.world = Guard()
            self.known.pop(network, None)
            self.known[network] = Guard()
            self.known = dict(list(self.known.items())[-KNOWN:])
        else:
            self.world.fail(self.now)
            if own:
                own.fail(self.now)
        return 0


@dataclass(frozen=True)
class Rules:
    """The rules as the database has them."""

    operator: Connection
    door: Connection
    person: Person

    def forget(self) -> None:
        self.operator.execute("delete from sign_in.guards")

    def try_password(self, way: str, network: str, right: bool) -> int | None:
        """Seconds to wait, 0 when the password was looked at; the hook does not say how long, and answers None."""
        if way == "hook":
            event = {"metadata": {"ip_address": network}, "user_id": self.person.user_id, "valid": right}
            said = _one(self.operator, "select sign_in.password_verification_attempt(%s)", Jsonb(event))
            return 0 if said == {"decision": "continue"} else None
        attempt = _one(
            self.door,
            "select to_jsonb(started) from sign_in.start_attempt(%s, %s) as started",
            self.person.email,
            network,
        )
        if attempt["attempt_id"] is None:
            return attempt["retry_after_seconds"]
        outcome = ["succeeded", self.person.user_id] if right else ["failed", None]
        _one(self.door, "select sign_in.finish_attempt(%s, %s, %s)", attempt["attempt_id"], *outcome)
        return 0

    def pass_time(self, seconds: int) -> None:
        self.operator.execute(
            """
            update sign_in.guards set
              failed_at = failed_at - make_interval(secs => %(time)s),
              locked_until = locked_until - make_interval(secs => %(time)s),
              known_until = known_until - make_interval(secs => %(time)s)
            """,
            {"time": seconds},
        )


def _one(connection: Connection, query: LiteralString, *parameters: object) -> Any:
    row = connection.execute(query, parameters).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture(scope="module")
def rules(stack: Stack) -> Iterator[Rules]:
    with (
        psycopg.connect(stack.postgres_database_url, autocommit=True) as operator,
        psycopg.connect(stack.addresses.door_database_url, autocommit=True) as door,
    ):
        operator.execute(
            """
            update sign_in.settings
            set first_wait = make_interval(secs => %s), locked_for = make_interval(secs => %s), networks_known = %s
            """,
            [FIRST_WAIT, LOCK, KNOWN],
        )
        yield Rules(operator, door, sign_up(stack))
        operator.execute(
            "update sign_in.settings set first_wait = default, locked_for = default, networks_known = default"
        )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=15, max_size=30))
def test_the_database_judges_every_try_as_the_rules_are_told(
    rules: Rules, steps: list[tuple[int, tuple[str, str, bool]]]
) -> None:
    rules.forget()
    model = Model()
    for time, (way, network, right) in steps:
        model.now += time
        rules.pass_time(time)
        expected = model.try_password(network, right)
        wait = rules.try_password(way, network, right)
        if wait is None:
            assert expected > 0
        else:
            assert expected == 0 if wait == 0 else abs(wait - expected) < 90
