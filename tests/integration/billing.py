"""A local Paddle beside the stack: people buy plans there, and its webhooks arrive at the real door."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString
from urllib.parse import urlsplit

import httpx
import psycopg

from tests.integration.acting import Person, http, operator, sign_up
from tests.stack_fixture import Stack
from tests.stand_ins.paddle.account import GOOD
from tests.stand_ins.paddle.entities import Entity
from tests.stand_ins.paddle.server import LocalPaddle, local_paddle

Row = dict[str, Any]


@dataclass(frozen=True)
class Billing:
    """The stack, a Paddle that sells Pro and Chaos Mode, and what connects them."""

    stack: Stack
    paddle: LocalPaddle
    pro: Entity
    chaos: Entity
    database: psycopg.Connection[Row]
    """As its owner, each statement on its own."""

    def buy(self, plan: str, card: str = GOOD) -> "Subscriber":
        """Somebody who signs up and buys a plan; the messages wait to be delivered."""
        person = sign_up(self.stack)
        answer = self.change_plan(person, plan)
        assert answer.status_code == 200, answer.text
        transaction_id = answer.json()["data"]["transaction_id"]
        subscription = self.paddle.account.pay(transaction_id, person.email, card)
        assert subscription is not None
        return Subscriber(self, person, subscription)

    def subscriber(self, plan: str, card: str = GOOD) -> "Subscriber":
        """The same, delivered."""
        subscriber = self.buy(plan, card)
        self.deliver()
        return subscriber

    def change_plan(self, person: Person, plan: str, **headers: str) -> httpx.Response:
        return http.post(
            f"{self.stack.url}/functions/v1/api/payment/change-plan",
            headers={"Authorization": f"Bearer {person.token}", **headers},
            json={"plan_type": plan},
        )

    def portal_link(self, person: Person) -> httpx.Response:
        return http.get(
            f"{self.stack.url}/functions/v1/api/user/paddle-portal-link",
            headers={"Authorization": f"Bearer {person.token}"},
        )

    def deliver(self) -> None:
        self.paddle.post_office.deliver_all()

    def say(self, event_type: str, data: Row, *, event_id: str | None = None) -> Entity:
        """Paddle tells something that our account never saw; answers the notification, which waits."""
        return self.paddle.post_office.post(event_type, data, self.paddle.account.now(), event_id)

    def rows(self, query: LiteralString, *parameters: object) -> list[Row]:
        cursor = self.database.execute(query, parameters)
        return cursor.fetchall() if cursor.description else []

    def status_of(self, notification: Entity) -> str:
        """How its event ended."""
        [row] = self.rows(
            "select status from public.processed_webhooks where id = %s", notification["payload"]["event_id"]
        )
        return row["status"]

    def settle_due(self) -> int:
        """What the scheduler does every minute."""
        with psycopg.connect(self.stack.addresses.scheduler_database_url, autocommit=True) as connection:
            row = connection.execute("select billing.settle_due(1000)").fetchone()
            assert row is not None
            return row[0]


@dataclass(frozen=True)
class Subscriber:
    """Somebody who has bought a plan."""

    billing: Billing
    person: Person
    subscription: Entity

    @property
    def plan(self) -> tuple[str, str]:
        """The plan and the subscription's state, as the profile shows them."""
        profile = self.person.profile()
        return profile["plan_type"], profile["subscription_status"]

    @property
    def because(self) -> str:
        [row] = self.billing.rows("select because from billing.accounts where user_id = %s", self.person.user_id)
        return row["because"]

    def change_plan(self, plan: str) -> httpx.Response:
        """Ask for another plan and let the messages of it arrive."""
        answer = self.billing.change_plan(self.person, plan)
        self.billing.deliver()
        return answer


@contextmanager
def paddle_beside(stack: Stack) -> Generator[LocalPaddle, None, None]:
    """A local Paddle where the stack's functions look for it."""
    place = stack.addresses.paddle
    port = urlsplit(place.url).port
    assert port is not None
    with local_paddle(port=port, api_key=place.api_key, secrets=[place.webhook_secret]) as paddle:
        yield paddle


@contextmanager
def open_billing(stack: Stack, paddle: LocalPaddle) -> Generator[Billing, None, None]:
    """An account in which nothing has happened, and that sells our plans."""
    paddle.begin_anew()
    paddle.post_office.destination = f"{stack.url}/functions/v1/paddle/webhook"
    pro, chaos = paddle.account.sell("Pro", 2900), paddle.account.sell("Chaos Mode", 9900)
    sell = "update public.plans set paddle_price_ids = %s where plan_type = %s"
    with operator(stack) as database:
        database.execute(sell, [[pro["id"]], "pro"])
        database.execute(sell, [[chaos["id"]], "chaos"])
        try:
            yield Billing(stack, paddle, pro, chaos, database)
        finally:
            database.execute("update public.plans set paddle_price_ids = default")
            paddle.post_office.close()
