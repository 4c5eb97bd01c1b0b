"""A seller's account at Paddle: what is in it and what may happen to it. Every happening leaves as a notification.

The account has a clock of its own: `travel` moves it, and does on the way what is due, such as renewals.
"""

import threading
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.stand_ins.paddle import entities
from tests.stand_ins.paddle.entities import Entity, moment, month_later, new_id, text
from tests.stand_ins.paddle.notifications import PostOffice
from tests.stand_ins.paddle.refusal import Refusal, invalid, not_found

DECLINED = "4000000000000002"
LATER_DECLINED = "4000002760003184"
"""Good at the checkout, declined ever after."""
GOOD = "4242424242424242"

RENEWAL_LOCK = timedelta(minutes=30)
AT_ONCE = ("prorated_immediately", "full_immediately")
PRORATION_MODES = (*AT_ONCE, "prorated_next_billing_period", "full_next_billing_period", "do_not_bill")


class Account:
    """Products, prices, customers, transactions, subscriptions and adjustments, by their ids."""

    def __init__(self, post_office: PostOffice, payment_link: str) -> None:
        """Checkouts open at the default payment link."""
        self.post_office = post_office
        self.payment_link = payment_link
        self.products: dict[str, Entity] = {}
        self.prices: dict[str, Entity] = {}
        self.customers: dict[str, Entity] = {}
        self.transactions: dict[str, Entity] = {}
        self.subscriptions: dict[str, Entity] = {}
        self.adjustments: dict[str, Entity] = {}
        self.cards: dict[str, str] = {}
        """Each customer's saved card."""
        self.alone = threading.RLock()
        self._offset = timedelta()
        self._last = datetime.min.replace(tzinfo=UTC)

    # The clock

    def now(self) -> datetime:
        """The account's time; every call gives a later one, so that no two events occur at once."""
        self._last = max(datetime.now(UTC) + self._offset, self._last + timedelta(microseconds=1))
        return self._last

    def real_now(self, *, days: float = 0) -> str:
        """The world's time, or so many days later, written as Paddle does."""
        return text(datetime.now(UTC) + timedelta(days=days))

    def travel(self, time: timedelta) -> None:
        """Let time pass: periods end and are paid for, scheduled changes come into effect."""
        with self.alone:
            until = datetime.now(UTC) + self._offset + time
            while due := self._next_due(until):
                at, happen = due
                self._offset = at - datetime.now(UTC)
                self._last = min(self._last, at)
                happen()
            self._offset = until - datetime.now(UTC)

    def start_in_the_past(self, time: timedelta) -> None:
        """Begin so long ago; only for an account in which nothing has happened."""
        assert not self.subscriptions
        self._offset = -time
        self._last = datetime.min.replace(tzinfo=UTC)

    def _next_due(self, until: datetime) -> tuple[datetime, Callable[[], None]] | None:
        dues: list[tuple[datetime, str, Callable[[], None]]] = []
        for subscription in self.subscriptions.values():
            change = subscription["scheduled_change"]
            if change:
                act = {"cancel": self._end, "pause": self._halt, "resume": self._go_on}[change["action"]]
                dues.append((moment(change["effective_at"]), "a change", lambda act=act, of=subscription: act(of)))
            elif subscription["status"] in ("active", "trialing"):
                ends = moment(subscription["current_billing_period"]["ends_at"])
                dues.append((ends, "renewal", lambda of=subscription: self._renew(of)))
        dues = [due for due in dues if due[0] <= until]
        if not dues:
            return None
        at, _, happen = min(dues, key=lambda due: due[0])
        return at, happen

    # The catalog

    def sell(self, name: str, cents: int, *, trial_days: int = 0) -> Entity:
        """A new product with one monthly price."""
        with self.alone:
            product = entities.product(name, self.now())
            price = entities.price(product, cents, self.now(), trial_days=trial_days)
            self.products[product["id"]] = product
            self.prices[price["id"]] = price
            return price

    # Customers

    def add_customer(self, email: str, name: str | None = None) -> Entity:
        """Raises Refusal when the address is somebody's already."""
        for known in self.customers.values():
            if known["email"] == email:
                raise Refusal(
                    409,
                    "customer_already_exists",
                    f"customer email conflicts with customer of id {known['id']}",
                )
        customer = entities.customer(email, self.now(), name)
        self.customers[customer["id"]] = customer
        self._tell("customer.created", customer)
        return customer

    # Transactions and the checkout

    def add_transaction(self, asked: Entity) -> Entity:
        """A transaction by the API, to be paid at its checkout."""
        items: list[Any] = asked.get("items") or []
        if not items:
            raise invalid("items", "must be provided as part of the request")
        lines = self._lines(items)
        customer_id = asked.get("customer_id")
        if customer_id is not None and customer_id not in self.customers:
            raise not_found(customer_id)
        transaction = entities.transaction(
            lines,
            self.now(),
            origin="api",
            custom_data=asked.get("custom_data"),
            customer_id=customer_id,
            status="ready" if customer_id else "draft",
        )
        transaction["checkout"] = {"url": f"{self.payment_link}?_ptxn={transaction['id']}"}
        self.transactions[transaction["id"]] = transaction
        self._tell("transaction.created", transaction)
        return transaction

    def pay(self, transaction_id: str, email: str = "buyer@example.com", card: str = GOOD) -> Entity | None:
        """The buyer types address and card into the checkout; the subscription, or nothing when declined."""
        with self.alone:
            transaction = self.find(self.transactions, transaction_id)
            if transaction["status"] not in ("draft", "ready"):
                raise Refusal(409, "transaction_not_ready", "the transaction was paid or canceled")
            if transaction["customer_id"] is None:
                known = [each for each in self.customers.values() if each["email"] == email]
                customer = known[0] if known else self.add_customer(email)
                self._change(
                    "transaction", transaction, customer_id=customer["id"], address_id=new_id("add"), status="ready"
                )
                self._tell("transaction.ready", transaction)
            total = transaction["details"]["totals"]["grand_total"]
            if card == DECLINED:
                transaction["payments"].insert(0, entities.payment(total, self.now(), "declined"))
                self._tell("transaction.payment_failed", transaction)
                return None
            self.cards[str(transaction["customer_id"])] = card
            return self._subscribe(transaction)

    def _subscribe(self, transaction: Entity) -> Entity:
        at = self.now()
        trial = transaction["items"][0]["price"]["trial_period"]
        ends = at + timedelta(days=trial["frequency"]) if trial else month_later(at)
        status = "trialing" if trial else "active"
        billing_period = entities.period(at, ends)
        self._collect(transaction, billing_period=billing_period)
        subscription: Entity = {
            "id": new_id("sub"),
            "status": status,
            "customer_id": transaction["customer_id"],
            "address_id": transaction["address_id"] or new_id("add"),
            "business_id": None,
            "currency_code": transaction["currency_code"],
            "created_at": text(at),
            "updated_at": text(at),
            "started_at": text(at),
            "first_billed_at": None if trial else text(at),
            "next_billed_at": text(ends),
            "paused_at": None,
            "canceled_at": None,
            "discount": None,
            "collection_mode": "automatic",
            "billing_details": None,
            "current_billing_period": billing_period,
            "billing_cycle": {"interval": "month", "frequency": 1},
            "scheduled_change": None,
            "items": [
                entities.subscription_item(price, product, quantity, at, ends, status)
                for price, product, quantity in self._lines(transaction["items"])
            ],
            "custom_data": transaction["custom_data"],
            "consent_requirements": [],
            "import_meta": None,
        }
        self.subscriptions[subscription["id"]] = subscription
        self._tell("subscription.created", {**subscription, "transaction_id": transaction["id"]})
        self._tell("subscription.trialing" if trial else "subscription.activated", subscription)
        self._change("transaction", transaction, subscription_id=subscription["id"])
        self._complete(transaction)
        return subscription

    # Subscriptions, as their owner changes them

    def update(self, subscription_id: str, asked: Entity) -> Entity:
        """PATCH: what is not named stays; `items` names all that is to be there afterwards."""
        subscription = self.find(self.subscriptions, subscription_id)
        self._must_be_free(subscription)
        if subscription["status"] == "past_due":
            raise Refusal(
                400,
                "subscription_update_when_past_due",
                "cannot update subscription, as the subscription status is 'past_due'",
            )
        changes: Entity = {}
        if "scheduled_change" in asked:
            if asked["scheduled_change"] is not None:
                raise invalid("scheduled_change", "can only be null")
            changes["scheduled_change"] = None
        if "custom_data" in asked:
            changes["custom_data"] = asked["custom_data"]
        if "items" in asked:
            changes["items"] = self._replaced_items(subscription, asked)
        if changes:
            self._change("subscription", subscription, **changes)
        return subscription

    def _replaced_items(self, subscription: Entity, asked: Entity) -> list[Entity]:
        if subscription["status"] == "paused":
            raise Refusal(400, "subscription_not_active", "action requires the subscription to be active")
        mode = asked.get("proration_billing_mode")
        if mode is None:
            raise Refusal(
                400,
                "subscription_items_update_missing_proration_billing_mode",
                "proration_billing_mode is required when items change",
            )
        if mode not in PRORATION_MODES:
            raise invalid("proration_billing_mode", f"must be one of {', '.join(PRORATION_MODES)}")
        if subscription["status"] == "trialing" and mode != "do_not_bill":
            raise Refusal(
                400,
                "subscription_incorrect_proration_on_trialing_subscription",
                "only do_not_bill is accepted while the subscription is in trial",
            )
        if subscription["scheduled_change"] and mode.endswith("next_billing_period"):
            raise Refusal(
                400, "subscription_locked_pending_changes", "cannot update subscription, pending scheduled changes"
            )
        lines = self._lines(asked["items"])
        if mode in AT_ONCE:
            self._charge_difference(subscription, lines, mode, asked.get("on_payment_failure", "prevent_change"))
        at = self.now()
        ends = moment(subscription["current_billing_period"]["ends_at"])
        before = {item["price"]["id"]: item for item in subscription["items"]}
        items = [
            entities.subscription_item(price, product, quantity, at, ends, subscription["status"])
            for price, product, quantity in lines
        ]
        for item in items:
            if old := before.get(item["price"]["id"]):
                item["created_at"] = old["created_at"]
        return items

    def _charge_difference(
        self, subscription: Entity, lines: list[tuple[Entity, Entity, int]], mode: str, on_failure: str
    ) -> None:
        worth = sum(int(item["price"]["unit_price"]["amount"]) * item["quantity"] for item in subscription["items"])
        difference = sum(int(price["unit_price"]["amount"]) * quantity for price, _, quantity in lines) - worth
        starts, ends = (moment(subscription["current_billing_period"][edge]) for edge in ("starts_at", "ends_at"))
        left = (ends - self.now()) / (ends - starts) if mode == "prorated_immediately" else 1.0
        if difference <= 0:
            return
        transaction = self._bill(subscription, "subscription_update", lines, round(difference * left))
        if self._card_is_good(subscription):
            self._collect(transaction)
            self._complete(transaction)
            return
        self._fail(transaction)
        if on_failure == "prevent_change":
            self._change("transaction", transaction, status="canceled")
            self._tell("transaction.canceled", transaction)
            raise Refusal(400, "subscription_payment_declined", "payment declined")

    def cancel(self, subscription_id: str, effective_from: str | None) -> Entity:
        subscription = self.find(self.subscriptions, subscription_id)
        self._must_be_free(subscription)
        if effective_from == "immediately" or subscription["status"] == "paused":
            self._end(subscription)
        else:
            self._schedule(subscription, "cancel")
        return subscription

    def pause(self, subscription_id: str, effective_from: str | None) -> Entity:
        subscription = self.find(self.subscriptions, subscription_id)
        self._must_be_free(subscription)
        self._must_be(subscription, "active")
        if effective_from == "immediately":
            self._halt(subscription)
        else:
            self._schedule(subscription, "pause")
        return subscription

    def resume(self, subscription_id: str) -> Entity:
        subscription = self.find(self.subscriptions, subscription_id)
        self._must_be(subscription, "paused")
        self._go_on(subscription)
        return subscription

    def activate(self, subscription_id: str) -> Entity:
        """End a trial early."""
        subscription = self.find(self.subscriptions, subscription_id)
        self._must_be(subscription, "trialing")
        self._renew(subscription)
        return subscription

    # Subscriptions, as time changes them

    def _renew(self, subscription: Entity) -> None:
        at = self.now()
        was_trialing = subscription["status"] == "trialing"
        billing_period = entities.period(at, month_later(at))
        transaction = self._bill(subscription, "subscription_recurring", self._lines(subscription["items"]))
        self._change("transaction", transaction, billing_period=billing_period)
        if not self._card_is_good(subscription):
            self._fail(transaction)
            self._change("transaction", transaction, status="past_due")
            self._tell("transaction.past_due", transaction)
            self._become(
                subscription,
                "past_due",
                current_billing_period=billing_period,
                next_billed_at=billing_period["ends_at"],
            )
            return
        self._collect(transaction)
        renewed = {"current_billing_period": billing_period, "next_billed_at": billing_period["ends_at"]}
        if was_trialing:
            self._become(subscription, "active", event="activated", first_billed_at=text(at), **renewed)
        else:
            self._change("subscription", subscription, **renewed)
        self._complete(transaction)

    def retry_payment(self, subscription: Entity, card: str | None = None) -> bool:
        """Dunning: try the overdue transaction again, with a new card where one is given; whether it went well."""
        with self.alone:
            if card is not None:
                self.cards[subscription["customer_id"]] = card
            [transaction] = [
                each
                for each in self.transactions.values()
                if each["subscription_id"] == subscription["id"] and each["status"] == "past_due"
            ]
            if not self._card_is_good(subscription):
                self._fail(transaction)
                return False
            self._collect(transaction)
            self._become(subscription, "active", event=None)
            self._complete(transaction)
            return True

    def _end(self, subscription: Entity) -> None:
        self._become(
            subscription,
            "canceled",
            canceled_at=text(self.now()),
            scheduled_change=None,
            next_billed_at=None,
            current_billing_period=None,
        )

    def _halt(self, subscription: Entity) -> None:
        self._become(
            subscription,
            "paused",
            paused_at=text(self.now()),
            scheduled_change=None,
            next_billed_at=None,
            current_billing_period=None,
        )

    def _go_on(self, subscription: Entity) -> None:
        at = self.now()
        billing_period = entities.period(at, month_later(at))
        transaction = self._bill(subscription, "subscription_recurring", self._lines(subscription["items"]))
        self._collect(transaction, billing_period=billing_period)
        self._become(
            subscription,
            "active",
            event="resumed",
            paused_at=None,
            scheduled_change=None,
            current_billing_period=billing_period,
            next_billed_at=billing_period["ends_at"],
        )
        self._complete(transaction)

    # Adjustments

    def refund(
        self, transaction: Entity, *, action: str = "refund", status: str = "approved", full: bool = True
    ) -> Entity:
        with self.alone:
            adjustment = entities.adjustment(transaction, self.now(), action=action, status=status, full=full)
            self.adjustments[adjustment["id"]] = adjustment
            self._tell("adjustment.created", adjustment)
            return adjustment

    def decide(self, adjustment: Entity, status: str) -> None:
        """Paddle approves or rejects."""
        with self.alone:
            self._change("adjustment", adjustment, status=status)

    # Reading

    def find(self, among: dict[str, Entity], identifier: str) -> Entity:
        """Raises Refusal when there is none."""
        if identifier not in among:
            raise not_found(identifier)
        return among[identifier]

    def transactions_of(self, subscription: Entity) -> list[Entity]:
        """Oldest first."""
        return [each for each in self.transactions.values() if each["subscription_id"] == subscription["id"]]

    # What all of that is made of

    def _lines(self, items: list[Any]) -> list[tuple[Entity, Entity, int]]:
        """(price, product, quantity) of items as they are asked for or kept."""
        lines: list[tuple[Entity, Entity, int]] = []
        for item in items:
            price = self.find(self.prices, item.get("price_id") or item["price"]["id"])
            quantity = item.get("quantity", 1)
            if not isinstance(quantity, int) or quantity < 1:
                raise invalid("items.quantity", "must be a whole number above zero")
            lines.append((price, self.products[price["product_id"]], quantity))
        return lines

    def _bill(
        self, subscription: Entity, origin: str, lines: list[tuple[Entity, Entity, int]], amount: int | None = None
    ) -> Entity:
        transaction = entities.transaction(
            lines,
            self.now(),
            origin=origin,
            amount=amount,
            status="ready",
            subscription_id=subscription["id"],
            customer_id=subscription["customer_id"],
            address_id=subscription["address_id"],
            custom_data=deepcopy(subscription["custom_data"]),
            billing_period=subscription["current_billing_period"],
        )
        self.transactions[transaction["id"]] = transaction
        self._tell("transaction.created", transaction)
        return transaction

    def _collect(self, transaction: Entity, **changes: Any) -> None:
        at = self.now()
        transaction["payments"].insert(0, entities.payment(transaction["details"]["totals"]["grand_total"], at, None))
        transaction.update(status="paid", billed_at=text(at), updated_at=text(at), **changes)
        self._tell("transaction.paid", transaction)

    def _complete(self, transaction: Entity) -> None:
        transaction.update(
            status="completed", invoice_id=new_id("inv"), invoice_number="1-1", updated_at=text(self.now())
        )
        self._tell("transaction.completed", transaction)

    def _fail(self, transaction: Entity) -> None:
        transaction["payments"].insert(
            0, entities.payment(transaction["details"]["totals"]["grand_total"], self.now(), "declined")
        )
        self._tell("transaction.payment_failed", transaction)

    def _card_is_good(self, subscription: Entity) -> bool:
        return self.cards.get(subscription["customer_id"], GOOD) == GOOD

    def _schedule(self, subscription: Entity, action: str) -> None:
        if subscription["scheduled_change"]:
            raise Refusal(
                400, "subscription_locked_pending_changes", "cannot update subscription, pending scheduled changes"
            )
        ends = subscription["current_billing_period"]["ends_at"]
        change = {"action": action, "effective_at": ends, "resume_at": None}
        self._change("subscription", subscription, scheduled_change=change, next_billed_at=None)

    def _become(self, subscription: Entity, status: str, *, event: str | None = "", **changes: Any) -> None:
        """A new status: told as `subscription.updated`, and as the event of its own name."""
        self._change("subscription", subscription, status=status, **changes)
        if event is not None:
            self._tell(f"subscription.{event or status}", subscription)

    def _change(self, kind: str, entity: Entity, **changes: Any) -> None:
        entity.update(changes, updated_at=text(self.now()))
        self._tell(f"{kind}.updated", entity)

    def _must_be(self, subscription: Entity, status: str) -> None:
        if subscription["status"] != status:
            raise Refusal(400, "subscription_not_active", f"action requires the subscription to be {status}")

    def _must_be_free(self, subscription: Entity) -> None:
        if subscription["status"] == "canceled":
            raise Refusal(
                400,
                "subscription_is_canceled_action_invalid",
                "action can't be performed on canceled subscription",
            )
        renewal = subscription["next_billed_at"]
        if renewal and subscription["status"] != "past_due" and moment(renewal) - self.now() < RENEWAL_LOCK:
            raise Refusal(409, "subscription_locked_renewal", "unable to update subscription 30m0s before renewal")

    def _tell(self, event_type: str, entity: Entity) -> None:
        self.post_office.post(event_type, entity, self.now())
